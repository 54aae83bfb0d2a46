// 本机保存 — keeps what is filled in on a visit, and its pictures, in the browser's own store until it is sent.
(() => {
  "use strict";
  const opened = new Promise((done, failed) => {
    const asked = indexedDB.open("suyuan-visits", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("drafts");
      asked.result.createObjectStore("files");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  opened.catch(() => undefined);

  const within = async (stores, mode, work) => {
    const base = await opened;
    return new Promise((done, failed) => {
      const held = base.transaction(stores, mode);
      const answer = work(...stores.map((one) => held.objectStore(one)));
      held.oncomplete = () => done(answer && answer.result);
      held.onerror = held.onabort = () => failed(held.error);
    });
  };
  const canonical = (one) => {
    if (Array.isArray(one)) return `[${one.map(canonical)}]`;
    if (!one || typeof one !== "object") return JSON.stringify(one);
    return `{${Object.keys(one).sort().map((name) => `${JSON.stringify(name)}:${canonical(one[name])}`)}}`;
  };
  const range = (number) => IDBKeyRange.bound(`${number}/`, `${number}/g`); // a hash has no letter beyond f

  window.suyuanVisits = {
    draft: (number) => within(["drafts"], "readonly", (drafts) => drafts.get(number)),
    /** Keep a draft over the version that its page saw last; give the next, 0 where another page has kept one since. */
    keep: (number, draft, seen) => within(["drafts"], "readwrite", (drafts) => {
      const told = { result: 0 }, asked = drafts.get(number);
      asked.onsuccess = () => {
        if (((asked.result || {}).version || 0) !== seen) return;
        told.result = seen + 1;
        drafts.put({ ...draft, version: told.result }, number);
      };
      return told;
    }),
    file: (number, name) => within(["files"], "readonly", (files) => files.get(`${number}/${name}`)),
    keepFile: (number, name, blob) => within(["files"], "readwrite", (files) => files.put(blob, `${number}/${name}`)),
    dropFile: (number, name) => within(["files"], "readwrite", (files) => files.delete(`${number}/${name}`)),
    forget: (number) => within(["drafts", "files"], "readwrite", (drafts, files) => {
      drafts.delete(number);
      files.delete(range(number));
    }),
    /** Have a visit to oneself for the life of the page; ``steal`` it from the page that has it. Where there are no
        locks, versions alone decide. granted(isLate): it is had; waits(): another page has it; lost(): one took it. */
    hold: (number, steal, { granted, waits, lost }) => {
      if (!navigator.locks) return granted(false);
      let isLate = false;
      const patience = steal ? 0 : setTimeout(() => {
        isLate = true;
        waits();
      }, 1000); // a page that is loaded anew lets go a little later
      navigator.locks.request(`suyuan-visit ${number}`, { steal }, () => {
        clearTimeout(patience);
        granted(isLate);
        return new Promise(() => undefined);
      }).catch((why) => {
        clearTimeout(patience);
        if (why.name === "AbortError") lost();
        else granted(false);
      });
    },
    /** JSON with sorted names and no blanks: what signatures are over. */
    canonical,
    /** SHA-256 of a blob, in hex. */
    hash: async (blob) => {
      const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
      return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    },
  };
})();
