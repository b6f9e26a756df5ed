import { isLoggedOut, outcomeOf, type Failure } from '@jianzai/api'
import { ref, shallowRef } from 'vue'
import { useToLogin } from './useLoad'

/** What a page changes, one thing at a time, and why it could not. Logged out: to the login page and back. */
export function useChange() {
  const isSending = ref(false)
  const failure = shallowRef<Failure>()
  const toLogin = useToLogin()

  /** The good outcome; undefined where there is none, or where something else is on its way. */
  async function send<A extends Awaited<Parameters<typeof outcomeOf>[0]>>(call: () => Promise<A>) {
    if (isSending.value) return undefined
    isSending.value = true
    failure.value = undefined
    const outcome = await outcomeOf(call())
    isSending.value = false
    if (outcome.ok) return outcome
    if (isLoggedOut(outcome.failure)) await toLogin()
    else failure.value = outcome.failure
    return undefined
  }

  return { isSending, failure, send }
}
