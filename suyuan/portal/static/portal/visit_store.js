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
  const range = (number) => IDBKeyRange.bound(`${number}/`, `${number}/g`); // a hash has no letter beyond f

  window.suyuanVisits = {
    draft: (number) => within(["drafts"], "readonly", (drafts) => drafts.get(number)),
    keep: (number, draft) => within(["drafts"], "readwrite", (drafts) => drafts.put(draft, number)),
    file: (number, name) => within(["files"], "readonly", (files) => files.get(`${number}/${name}`)),
    keepFile: (number, name, blob) => within(["files"], "readwrite", (files) => files.put(blob, `${number}/${name}`)),
    dropFile: (number, name) => within(["files"], "readwrite", (files) => files.delete(`${number}/${name}`)),
    forget: (number) => within(["drafts", "files"], "readwrite", (drafts, files) => {
      drafts.delete(number);
      files.delete(range(number));
    }),
    /** SHA-256 of a blob, in hex. */
    hash: async (blob) => {
      const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
      return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    },
  };
})();
