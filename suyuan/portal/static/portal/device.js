// 本机 — remembers who signed in on this device last: what it keeps of a visit is shown to nobody else, with or without a
// network. visit_worker.js reads the same shelf.
(() => {
  "use strict";
  if (!window.caches) return;
  const AT = "/account";
  let line = null;
  const others = () => {
    if (!line && window.BroadcastChannel) line = new BroadcastChannel("suyuan-account");
    return line;
  };
  const shelf = () => caches.open("suyuan-account");
  const account = async () => {
    const kept = await (await shelf()).match(AT);
    return kept ? kept.text() : "";
  };
  const tell = async (who) => {
    if (await account() === who) return;
    const held = await shelf();
    await (who ? held.put(AT, new Response(who)) : held.delete(AT));
    others()?.postMessage(who);
  };

  const told = document.body.dataset.signedIn;
  if (told) tell(told).catch(() => undefined); // a page of nobody says nothing: it may be an old one
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      tell("").catch(() => undefined).then(() => form.submit());
    });
  }

  window.suyuanDevice = {
    /** Call ``changed`` once somebody else than ``own`` has signed in, or this one out: in another page, or while this
        one slept. */
    watch: (own, changed) => {
      others()?.addEventListener("message", ({ data }) => data !== own && changed());
      window.addEventListener("pageshow", async ({ persisted }) => persisted && await account() !== own && changed());
    },
  };
})();
