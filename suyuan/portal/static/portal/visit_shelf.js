// 离线可用 — has the worker keep the page of a visit and what it is made of, each page for the account that opened it.
(() => {
  "use strict";
  const parts = (says) => [says.shutPage, says.zxing, says.wasm,
    ...[...document.querySelectorAll("script[src], link[rel=stylesheet]")].map((one) => one.src || one.href),
    ...[...document.querySelectorAll("use")].map((one) => one.href.baseVal.split("#")[0])];

  window.suyuanShelf = {
    /** Keep a page. done(): it opens without a network from now on. */
    keep: async (says, done) => {
      if (!navigator.serviceWorker) return;
      await navigator.serviceWorker.register(says.worker);
      const ready = await navigator.serviceWorker.ready;
      const channel = new MessageChannel();
      channel.port1.onmessage = done;
      const keep = [...new Set(parts(says))].filter(Boolean);
      ready.active.postMessage({ keep, page: says.page, account: says.account }, [channel.port2]);
    },
    /** Show nothing of the page any more: who opened it signed out, or somebody else in. What was filled in stays. */
    shut: (says) => {
      const note = Object.assign(document.createElement("div"), { className: "note tone-warn" });
      const again = Object.assign(document.createElement("a"), { href: says.page, textContent: says.saysAnew });
      note.setAttribute("role", "alert");
      note.append(`${says.saysShut} `, again);
      document.title = says.saysAnew;
      document.querySelector("main .wrap").replaceChildren(note);
    },
    /** Keep it no more. */
    forget: (says) => {
      const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
      if (worker) worker.postMessage({ forget: says.page, account: says.account });
    },
  };
})();
