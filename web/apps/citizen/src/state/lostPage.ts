import { ref } from 'vue'
import type { Router } from 'vue-router'

const retry_ms = 3000

/** The files of the next page cannot be fetched; it is tried again by itself. */
export const isLost = ref(false)

/** In the words of Chromium, Safari, Firefox and Vite. */
const isLoadFailure = (error: unknown) =>
  error instanceof Error && /dynamically imported module|module script|Unable to preload/i.test(error.message)

/** Whether the server has another version of the app, which no longer has the files of this one. */
async function isOutdated(script: string): Promise<boolean> {
  try {
    const answer = await fetch('/', { cache: 'no-store' })
    const isOurs = answer.ok && answer.headers.get('content-type')?.startsWith('text/html')
    return Boolean(isOurs) && !(await answer.text()).includes(new URL(script).pathname)
  } catch {
    return false
  }
}

/**
 * Goes on to a page whose files come late, or anew where there is a new version. `script` is a file of this version that
 * its first page names.
 */
export function guardLoads(router: Router, script: string, open = (path: string) => location.assign(path)) {
  let timer: ReturnType<typeof setTimeout> | undefined

  router.onError((error, to) => {
    if (!isLoadFailure(error)) return
    isLost.value = true
    clearTimeout(timer)
    timer = setTimeout(async () => {
      if (await isOutdated(script)) open(to.fullPath)
      else if (isLost.value) router.push(to.fullPath).catch(() => undefined)
    }, retry_ms)
  })
  // Buttons do not listen to what becomes of the navigation that they began.
  addEventListener('unhandledrejection', (event) => {
    if (isLoadFailure(event.reason)) event.preventDefault()
  })
  router.afterEach((_to, _from, failure) => {
    if (failure) return
    clearTimeout(timer)
    isLost.value = false
  })
}
