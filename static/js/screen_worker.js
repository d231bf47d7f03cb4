/* The venue's screen without a network: the server's answer while there is one, else what the page kept (see screen.js).
   It only reads what was kept; the day's data stay with the page, which says how old they are. */
'use strict';
const LONGEST_WAIT = 8000;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method === 'GET' && !path.endsWith('/now.json')) event.respondWith(answer(event.request, path));
});

async function answer(request, path) {
  const kept = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
  if (kept && path.startsWith('/static/')) return kept; // its address changes with its content
  try {
    const fresh = await (kept ? inTime(fetch(request)) : fetch(request));
    return kept && fresh.status >= 500 ? kept : fresh;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

function inTime(promise) {
  return Promise.race([promise, new Promise((_, refuse) => setTimeout(refuse, LONGEST_WAIT, new Error('slow')))]);
}
