import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { SETTLE_MS, useSettled } from './useSettled'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('settles a moment after something appeared, and anew after something else did', async () => {
  const scope = effectScope()
  const shown = ref<string>()
  const isSettled = scope.run(() => useSettled(() => shown.value))!
  vi.advanceTimersByTime(SETTLE_MS)
  expect(isSettled.value).toBe(false)
  shown.value = 'one'
  await nextTick()
  vi.advanceTimersByTime(SETTLE_MS - 1)
  expect(isSettled.value).toBe(false)
  vi.advanceTimersByTime(1)
  expect(isSettled.value).toBe(true)
  shown.value = 'another'
  await nextTick()
  expect(isSettled.value).toBe(false)
  vi.advanceTimersByTime(SETTLE_MS)
  expect(isSettled.value).toBe(true)
  shown.value = undefined
  await nextTick()
  expect(isSettled.value).toBe(false)
  scope.stop()
})

it('waits from the beginning for what is there already, and no longer than anybody looks', () => {
  const scope = effectScope()
  const isSettled = scope.run(() => useSettled(() => 'there'))!
  scope.stop()
  expect(vi.getTimerCount()).toBe(0)
  expect(isSettled.value).toBe(false)
})
