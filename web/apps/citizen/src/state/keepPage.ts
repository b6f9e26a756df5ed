/**
 * Has the service worker keep the page that is open, and the files that it is made of, so that it opens without a network
 * (public/sw.js). What was fetched before there was a worker is asked for once more, which the browser answers itself.
 */
export async function keepPage(path: string): Promise<void> {
  const workers = navigator.serviceWorker
  if (!workers) return
  await workers.ready
  if (!workers.controller) {
    await new Promise((resolve) => workers.addEventListener('controllerchange', resolve, { once: true }))
  }
  const files = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'))
    .map(({ pathname }) => pathname)
  await Promise.all([path, ...new Set(files)].map((one) => fetch(one).catch(() => undefined)))
}
