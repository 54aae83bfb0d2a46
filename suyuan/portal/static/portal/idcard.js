// 数字身份 — the page checks its own proof: fetched from this server, verified by the browser against the log's policy.
(() => {
  "use strict";
  const box = document.querySelector("[data-own-proof]");
  const said = box && box.querySelector("[data-said]");
  if (!said) return;
  const show = (name, detail) => {
    said.hidden = true;
    for (const one of box.querySelectorAll("[data-when]")) one.hidden = one.dataset.when !== name;
    const place = box.querySelector("[data-detail]");
    if (place) place.textContent = detail || "";
    box.dataset.verdict = name;
  };
  const text = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.text();
  };
  (async () => {
    try {
      const [proof, policy] = await Promise.all([text(box.dataset.ownProof), text(box.dataset.policy)]);
      const found = await window.suyuanLedger.check(proof, policy);
      const told = JSON.parse(found.fact);
      if (told.code !== box.dataset.code || told.event !== "issued") show("rejected", "proof.other");
      else show("proven");
    } catch (reason) {
      if (reason instanceof window.suyuanLedger.Rejected) show("rejected", reason.code);
      else show("unable");
    }
  })();
})();
