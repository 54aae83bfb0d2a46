// 本机留下的 — what a device still keeps of a visit that the platform does not take: the way to it, and a file of it.
(() => {
  "use strict";
  const store = window.suyuanVisits;
  if (!store) return;
  for (const way of document.querySelectorAll("[data-kept-visit]")) {
    store.draft(way.dataset.keptVisit).then((one) => { way.hidden = !one; }).catch(() => undefined);
  }
  const written = (blob) => new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });

  window.suyuanLeft = {
    /** Hand out one page that any browser opens. record: as it is sent; points: [text, answer, words]; files: [name, blob]. */
    save: async (title, record, points, files) => {
      const page = document.implementation.createHTMLDocument(title);
      const add = (kind, more) => page.body.appendChild(Object.assign(page.createElement(kind), more));
      add("h1", { textContent: title });
      for (const [text, answer, words] of points) {
        add("h2", { textContent: text });
        add("p", { textContent: [answer, words].filter(Boolean).join(": ") });
      }
      add("pre", { textContent: JSON.stringify(record, null, 2), style: "white-space: pre-wrap" });
      for (const [name, blob] of files) {
        add("img", { src: await written(blob), style: "max-width: 100%" });
        add("p", { textContent: name });
      }
      const whole = `<!doctype html><meta charset="utf-8">${page.documentElement.outerHTML}`;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([whole], { type: "text/html" }));
      link.download = `${title}.html`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
  };
})();
