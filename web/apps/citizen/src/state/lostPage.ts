import { outcomeOf } from '@jianzai/api'
import { computed, ref } from 'vue'
import type { Router } from 'vue-router'
import { api } from './services'

const retry_ms = 3000

/** The address of the page whose files could not be fetched. */
const lost = ref<string>()
/** It is opened by itself as soon as the server answers. */
export const isLost = computed(() => lost.value !== undefined)

/** In the words of Chromium, Safari, Firefox and Vite. */
const isLoadFailure = (error: unknown) =>
  error instanceof Error && /dynamically imported module|module script|Unable to preload/i.test(error.message)

/**
 * Opens a page whose files did not come anew, from the server: there may be a new version, which no longer has them, and
 * browsers may remember of a file that it failed.
 */
export function guardLoads(router: Router, open = (path: string) => location.assign(path)) {
  let isWaiting = false

  async function reopen(): Promise<void> {
    if (isWaiting) return
    isWaiting = true
    do await new Promise((resolve) => setTimeout(resolve, retry_ms))
    while (lost.value && !(await outcomeOf(api.GET('/api/v1/service'))).ok)
    isWaiting = false
    if (lost.value) open(lost.value)
  }

  router.onError((error, to) => {
    if (!isLoadFailure(error)) return
    lost.value = to.fullPath
    void reopen()
  })
  // Buttons do not listen to what becomes of the navigation that they began.
  addEventListener('unhandledrejection', (event) => {
    if (isLoadFailure(event.reason)) event.preventDefault()
  })
  router.afterEach((_to, _from, failure) => {
    if (!failure) lost.value = undefined
  })
}
