import { createApi } from '@jianzai/api'
import { answer } from '@jianzai/api/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useOperator } from './useOperator'

const chosen = vi.hoisted(() => ({ wipe: vi.fn(), list: vi.fn() }))
const database = vi.hoisted(() => ({ wipe: vi.fn() }))
vi.mock('@jianzai/capture', () => ({
  createFieldOutbox: async () => chosen,
  DatabaseFieldOutbox: class {
    wipe = database.wipe
  },
}))
vi.mock('./services', () => ({ api: createApi('http://127.0.0.1') }))

const { state, operator, login, unsent, logout } = useOperator()

beforeEach(async () => {
  for (const wipe of [chosen.wipe, database.wipe]) wipe.mockReset().mockResolvedValue(undefined)
  chosen.list.mockReset().mockResolvedValue([{}, { outcome: 'TOO_OLD' }])
  answer(201, { operator_id: 'helper', role: 'VILLAGE_HELPER' })
  await login('helper', '', '')
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

it('logs out, and leaves nothing in the database, whatever outbox was chosen', async () => {
  answer(204)
  await logout()
  for (const { wipe } of [chosen, database]) expect(wipe.mock.calls).toEqual([['helper']])
  expect([state.value, operator.value]).toEqual(['guest', undefined])
})

it('keeps everything where the server did not hear of it', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('offline'))
  await expect(logout()).rejects.toMatchObject({ cause: { kind: 'network' } })
  for (const { wipe } of [chosen, database]) expect(wipe).not.toHaveBeenCalled()
  expect([state.value, operator.value?.operator_id]).toEqual(['member', 'helper'])
})

it.each([
  ['fails', () => Promise.reject(new Error('QuotaExceededError'))],
  ['hangs', () => new Promise<void>(() => undefined)],
])('logs out also where the storage %s, and the server knows the session no more', async (_how, broken) => {
  vi.useFakeTimers()
  for (const call of [chosen.wipe, chosen.list, database.wipe]) call.mockImplementation(broken)
  const counting = unsent()
  await vi.advanceTimersByTimeAsync(2000)
  expect(await counting).toBe(0)
  answer(401, { code: 'UNAUTHENTICATED', message: '', request_id: '' })
  const leaving = logout()
  await vi.advanceTimersByTimeAsync(2000)
  await leaving
  expect(state.value).toBe('guest')
})

it('counts what is not handed in', async () => {
  expect(await unsent()).toBe(1)
})
