import { isLoggedOut, outcomeOf, type Failure, type Me, type Outcome } from '@jianzai/api'
import { createOutbox } from '@jianzai/capture'
import { computed, ref, shallowRef } from 'vue'
import type { LoginName } from './loginName'
import { api } from './services'
import { forgetConsent } from './useConsent'

export type SessionState = 'unknown' | 'unreachable' | 'guest' | 'member'

const retry_ms = 3000
const clearing_ms = 2000

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
    } else if (isLoggedOut(outcome.failure)) {
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

/** A phone whose storage hangs keeps nobody logged in: what stays is sealed, and dropped when its time is over. */
async function clearOutbox(account_id: string): Promise<void> {
  const cleared = createOutbox().then((outbox) => outbox.clear(account_id))
  const late = new Promise((resolve) => setTimeout(resolve, clearing_ms))
  await Promise.race([cleared.catch(() => undefined), late])
}

/** Leaves nothing of the person on the phone, where the server knows the session no more. */
async function leave(): Promise<void> {
  forget()
  forgetConsent()
  if (me.value) await clearOutbox(me.value.account_id)
  expire()
}

/** Why the server did not hear of it, where it did not. */
async function logout(): Promise<Failure | undefined> {
  const outcome = await outcomeOf(api.DELETE('/api/v1/sessions/current'))
  if (!outcome.ok && !isLoggedOut(outcome.failure)) return outcome.failure
  await leave()
  return undefined
}

export function useSession() {
  return { state, me, isPerson, load, login, expire, leave, logout }
}
