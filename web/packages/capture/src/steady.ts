import { shallowRef } from 'vue'

/** A value that stands long enough to be read before another one, or none, takes its place. */
export function createSteady<T>(stands_ms: number) {
  const shown = shallowRef<T>()
  let latest: T | undefined
  let since = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function show(): void {
    if (latest === shown.value) return
    since = Date.now()
    shown.value = latest
  }

  /** To be shown as soon as what stands has been read. */
  function say(value: T | undefined): void {
    latest = value
    clearTimeout(timer)
    const left_ms = since + stands_ms - Date.now()
    if (shown.value === undefined || left_ms <= 0) show()
    else timer = setTimeout(show, left_ms)
  }

  /** At once: what stands does not hold any more. */
  function drop(): void {
    clearTimeout(timer)
    latest = undefined
    shown.value = undefined
  }

  return { shown, latest: () => latest, say, drop }
}
