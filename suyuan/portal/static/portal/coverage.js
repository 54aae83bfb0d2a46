// 覆盖地图 — shades divisions by how firms stand there; the table says the same.
document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector("[data-cover-map]"), told = document.getElementById("cover-shades");
  if (!place || !told || !window.echarts) { place?.remove(); return; }
  const shades = JSON.parse(told.textContent);
  const tones = { gap: "#c2342d", thin: "#e08a2e", stale: "#e8c84a", covered: "#5aa37a" };
  fetch(place.dataset.outlines).then((answer) => answer.json()).then((outlines) => {
    const codes = new Set(outlines.features.map((feature) => feature.properties.name));
    // a municipality is one city to the law, and districts to the map
    const whole = (code) => (codes.has(code) ? [code] : [...codes].filter((each) => each.startsWith(code.slice(0, 2))));
    const regions = Object.entries(shades).flatMap(([code, state]) =>
      whole(code).map((name) => ({ name, itemStyle: { areaColor: tones[state] } })));
    window.echarts.registerMap("china", outlines);
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption({
      animation: false,
      geo: {
        map: "china", roam: true, scaleLimit: { min: 0.8, max: 40 }, selectedMode: false, emphasis: { disabled: true },
        itemStyle: { areaColor: "#f3f6fa", borderColor: "#b6c0cc", borderWidth: 0.5 },
        regions: [...regions, { name: "line", itemStyle: { areaColor: "transparent", borderColor: "#8c97a6", borderWidth: 1 } }],
      },
    });
    chart.on("click", ({ name }) => {
      const chosen = shades[name] ? name : `${name.slice(0, 2)}0000`;
      if (!shades[chosen]) return;
      const address = new URL(window.location.href);
      address.searchParams.set("region", chosen);
      window.location.assign(address);
    });
    window.addEventListener("resize", () => chart.resize());
  }).catch(() => place.remove());
});
