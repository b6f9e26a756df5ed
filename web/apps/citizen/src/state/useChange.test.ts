import { createApi } from '@jianzai/api'
import { answer } from '@jianzai/api/testing'
import { beforeEach, expect, it, vi } from 'vitest'
import { useChange } from './useChange'

const toLogin = vi.fn(async () => undefined)
vi.mock('./useLoad', () => ({ useToLogin: () => toLogin }))

const api = createApi('http://127.0.0.1')
const ask = () => api.POST('/api/v1/attempts/{attempt_id}/review', { params: { path: { attempt_id: 'a' } } })

beforeEach(() => toLogin.mockClear())

it('sends once for two taps, and gives what came of it', async () => {
  const { isSending, failure, send } = useChange()
  const sent = answer(201, { attempt_id: 'a' })
  const taps = [send(ask), send(ask)]
  expect(isSending.value).toBe(true)
  const [first, second] = await Promise.all(taps)
  expect(first).toMatchObject({ ok: true, value: { attempt_id: 'a' } })
  expect([second, isSending.value, failure.value, sent.mock.calls.length]).toEqual([
    undefined,
    false,
    undefined,
    1,
  ])
})

it('says why not, until it is tried again', async () => {
  const { failure, send } = useChange()
  answer(409, { code: 'REVIEW_CLOSED', message: '', request_id: '' })
  expect(await send(ask)).toBeUndefined()
  expect(failure.value?.kind).toBe('refused')
  answer(201, {})
  const sending = send(ask)
  expect(failure.value).toBeUndefined()
  await sending
  expect(toLogin).not.toHaveBeenCalled()
})

it('asks for the login instead of saying why not', async () => {
  const { failure, send } = useChange()
  answer(401, { code: 'UNAUTHENTICATED', message: '', request_id: '' })
  expect(await send(ask)).toBeUndefined()
  expect([toLogin.mock.calls.length, failure.value]).toEqual([1, undefined])
})
