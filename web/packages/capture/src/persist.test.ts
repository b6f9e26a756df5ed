import type { ErrorCode, Outcome } from '@jianzai/api'
import { expect, it, vi } from 'vitest'
import { backoff_ms, createPersist, INTERNAL_TRIES, QUEUE_RETRY_S, type Waiting } from './persist'

const good: Outcome<string> = { ok: true, value: 'here', status: 200 }
const dead: Outcome<never> = { ok: false, failure: { kind: 'network' } }
const refused = (code: ErrorCode, extra: object = {}): Outcome<never> => ({
  ok: false,
  failure: { kind: 'refused', status: 400, error: { code, message: code, request_id: 'r', ...extra } },
})

function setting() {
  const sleep = vi.fn<(ms: number) => Promise<void>>(async () => undefined)
  const check = vi.fn()
  const tell = vi.fn<(waiting: Waiting | undefined) => void>()
  const call = vi.fn<() => Promise<Outcome<string>>>().mockResolvedValue(good)
  const run = () => createPersist({ sleep, check, tell })(call)
  return { sleep, check, tell, call, run, slept: () => sleep.mock.calls.map(([ms]) => ms) }
}

it('waits longer each time, up to a limit', () => {
  expect([0, 1, 2, 3, 4, 9].map(backoff_ms)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000])
})

it('asks until the network is back', async () => {
  const { tell, call, run, slept } = setting()
  for (let i = 0; i < 9; i++) call.mockResolvedValueOnce(dead)
  expect(await run()).toEqual(good)
  expect(slept()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map(backoff_ms))
  expect(tell.mock.calls.at(0)).toEqual([{ kind: 'network' }])
  expect(tell.mock.calls.at(-1)).toEqual([undefined])
})

it('queues for as long as the server says', async () => {
  const { tell, call, run, slept } = setting()
  call.mockResolvedValueOnce(refused('BUSY', { retry_after_s: 7, queue_length: 4 }))
  call.mockResolvedValueOnce(refused('BUSY'))
  expect(await run()).toEqual(good)
  expect(slept()).toEqual([7000, QUEUE_RETRY_S * 1000])
  expect(tell.mock.calls).toEqual([
    [{ kind: 'queue', length: 4 }],
    [{ kind: 'queue', length: undefined }],
    [undefined],
  ])
})

it.each<ErrorCode>(['INTERNAL', 'UNAVAILABLE'])('asks a few times after %s', async (code) => {
  const { call, run, slept } = setting()
  call.mockResolvedValueOnce(refused(code, { retry_after_s: 9 })).mockResolvedValue(refused(code))
  expect(await run()).toEqual(refused(code))
  expect(call).toHaveBeenCalledTimes(INTERNAL_TRIES)
  expect(slept()).toEqual([9000, backoff_ms(1), backoff_ms(2), backoff_ms(3)])
})

it('hands over what is refused for good', async () => {
  const { tell, call, run, slept } = setting()
  call.mockResolvedValueOnce(refused('NOT_AN_IMAGE'))
  expect(await run()).toEqual(refused('NOT_AN_IMAGE'))
  expect(slept()).toEqual([])
  expect(tell.mock.calls).toEqual([[undefined]])
})

it('ends where nobody wants the answer any more, in an answer and in a wait', async () => {
  const { check, tell, call, run } = setting()
  check.mockImplementationOnce(() => {
    throw new Error('left')
  })
  await expect(run()).rejects.toThrow('left')
  expect(tell).not.toHaveBeenCalled()
  call.mockResolvedValue(dead)
  check.mockReturnValueOnce(undefined).mockImplementationOnce(() => {
    throw new Error('left')
  })
  await expect(run()).rejects.toThrow('left')
  expect(call).toHaveBeenCalledTimes(2)
})
