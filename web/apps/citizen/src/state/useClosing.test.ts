import { createApi } from '@jianzai/api'
import { answer, bodyOf } from '@jianzai/api/testing'
import { afterEach, expect, it, vi } from 'vitest'
import { createClosing } from './useClosing'

const loggedOut = { code: 'UNAUTHENTICATED', message: '', request_id: '' }
const leave = vi.fn(async () => undefined)
async function atPassword() {
  const made = createClosing(createApi('http://127.0.0.1'), leave)
  await made.next()
  made.draft.password = 'secret-pass'
  return made
}
const lose = () => vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('offline'))

afterEach(() => {
  vi.restoreAllMocks()
  leave.mockClear()
})

it('closes the account after both questions, and leaves nothing on the phone', async () => {
  const made = createClosing(createApi('http://127.0.0.1'), leave)
  expect(made.step.value).toBe('sure')
  await made.next()
  await made.next()
  expect([made.step.value, made.fault.value]).toEqual(['password', 'REQUIRED'])
  made.draft.password = 'wrong-pass'
  const wrong = [{ field: 'password', code: 'WRONG' }]
  answer(422, { code: 'INVALID_FIELDS', message: '', request_id: '', fields: wrong })
  await made.next()
  expect([made.fault.value, leave.mock.calls.length]).toEqual(['WRONG', 0])
  made.draft.password = 'secret-pass'
  const sent = answer(204)
  await made.next()
  expect(await bodyOf(sent)).toEqual({ password: 'secret-pass' })
  expect([made.state.value, made.isTold.value, leave.mock.calls.length]).toEqual(['done', true, 1])
})

it('takes a session that is gone after a lost answer for done, and does not claim to know it', async () => {
  const made = await atPassword()
  lose()
  await made.next()
  expect([made.state.value, made.failure.value, leave.mock.calls.length]).toEqual([
    'asking',
    { kind: 'network' },
    0,
  ])
  answer(401, loggedOut)
  await made.next()
  expect([made.state.value, made.isTold.value, leave.mock.calls.length]).toEqual(['done', false, 1])
})

it('takes a session that ended by itself for nothing but that', async () => {
  const made = await atPassword()
  answer(401, loggedOut)
  await made.next()
  expect([made.state.value, made.failure.value?.kind, leave.mock.calls.length]).toEqual([
    'asking',
    'refused',
    0,
  ])
})
