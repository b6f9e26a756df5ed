import { isLoggedOut, type Failure, type Outcome } from '@jianzai/api'
import { ref, shallowRef } from 'vue'
import { useOperator } from './useOperator'

export type CallState = 'idle' | 'running' | 'failed'

/** One kind of call of a page: its state and its last failure. One that finds the session ended goes on after the next login. */
export function useCall() {
  const state = ref<CallState>('idle')
  const failure = shallowRef<Failure>()
  const { whileLoggedIn } = useOperator()

  async function run<T>(call: () => Promise<Outcome<T>>): Promise<T | undefined> {
    state.value = 'running'
    failure.value = undefined
    const outcome = await whileLoggedIn(call)
    if (outcome.ok) {
      state.value = 'idle'
      return outcome.value
    }
    state.value = 'failed'
    // Who did not log in again leaves the page.
    if (!isLoggedOut(outcome.failure)) failure.value = outcome.failure
    return undefined
  }

  return { state, failure, run }
}
