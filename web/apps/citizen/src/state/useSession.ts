import { outcomeOf, type Failure, type Me, type Outcome } from '@jianzai/api'
import { createOutbox } from '@jianzai/capture'
import { computed, ref, shallowRef } from 'vue'
import type { LoginName } from './loginName'
import { api } from './services'
import { forgetConsent } from './useConsent'

export type SessionState = 'unknown' | 'unreachable' | 'guest' | 'member'

const retry_ms = 3000

const state = ref<SessionState>('unknown')
const me = shallowRef<Me>()
/** Who registered by phone has no proof of their own to give here. */
const isPerson = computed(() => me.value?.id_number_masked !== undefined)
const forgetters: (() => void)[] = []

/** What a page keeps of somebody beyond its own life is forgotten at every login and logout. */
export function whenForgetting(forget: () => void): void {
  forgetters.push(forget)
}
const forget = () => forgetters.forEach((one) => one())

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
    forget()
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

/** Logs out, and leaves nothing of the person on the phone. Why the server did not hear of it, where it did not. */
async function logout(): Promise<Failure | undefined> {
  const account = me.value
  forget()
  forgetConsent()
  if (account) await (await createOutbox()).clear(account.account_id)
  const outcome = await outcomeOf(api.DELETE('/api/v1/sessions/current'))
  const isUnknown = !outcome.ok && outcome.failure.kind === 'refused' && outcome.failure.status === 401
  if (!outcome.ok && !isUnknown) return outcome.failure
  expire()
  return undefined
}

export function useSession() {
  return { state, me, isPerson, load, login, expire, logout }
}
