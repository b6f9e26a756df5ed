import { computed, onScopeDispose, ref, watch } from 'vue'

/** How long somebody has been waiting: at each of these the words change, so that nothing looks stuck. */
export const PATIENCE_MS = { soon: 5000, later: 15_000, long: 40_000 } as const
export type Patience = keyof typeof PATIENCE_MS

const stages = Object.entries(PATIENCE_MS) as [Patience, number][]

/** Counts from when `what` began to be waited for; undefined: nothing is, or not for long yet. */
export function usePatience(what: () => string | undefined) {
  const reached = ref<Patience>()
  let timers: ReturnType<typeof setTimeout>[] = []

  function stop(): void {
    timers.forEach(clearTimeout)
    timers = []
    reached.value = undefined
  }
  watch(
    what,
    (now) => {
      stop()
      if (now) timers = stages.map(([stage, ms]) => setTimeout(() => (reached.value = stage), ms))
    },
    { immediate: true },
  )
  onScopeDispose(stop)
  return computed(() => reached.value)
}
