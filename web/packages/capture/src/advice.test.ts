import type { Outcome, PictureHint, Reason } from '@jianzai/api'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ADVICE_EVERY_MAX_MS, ADVICE_EVERY_MS, ADVICE_FRESH_MS, ADVICE_QUICK_MS, AdviceLoop } from './advice'
import type { Advice } from './framing'

const said = (...advice: Reason[]): Outcome<PictureHint> => ({ ok: true, value: { advice }, status: 200 })
const dead: Outcome<never> = { ok: false, failure: { kind: 'network' } }

function setting() {
  const parts = {
    picture: vi.fn(async (): Promise<ArrayBuffer | undefined> => new ArrayBuffer(2)),
    ask: vi.fn(async (): Promise<Outcome<PictureHint>> => said()),
    tell: vi.fn<(advice: Advice | undefined) => void>(),
  }
  return { ...parts, loop: new AdviceLoop(parts) }
}
const slow = (ms: number) => () =>
  new Promise<Outcome<PictureHint>>((resolve) => setTimeout(() => resolve(said('BLUR')), ms))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('asks every one and a half seconds and tells the most important advice', async () => {
  const { loop, ask, tell } = setting()
  ask.mockResolvedValue(said('OFF_CENTRE', 'TILTED'))
  loop.start()
  await vi.advanceTimersByTimeAsync(4 * ADVICE_EVERY_MS + 100)
  expect(ask).toHaveBeenCalledTimes(4)
  expect(tell).toHaveBeenLastCalledWith('OFF_CENTRE')
  ask.mockResolvedValue(said())
  await vi.advanceTimersByTimeAsync(ADVICE_EVERY_MS)
  expect(tell).toHaveBeenLastCalledWith('FINE')
  loop.stop()
})

it.each([
  [ADVICE_QUICK_MS, 'QUICK'],
  [ADVICE_QUICK_MS + 1, 'SLOW'],
])('an answer after %i ms shows a network that is %s', async (ms, uplink) => {
  const { loop, ask } = setting()
  expect(loop.uplink).toBe('SLOW')
  ask.mockImplementation(slow(ms))
  loop.start()
  await vi.advanceTimersByTimeAsync(ADVICE_EVERY_MS + ms)
  expect(loop.uplink).toBe(uplink)
  loop.stop()
})

it('what fails at once shows no quick network', async () => {
  const { loop, ask } = setting()
  ask.mockResolvedValue(dead)
  loop.start()
  await vi.advanceTimersByTimeAsync(ADVICE_EVERY_MS + 100)
  expect(ask).toHaveBeenCalledTimes(1)
  expect(loop.uplink).toBe('SLOW')
  loop.stop()
})

it('never asks twice at a time', async () => {
  const { loop, ask } = setting()
  ask.mockImplementation(slow(10_000))
  loop.start()
  await vi.advanceTimersByTimeAsync(9000)
  expect(ask).toHaveBeenCalledTimes(1)
  loop.stop()
})

it('steps back from a slow network, and comes back to a fast one', async () => {
  const { loop, ask } = setting()
  ask.mockImplementation(slow(1100))
  loop.start()
  const at: number[] = []
  const from = Date.now()
  for (let asked = 0; at.length < 7; await vi.advanceTimersByTimeAsync(10)) {
    if (ask.mock.calls.length > asked) at.push(Date.now() - from)
    asked = ask.mock.calls.length
  }
  const waits = at.slice(1).map((time, i) => Math.round((time - at[i]! - 1100) / 100) * 100)
  expect(waits).toEqual([3000, 6000, 12_000, 24_000, ADVICE_EVERY_MAX_MS, ADVICE_EVERY_MAX_MS])
  ask.mockResolvedValue(said())
  await vi.advanceTimersByTimeAsync(ADVICE_EVERY_MAX_MS + 1200)
  const asked = ask.mock.calls.length
  await vi.advanceTimersByTimeAsync(2 * ADVICE_EVERY_MS)
  expect(ask.mock.calls.length).toBe(asked + 2)
  loop.stop()
})

it('fails silently and less and less often', async () => {
  const { loop, ask, tell } = setting()
  ask.mockResolvedValue(dead)
  loop.start()
  await vi.advanceTimersByTimeAsync(12_000)
  expect(ask).toHaveBeenCalledTimes(3)
  expect(tell.mock.calls.every(([advice]) => advice === undefined)).toBe(true)
  loop.stop()
})

it('forgets an advice on a picture that is gone', async () => {
  const { loop, ask, tell } = setting()
  ask.mockImplementation(slow(2000))
  loop.start()
  await vi.advanceTimersByTimeAsync(ADVICE_EVERY_MS + 2000)
  expect(tell).toHaveBeenLastCalledWith('BLUR')
  ask.mockResolvedValue(dead)
  await vi.advanceTimersByTimeAsync(ADVICE_FRESH_MS)
  expect(tell).toHaveBeenLastCalledWith(undefined)
  loop.stop()
})

it('asks nothing without a picture, and says nothing after it was stopped', async () => {
  const { loop, ask, tell, picture } = setting()
  picture.mockResolvedValueOnce(undefined).mockRejectedValueOnce(new Error('no camera'))
  ask.mockImplementation(slow(500))
  loop.start()
  await vi.advanceTimersByTimeAsync(2 * ADVICE_EVERY_MS + 100)
  expect(ask).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(ADVICE_EVERY_MS)
  expect(ask).toHaveBeenCalledTimes(1)
  loop.stop()
  tell.mockClear()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(tell).not.toHaveBeenCalled()
  expect(ask).toHaveBeenCalledTimes(1)
})
