// 时钟 — the platform's time counts, not the device's. What lies between the two is kept on the device each time the
// network tells the time; a page off the shelf tells none, for its time is that of the shelving.
(() => {
  "use strict";
  const KEY = "suyuan-clock";
  let offset = null;
  const kept = () => {
    try {
      return localStorage.getItem(KEY) ?? offset; // another page may know better by now
    } catch {
      return offset;
    }
  };
  const learn = (told) => {
    const moment = Date.parse(told || "");
    if (Number.isNaN(moment)) return;
    offset = String(moment - Date.now());
    try {
      localStorage.setItem(KEY, offset);
    } catch {
      // this page alone knows it
    }
  };
  const heard = (answer) => learn(answer.headers.get("Suyuan-Now"));
  window.suyuanClock = {
    now: () => new Date(Date.now() + Number(kept() || 0)),
    isKnown: () => kept() !== null,
    /** Take the time that a page says; "" says none. */
    learn,
    /** Take the time that the head of an answer says: the platform's, which a demonstration may have set. */
    heard,
    /** Ask for it whenever there is a network again, or the page is looked at again: the device's clock may have been
        put right since. learned(): it is known better. */
    follow: (address, learned) => {
      const renew = async () => {
        if (document.hidden || !navigator.onLine) return;
        const answer = await fetch(address, { method: "HEAD", cache: "no-store" }).catch(() => null);
        if (!answer || !answer.ok || answer.redirected) return;
        heard(answer);
        learned();
      };
      window.addEventListener("online", renew);
      document.addEventListener("visibilitychange", renew);
    },
  };
})();
