// 离线 — lets the page of a visit, and what it is made of, open without a network. Reach: /inspections/.
"use strict";
const SHELF = "suyuan-visits-1";

const isOurs = (address) => address.origin === self.location.origin;
const isVisit = (address) => /^\/inspections\/[^/]+\/visit$/.test(address.pathname);
const isPart = (address) => address.pathname.startsWith("/static/");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A page says which addresses it needs, and which it needs no more; it is told when they are kept.
self.addEventListener("message", (event) => {
  const { keep = [], forget = [] } = event.data || {};
  const work = caches.open(SHELF).then(async (shelf) => {
    await Promise.all(forget.map((one) => shelf.delete(one)));
    await Promise.all(keep.map(async (one) => {
      const answer = await fetch(one, { credentials: "same-origin", cache: "no-cache" });
      if (answer.ok && !answer.redirected) await shelf.put(one, answer);
    }));
    if (event.ports[0]) event.ports[0].postMessage("kept");
  });
  event.waitUntil(work.catch(() => undefined));
});

// The network first, so that nobody works on an old page; what was kept where there is none.
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || !isOurs(address) || !(isVisit(address) || isPart(address))) return;
  event.respondWith(
    fetch(event.request).catch(async () => {
      const shelf = await caches.open(SHELF);
      const kept = await shelf.match(event.request, { ignoreVary: true });
      return kept || Response.error();
    }),
  );
});
