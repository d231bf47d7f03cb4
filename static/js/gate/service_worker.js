/* Serves the gate page without a network. `self.SHELL` (version, page, files) stands in front of this, see /sw.js.
   A version is kept whole: all files of one edition, or the edition before. */

const { version, page, files } = self.SHELL;
const NAME = `gate-${version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(NAME);
      await cache.addAll([...files, new Request(page, { cache: "reload" })]);
      // The first edition serves at once; a later one waits until a page asks, so that no open page is mixed.
      if (!self.registration.active) await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith("gate-") && name !== NAME);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && url.pathname === page) {
    event.respondWith(kept(page, request));
  } else if (files.includes(url.pathname)) {
    event.respondWith(kept(url.pathname, request));
  }
});

async function kept(key, request) {
  // Looked up by name, not opened: opening would make an empty cache of an edition that is gone.
  return (await caches.match(key, { cacheName: NAME })) ?? fetch(request);
}
