/** The service worker, once the page has what it needs. Nothing depends on it: where it is refused, all works as well. */
export function registerWorker(): void {
  const register = () => void navigator.serviceWorker?.register('/sw.js').catch(() => undefined)
  if (document.readyState === 'complete') register()
  else addEventListener('load', register, { once: true })
}
