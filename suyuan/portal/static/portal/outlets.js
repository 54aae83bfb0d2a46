// 网点地图 — draws outlets over outlines of our own, and asks the browser where it is. The list says the same as the map.
document.addEventListener("DOMContentLoaded", () => {
  const finder = document.querySelector("[data-finder]"), locate = finder?.querySelector("[data-locate]");
  if (locate && navigator.geolocation) {
    locate.hidden = false;
    locate.addEventListener("click", () => {
      locate.disabled = true;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          finder.querySelector("[data-near]").value = `${coords.longitude.toFixed(4)},${coords.latitude.toFixed(4)}`;
          finder.querySelector("[name=q]").value = "";
          finder.submit();
        },
        () => { locate.disabled = false; document.querySelector("[data-denied]").hidden = false; },
        { timeout: 10000, maximumAge: 600000 },
      );
    });
  }
  // another question is no longer asked from here
  finder?.querySelector("[name=q]").addEventListener("input", () => { finder.querySelector("[data-near]").value = ""; });

  const place = document.querySelector("[data-map]"), told = document.getElementById("outlet-spots");
  if (!place || !told || !window.echarts) { place?.remove(); return; }
  const spots = JSON.parse(told.textContent);
  const corners = bounds(spots);
  fetch(corners ? place.dataset.closer : place.dataset.outlines).then((answer) => answer.json()).then((outlines) => {
    window.echarts.registerMap("china", outlines);
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption({
      animation: false,
      tooltip: { formatter: ({ data }) => (data ? window.echarts.format.encodeHTML(data.name) : "") },
      geo: {
        map: "china", roam: true, silent: true, boundingCoords: corners, scaleLimit: { min: 0.5, max: 400 },
        itemStyle: { areaColor: "#f3f6fa", borderColor: "#a9b4c2", borderWidth: 0.7 },
        regions: [{ name: "line", itemStyle: { areaColor: "transparent", borderColor: "#a9b4c2", borderWidth: 1 } }],
      },
      series: [{
        type: "scatter", coordinateSystem: "geo", data: spots, symbolSize: spots.length > 60 ? 7 : 11,
        itemStyle: { color: ({ data }) => (data.open === "open" ? "#1a7f4b" : "#24548f"), borderColor: "#fff", borderWidth: 1 },
      }],
    });
    chart.on("click", ({ data }) => { document.getElementById(`at-${data?.id}`)?.scrollIntoView({ block: "center" }); });
    window.addEventListener("resize", () => chart.resize());
  }).catch(() => place.remove());

  // The corners around all spots, with room; the whole country where they are spread over it.
  function bounds(all) {
    const east = all.map((spot) => spot.value[0]), north = all.map((spot) => spot.value[1]);
    const wide = Math.max(...east) - Math.min(...east), tall = Math.max(...north) - Math.min(...north);
    if (!all.length || wide > 25 || tall > 18) return null;
    const room = Math.max(0.6, 0.25 * Math.max(wide, tall));
    return [[Math.min(...east) - room, Math.max(...north) + room], [Math.max(...east) + room, Math.min(...north) - room]];
  }
});
