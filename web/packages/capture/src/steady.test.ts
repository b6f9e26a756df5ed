import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createSteady } from './steady'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('shows the first at once, and the latest of those after it when the first has stood', () => {
  const { shown, latest, say } = createSteady<string>(1000)
  say('first')
  expect(shown.value).toBe('first')
  vi.advanceTimersByTime(400)
  say('second')
  say('third')
  expect([shown.value, latest()]).toEqual(['first', 'third'])
  vi.advanceTimersByTime(599)
  expect(shown.value).toBe('first')
  vi.advanceTimersByTime(1)
  expect(shown.value).toBe('third')
  say(undefined)
  expect(shown.value).toBe('third')
  vi.advanceTimersByTime(1000)
  expect(shown.value).toBeUndefined()
  say('fourth')
  expect(shown.value).toBe('fourth')
})

it('leaves what stands where it is said again', () => {
  const { shown, say } = createSteady<string>(1000)
  say('first')
  say('second')
  say('first')
  vi.advanceTimersByTime(5000)
  expect(shown.value).toBe('first')
  say('second')
  expect(shown.value).toBe('second')
})

it('drops what stands and what waits', () => {
  const { shown, latest, say, drop } = createSteady<string>(1000)
  say('first')
  say('second')
  drop()
  vi.advanceTimersByTime(5000)
  expect([shown.value, latest()]).toEqual([undefined, undefined])
})
