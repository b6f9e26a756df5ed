import { isLoggedOut, outcomeOf, type Failure, type Outcome } from '@jianzai/api'
import { onUnmounted, ref, shallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useSession } from './useSession'

export type LoadState = 'loading' | 'ready' | 'failed'

const retry_ms = 3000

/** Loads what a page shows. No network: tries again by itself. Logged out: to the login page and back. */
export function useLoad<T>(call: () => Parameters<typeof outcomeOf>[0]) {
  const state = ref<LoadState>('loading')
  const value = shallowRef<T>()
  const failure = shallowRef<Failure>()
  const toLogin = useToLogin()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isLeft = false

  async function load(): Promise<void> {
    if (isLeft) return
    clearTimeout(timer)
    const outcome = (await outcomeOf(call())) as Outcome<T>
    if (isLeft) return
    if (outcome.ok) {
      value.value = outcome.value
      failure.value = undefined
      state.value = 'ready'
      return
    }
    if (isLoggedOut(outcome.failure)) {
      await toLogin()
      return
    }
    failure.value = outcome.failure
    state.value = 'failed'
    if (outcome.failure.kind === 'network') timer = setTimeout(() => void load(), retry_ms)
  }

  function stop(): void {
    isLeft = true
    clearTimeout(timer)
  }
  onUnmounted(stop)
  return { state, value, failure, load }
}

/** Goes to the login page, which comes back here. */
export function useToLogin() {
  const router = useRouter()
  const route = useRoute()
  const { expire } = useSession()
  return async () => {
    expire()
    await router.replace({ name: 'login', query: { next: route.fullPath } })
  }
}
