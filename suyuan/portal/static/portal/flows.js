// Draws who sends to whom; the table below the picture says the same, so nothing is lost where this does not run.
document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("sankey"), told = document.getElementById("sankey-data");
  if (!place || !told || !window.echarts) { place?.remove(); return; }
  const data = JSON.parse(told.textContent), narrow = place.clientWidth < 640;
  const chart = window.echarts.init(place, null, { renderer: "svg" });
  chart.setOption({
    animation: false,
    tooltip: { trigger: "item" },
    series: [{
      type: "sankey", data: data.nodes, links: data.links, nodeAlign: "justify", draggable: false,
      left: 4, right: narrow ? 120 : 190, top: 8, bottom: 8, nodeGap: 12,
      label: { fontSize: narrow ? 11 : 13, width: narrow ? 112 : 180, overflow: "break" },
      lineStyle: { color: "source", opacity: 0.35 },
    }],
  });
  window.addEventListener("resize", () => chart.resize());
});
