import { ref, watch } from 'vue'

/** What has just appeared takes no tap for so long. */
export const SETTLE_MS = 800

/**
 * Whether what `appeared` gives has been there long enough to have been seen: the second of two taps was meant for what
 * stood in its place.
 */
export function useSettled(appeared: () => unknown) {
  const isSettled = ref(false)
  watch(
    appeared,
    (now, _before, onCleanup) => {
      isSettled.value = false
      if (now === undefined) return
      const timer = setTimeout(() => (isSettled.value = true), SETTLE_MS)
      onCleanup(() => clearTimeout(timer))
    },
    { immediate: true },
  )
  return isSettled
}
