import { isLoggedOut, type Failure, type Outcome } from '@jianzai/api'
import { ref, shallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useOperator } from './useOperator'

export type CallState = 'idle' | 'running' | 'failed'

/** One kind of call of a page: its state, its last failure, and the way to the login when it has expired. */
export function useCall() {
  const state = ref<CallState>('idle')
  const failure = shallowRef<Failure>()
  const router = useRouter()
  const route = useRoute()
  const { expire } = useOperator()

  async function run<T>(call: () => Promise<Outcome<T>>): Promise<T | undefined> {
    state.value = 'running'
    failure.value = undefined
    const outcome = await call()
    if (outcome.ok) {
      state.value = 'idle'
      return outcome.value
    }
    state.value = 'failed'
    if (isLoggedOut(outcome.failure)) {
      expire()
      // Another call may have been faster.
      if (route.name !== 'login') await router.replace({ name: 'login', query: { next: route.fullPath } })
      return undefined
    }
    failure.value = outcome.failure
    return undefined
  }

  return { state, failure, run }
}
