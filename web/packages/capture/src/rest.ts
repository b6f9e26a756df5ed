/** One wait at a time, which can be ended early. */
export function createRest() {
  let wake: (() => void) | undefined

  /** Waits so long, or until `end`. */
  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        wake = undefined
        resolve()
      }
      const timer = setTimeout(end, ms)
      wake = end
    })
  }

  /** The same, or until the network comes back. */
  async function sleep(ms: number): Promise<void> {
    const online = () => wake?.()
    globalThis.addEventListener('online', online)
    try {
      await pause(ms)
    } finally {
      globalThis.removeEventListener('online', online)
    }
  }

  return { pause, sleep, end: () => wake?.() }
}
