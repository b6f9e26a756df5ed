import { isLoggedOut, outcomeOf, type Operator, type Outcome } from '@jianzai/api'
import { createFieldOutbox } from '@jianzai/capture'
import { ref, shallowRef } from 'vue'
import { api } from './services'

export type OperatorState = 'unknown' | 'unreachable' | 'guest' | 'member'

const retry_ms = 3000

const state = ref<OperatorState>('unknown')
const operator = shallowRef<Operator>()

/** Asks who is logged in until the server has answered. */
async function load(): Promise<void> {
  while (state.value === 'unknown' || state.value === 'unreachable') {
    const outcome = await outcomeOf(api.GET('/api/v1/console/me'))
    if (outcome.ok) {
      operator.value = outcome.value
      state.value = 'member'
    } else if (isLoggedOut(outcome.failure)) {
      state.value = 'guest'
    } else {
      state.value = 'unreachable'
      await new Promise((resolve) => setTimeout(resolve, retry_ms))
    }
  }
}

/** `code`: of the authenticator app; empty where none was asked for. */
async function login(login: string, password: string, code: string): Promise<Outcome<Operator>> {
  const body = { login, password, ...(code && { code }) }
  const outcome = await outcomeOf(api.POST('/api/v1/console/sessions', { body }))
  if (outcome.ok) {
    operator.value = outcome.value
    state.value = 'member'
  }
  return outcome
}

function expire(): void {
  operator.value = undefined
  state.value = 'guest'
}

/** How many pictures of the operator's wait on this phone for the network. */
async function unsent(): Promise<number> {
  if (!operator.value) return 0
  const captures = await (await createFieldOutbox()).list(operator.value.operator_id)
  return captures.filter(({ outcome }) => !outcome).length
}

/** Logs out, and leaves nothing of what the operator took of people. An ended session leaves it: the next login sends it. */
async function logout(): Promise<void> {
  if (operator.value) await (await createFieldOutbox()).wipe(operator.value.operator_id)
  await outcomeOf(api.DELETE('/api/v1/console/sessions/current'))
  expire()
}

/** After something about the operator has changed. */
async function reload(): Promise<void> {
  const outcome = await outcomeOf(api.GET('/api/v1/console/me'))
  if (outcome.ok) operator.value = outcome.value
}

export function useOperator() {
  return { state, operator, load, login, expire, unsent, logout, reload }
}
