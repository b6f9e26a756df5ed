import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { usePatience } from './usePatience'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('changes the words after 5, 15 and 40 seconds, and begins anew with what is waited for', async () => {
  const what = ref<string | undefined>('deciding')
  const scope = effectScope()
  const patience = scope.run(() => usePatience(() => what.value))!
  const at: (string | undefined)[] = []
  for (const ms of [4999, 1, 9999, 1, 24_999, 1, 600_000]) {
    vi.advanceTimersByTime(ms)
    at.push(patience.value)
  }
  expect(at).toEqual([undefined, 'soon', 'soon', 'later', 'later', 'long', 'long'])
  what.value = 'uploading 1'
  await nextTick()
  expect(patience.value).toBeUndefined()
  vi.advanceTimersByTime(5000)
  expect(patience.value).toBe('soon')
  what.value = undefined
  await nextTick()
  vi.advanceTimersByTime(60_000)
  expect(patience.value).toBeUndefined()
  scope.stop()
})
