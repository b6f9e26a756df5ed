import { createApi, type Outcome } from '@jianzai/api'
import { answer } from '@jianzai/api/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useCall } from './useCall'
import { useOperator } from './useOperator'

vi.mock('./services', () => ({ api: createApi('http://127.0.0.1'), service: {} }))

const session = useOperator()
const clerk = { operator_id: 'clerk', role: 'CLERK' }
const error = { code: 'UNAUTHENTICATED' as const, message: '', request_id: '' }
const expired: Outcome<number> = { ok: false, failure: { kind: 'refused', status: 401, error } }
const done: Outcome<number> = { ok: true, value: 7, status: 200 }
async function logIn(operator: object): Promise<void> {
  answer(201, operator)
  await session.login('', '', '')
}

beforeEach(async () => {
  session.expire()
  await logIn(clerk)
})
afterEach(() => void vi.restoreAllMocks())

it('waits where the session has ended, and goes on when its operator has logged in again', async () => {
  const call = vi.fn(async (): Promise<Outcome<number>> => expired)
  const { state, failure, run } = useCall()
  const running = run(call)
  await vi.waitFor(() => expect(session.state.value).toBe('expired'))
  // The page stands, and knows whose it is.
  expect([state.value, session.operator.value?.operator_id]).toEqual(['running', 'clerk'])
  call.mockResolvedValue(done)
  await logIn(clerk)
  expect(await running).toBe(7)
  expect([state.value, failure.value, session.state.value, call.mock.calls.length]).toEqual([
    'idle',
    undefined,
    'member',
    2,
  ])
})

it.each([
  ['somebody else', { operator_id: 'other', role: 'CLERK' }],
  ['the same one with other work', { operator_id: 'clerk', role: 'REVIEWER' }],
])('goes on for nobody but its operator: not for %s', async (_who, other) => {
  const call = vi.fn(async (): Promise<Outcome<number>> => expired)
  const { state, run } = useCall()
  const running = run(call)
  await vi.waitFor(() => expect(session.state.value).toBe('expired'))
  await logIn(other)
  expect([session.state.value, session.operator.value, call.mock.calls.length]).toEqual(['expired', clerk, 1])
  session.expire()
  expect(await running).toBeUndefined()
  expect([state.value, call.mock.calls.length]).toEqual(['failed', 1])
})

it('asks once for all calls, and not again for an answer that comes after the login', async () => {
  let late!: (outcome: Outcome<number>) => void
  const slow = vi.fn(() => new Promise<Outcome<number>>((resolve) => (late = resolve)))
  const quick = vi.fn(async (): Promise<Outcome<number>> => expired)
  const running = [useCall().run(quick), useCall().run(quick), useCall().run(slow)]
  await vi.waitFor(() => expect(session.state.value).toBe('expired'))
  quick.mockResolvedValue(done)
  await logIn(clerk)
  slow.mockResolvedValue(done)
  late(expired)
  expect(await Promise.all(running)).toEqual([7, 7, 7])
  expect([session.state.value, quick.mock.calls.length, slow.mock.calls.length]).toEqual(['member', 4, 2])
})

it('says what else was refused', async () => {
  const { state, failure, run } = useCall()
  const refused = { kind: 'refused' as const, status: 403, error: { ...error, code: 'FORBIDDEN' as const } }
  expect(await run(async () => ({ ok: false, failure: refused }))).toBeUndefined()
  expect([state.value, failure.value]).toEqual(['failed', refused])
})
