import { onScopeDispose } from 'vue'
import { useOperator } from './useOperator'

/** Looks again when `again` was asked for, after a pause; not when the page is left or nobody is logged in any more. */
export function usePoll(look: () => Promise<unknown>, pause_ms: number) {
  const { state } = useOperator()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isGone = false

  const stop = () => clearTimeout(timer)
  onScopeDispose(() => {
    isGone = true
    stop()
  })

  function again(): void {
    stop()
    if (!isGone && state.value !== 'guest') timer = setTimeout(() => void look(), pause_ms)
  }

  return { again, stop }
}
