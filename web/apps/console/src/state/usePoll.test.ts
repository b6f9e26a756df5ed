import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useOperator } from './useOperator'
import { usePoll } from './usePoll'

vi.mock('./services', () => ({ api: {}, service: {} }))

let scope = effectScope()
beforeEach(() => {
  scope = effectScope()
  vi.useFakeTimers()
  useOperator().state.value = 'member'
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

it('looks once for each time that it was asked to', () => {
  const look = vi.fn(async () => undefined)
  const { again, stop } = scope.run(() => usePoll(look, 1000))!
  again()
  again()
  vi.advanceTimersByTime(5000)
  expect(look).toHaveBeenCalledTimes(1)
  again()
  stop()
  vi.advanceTimersByTime(5000)
  expect(look).toHaveBeenCalledTimes(1)
})

it('is over with the page, also for an answer that comes afterwards', () => {
  const { again } = scope.run(() => usePoll(async () => undefined, 1000))!
  again()
  scope.stop()
  again()
  expect(vi.getTimerCount()).toBe(0)
})

it('is over when nobody is logged in any more', () => {
  const { again } = scope.run(() => usePoll(async () => undefined, 1000))!
  useOperator().state.value = 'guest'
  again()
  expect(vi.getTimerCount()).toBe(0)
})
