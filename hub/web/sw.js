/**
 * The shell of all pages, kept so that a page begins again while the hub is away. Registers only
 * where the browser trusts the hub.
 *
 * What pages are made of comes from what was kept, all of one version; news, orders and everything
 * else that only the hub knows never does. A newer version waits until a page says that nobody is in
 * the middle of something, or until no page is open.
 */

const SHELL = "{shell}";
const FILES = JSON.parse('{files}');
const TAKE_OVER = "take over";

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(SHELL).then((kept) => kept.addAll(FILES.map((each) => new Request(each, { cache: "reload" })))),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((each) => each !== SHELL).map((each) => caches.delete(each))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === TAKE_OVER) self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin || !FILES.includes(pathname)) return;
  event.respondWith(
    caches.open(SHELL).then(async (kept) => (await kept.match(pathname, { ignoreVary: true })) ?? fetch(event.request)),
  );
});
