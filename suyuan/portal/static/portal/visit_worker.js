// 离线 — lets the page of a visit, and what it is made of, open without a network. Reach: /inspections/.
"use strict";
const SHELF = "suyuan-visits-2";
const SHUT = "/inspections/shut";

const isOurs = (address) => address.origin === self.location.origin;
const isVisit = (address) => /^\/inspections\/[^/]+\/visit$/.test(address.pathname);
const isPart = (address) => address.pathname.startsWith("/static/");
// Of a device that several people use, each finds the pages that they opened themselves.
const placeOf = (page, account) => `${page}?account=${account}`;
// device.js says who signed in last.
const account = async () => {
  const kept = await (await caches.open("suyuan-account")).match("/account");
  return kept ? kept.text() : "";
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const old = (await caches.keys()).filter((name) => name.startsWith("suyuan-visits-") && name !== SHELF);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
})()));

const fetched = async (address) => {
  const answer = await fetch(address, { credentials: "same-origin", cache: "no-cache" });
  return answer.ok && !answer.redirected ? answer : null;
};
const keepPart = async (shelf, part) => {
  const answer = await fetched(part);
  if (answer) await shelf.put(part, answer);
};
// A page off the shelf says neither what time it is nor who is signed in: it was so once.
const keepPage = async (shelf, page, whose) => {
  const answer = await fetched(page);
  const text = answer ? await answer.text() : "";
  if (!text.includes(` data-account="${whose}"`)) throw new Error("somebody else is signed in by now");
  const headers = new Headers(answer.headers);
  for (const name of ["Suyuan-Now", "Content-Encoding", "Content-Length"]) headers.delete(name);
  const timeless = text.replace(/ data-now="[^"]*"/, ' data-now=""').replace(/ data-signed-in="[^"]*"/, "");
  await shelf.put(placeOf(page, whose), new Response(timeless, { headers }));
};

// A page says which addresses it needs, and when it is needed no more; it is told when they are kept.
self.addEventListener("message", (event) => {
  const { keep = [], page, forget, account: whose } = event.data || {};
  const work = caches.open(SHELF).then(async (shelf) => {
    if (forget) await shelf.delete(placeOf(forget, whose));
    await Promise.all(keep.map((part) => keepPart(shelf, part)));
    if (page) await keepPage(shelf, page, whose);
    if (event.ports[0]) event.ports[0].postMessage("kept");
  });
  event.waitUntil(work.catch(() => undefined));
});

const offShelf = async (request, address) => {
  const shelf = await caches.open(SHELF);
  if (!isVisit(address)) return shelf.match(request, { ignoreVary: true });
  const whose = await account();
  const own = whose && await shelf.match(placeOf(address.pathname, whose), { ignoreVary: true });
  return own || shelf.match(SHUT, { ignoreVary: true });
};

// The network first, so that nobody works on an old page; what was kept where there is none.
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || !isOurs(address) || !(isVisit(address) || isPart(address))) return;
  event.respondWith(
    fetch(event.request).catch(async () => await offShelf(event.request, address) || Response.error()),
  );
});
