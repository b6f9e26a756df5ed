import { isLoggedOut, outcomeOf, type Operator, type Outcome } from '@jianzai/api'
import { createFieldOutbox, DatabaseFieldOutbox } from '@jianzai/capture'
import { ref, shallowRef } from 'vue'
import { api } from './services'

export type OperatorState =
  | 'unknown'
  | 'unreachable'
  | 'guest'
  | 'member'
  /** The session has ended, and the page with what is typed waits for the operator to log in again. */
  | 'expired'

const retry_ms = 3000
const storage_ms = 2000

const state = ref<OperatorState>('unknown')
const operator = shallowRef<Operator>()
/** The login that an ended session waits for; false where there was none. */
let renewal: Promise<boolean> | undefined
let settleRenewal: ((isRenewed: boolean) => void) | undefined
/** Tells an answer to the session before from one to this. */
let logins = 0

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

function isSame(other: Operator): boolean {
  return operator.value?.operator_id === other.operator_id && operator.value.role === other.role
}

/** `code`: of the authenticator app; empty where none was asked for. Where the page waits for somebody else, the state stays
 *  `expired`: nothing of it is for who has come. */
async function login(login: string, password: string, code: string): Promise<Outcome<Operator>> {
  const body = { login, password, ...(code && { code }) }
  const outcome = await outcomeOf(api.POST('/api/v1/console/sessions', { body }))
  if (!outcome.ok || (state.value === 'expired' && !isSame(outcome.value))) return outcome
  operator.value = outcome.value
  state.value = 'member'
  logins++
  settle(true)
  return outcome
}

function settle(isRenewed: boolean): void {
  settleRenewal?.(isRenewed)
  renewal = settleRenewal = undefined
}

function expire(): void {
  operator.value = undefined
  state.value = 'guest'
  settle(false)
}

/** Waits until the operator has logged in again. */
function renew(): Promise<boolean> {
  if (state.value !== 'member' && state.value !== 'expired') return Promise.resolve(false)
  state.value = 'expired'
  renewal ??= new Promise((resolve) => (settleRenewal = resolve))
  return renewal
}

/** Calls, and where the session has ended once more after the next login: what was refused so was not done. */
async function whileLoggedIn<T>(call: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  for (;;) {
    const before = logins
    const outcome = await call()
    if (outcome.ok || !isLoggedOut(outcome.failure)) return outcome
    // Somebody may have logged in while the answer was on its way.
    if (before === logins && !(await renew())) return outcome
  }
}

/** A phone whose storage hangs or fails keeps nobody logged in. */
function withinTime<T>(asked: Promise<T>): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), storage_ms))
  return Promise.race([asked.catch(() => undefined), late])
}

/** How many pictures of the operator's wait on this phone for the network. */
async function unsent(): Promise<number> {
  if (!operator.value) return 0
  const { operator_id } = operator.value
  const captures = await withinTime(createFieldOutbox().then((outbox) => outbox.list(operator_id)))
  return captures?.filter(({ outcome }) => !outcome).length ?? 0
}

/** Leaves nothing of what the operator took of people: in the database also where this page fell back to memory. */
async function wipe(operator_id: string): Promise<void> {
  await Promise.all([
    withinTime(createFieldOutbox().then((outbox) => outbox.wipe(operator_id))),
    withinTime(new DatabaseFieldOutbox().wipe(operator_id)),
  ])
}

/** Logs out, and wipes. Rejects, and keeps all, where the server did not hear of it. An ended session leaves what was taken:
 *  the next login sends it. */
async function logout(): Promise<void> {
  const outcome = await outcomeOf(api.DELETE('/api/v1/console/sessions/current'))
  if (!outcome.ok && !isLoggedOut(outcome.failure))
    throw new Error('the session was not ended', { cause: outcome.failure })
  if (operator.value) await wipe(operator.value.operator_id)
  expire()
}

/** After something about the operator has changed. */
async function reload(): Promise<void> {
  const outcome = await outcomeOf(api.GET('/api/v1/console/me'))
  if (outcome.ok) operator.value = outcome.value
}

export function useOperator() {
  return { state, operator, load, login, expire, whileLoggedIn, unsent, logout, reload }
}
