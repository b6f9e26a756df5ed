import { beforeEach, expect, it, vi } from 'vitest'

beforeEach(() => {
  localStorage.clear()
  vi.resetModules()
})

it('is large for who has chosen nothing, or what is not known', async () => {
  localStorage.setItem('jianzai.text', 'enormous')
  const { textSize } = await import('./textSize')
  expect([textSize.value, document.documentElement.dataset.text]).toEqual(['large', 'large'])
})

it('is what was chosen, now and next time', async () => {
  const first = await import('./textSize')
  first.chooseTextSize('largest')
  expect(document.documentElement.dataset.text).toBe('largest')
  vi.resetModules()
  const next = await import('./textSize')
  expect(next.textSize.value).toBe('largest')
})
