import { createApi } from '@jianzai/api'
import { answer } from '@jianzai/api/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useSession, whenForgetting } from './useSession'

const clear = vi.fn<(account_id: string) => Promise<void>>()
vi.mock('@jianzai/capture', () => ({ createOutbox: async () => ({ clear }) }))
vi.mock('./services', () => ({ api: createApi('http://127.0.0.1') }))

const forget = vi.fn()
whenForgetting(forget)
const { state, me, login, logout } = useSession()

beforeEach(async () => {
  clear.mockReset().mockResolvedValue()
  answer(201, { account_id: 'a', name: '王桂兰', phone_masked: '' })
  await login({ id_number: '' }, '')
  forget.mockClear()
})
afterEach(() => vi.useRealTimers())

it('logs out, and leaves nothing on the phone', async () => {
  answer(204)
  expect(await logout()).toBeUndefined()
  expect(clear).toHaveBeenCalledWith('a')
  expect([forget.mock.calls.length, state.value, me.value]).toEqual([1, 'guest', undefined])
})

it('keeps everything where the server did not hear of it', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('offline'))
  expect(await logout()).toEqual({ kind: 'network' })
  expect([clear.mock.calls.length, forget.mock.calls.length, state.value]).toEqual([0, 0, 'member'])
})

it.each([
  ['fails', () => Promise.reject(new Error('QuotaExceededError'))],
  ['hangs', () => new Promise<void>(() => undefined)],
])('logs out also where the storage %s, and the server knows the session no more', async (_how, clearing) => {
  vi.useFakeTimers()
  clear.mockImplementation(clearing)
  answer(401, { code: 'UNAUTHENTICATED', message: '', request_id: '' })
  const leaving = logout()
  await vi.advanceTimersByTimeAsync(2000)
  expect(await leaving).toBeUndefined()
  expect(state.value).toBe('guest')
})
