// Keeps the app's files with a hash in their name, which never change, for a quick second start, and the page that checks
// receipts for where there is no network; nothing else. Pages come from the server whenever it answers, and /api always, so
// that there is no stale page and no answer is kept. Nothing else depends on it.
const cacheName = 'jianzai-assets'
const mostFiles = 150
const offlinePage = '/verify'

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { method, url } = event.request
  const { origin, pathname } = new URL(url)
  if (method !== 'GET' || origin !== self.location.origin) return
  if (pathname.startsWith('/assets/')) event.respondWith(answer(event))
  else if (pathname === offlinePage) event.respondWith(page(event))
})

/** As the server has it now; without a network as it was. */
async function page(event) {
  const cache = await caches.open(cacheName).catch(() => undefined)
  try {
    const fresh = await fetch(event.request)
    if (cache && fresh.ok) event.waitUntil(keep(cache, offlinePage, fresh.clone()))
    return fresh
  } catch (error) {
    const kept = await cache?.match(offlinePage).catch(() => undefined)
    if (kept) return kept
    throw error
  }
}

async function answer(event) {
  const { request } = event
  const cache = await caches.open(cacheName).catch(() => undefined)
  const kept = await cache?.match(request).catch(() => undefined)
  if (kept) return kept
  const fresh = await fetch(request)
  if (cache && fresh.ok) event.waitUntil(keep(cache, request, fresh.clone()))
  return fresh
}

/** In place of the oldest, which belong to versions of long ago. */
async function keep(cache, request, fresh) {
  try {
    await cache.put(request, fresh)
    const files = await cache.keys()
    await Promise.all(files.slice(0, -mostFiles).map((file) => cache.delete(file)))
  } catch {
    // The phone is full; the server has it.
  }
}
