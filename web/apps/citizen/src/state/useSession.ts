import { outcomeOf, type Me, type Outcome } from '@jianzai/api'
import { createOutbox } from '@jianzai/capture'
import { ref, shallowRef } from 'vue'
import type { LoginName } from './loginName'
import { api } from './services'
import { forgetConsent } from './useConsent'

export type SessionState = 'unknown' | 'unreachable' | 'guest' | 'member'

const retry_ms = 3000

const state = ref<SessionState>('unknown')
const me = shallowRef<Me>()

/** Asks who is logged in until the server has answered. */
async function load(): Promise<void> {
  while (state.value === 'unknown' || state.value === 'unreachable') {
    const outcome = await outcomeOf(api.GET('/api/v1/me'))
    if (outcome.ok) {
      me.value = outcome.value
      state.value = 'member'
    } else if (outcome.failure.kind === 'refused' && outcome.failure.status === 401) {
      state.value = 'guest'
    } else {
      state.value = 'unreachable'
      await new Promise((resolve) => setTimeout(resolve, retry_ms))
    }
  }
}

async function login(name: LoginName, password: string): Promise<Outcome<Me>> {
  const outcome = await outcomeOf(api.POST('/api/v1/sessions', { body: { ...name, password } }))
  if (outcome.ok) {
    me.value = outcome.value
    state.value = 'member'
  }
  return outcome
}

/** The server no longer knows the session. */
function expire(): void {
  me.value = undefined
  state.value = 'guest'
}

/** Logs out, and leaves no picture of the person on the phone. */
async function logout(): Promise<void> {
  const account = me.value
  await outcomeOf(api.DELETE('/api/v1/sessions/current'))
  if (account) await (await createOutbox()).clear(account.account_id)
  forgetConsent()
  expire()
}

export function useSession() {
  return { state, me, load, login, expire, logout }
}
