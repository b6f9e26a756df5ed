import { afterEach, expect, it, vi } from 'vitest'
import { copyText } from './clipboard'

afterEach(() => void vi.unstubAllGlobals())

function stubClipboard(writeText: unknown) {
  vi.stubGlobal('navigator', { clipboard: writeText && { writeText } })
}

it('copies', async () => {
  const writeText = vi.fn(async () => undefined)
  stubClipboard(writeText)
  expect(await copyText('a1')).toBe(true)
  expect(writeText).toHaveBeenCalledWith('a1')
})

it('copies by the way of old browsers, and leaves nothing behind', async () => {
  stubClipboard(undefined)
  document.execCommand = vi.fn(() => document.querySelector('textarea')?.value === 'a1')
  expect(await copyText('a1')).toBe(true)
  expect(document.querySelector('textarea')).toBeNull()
})

it('says so where it cannot', async () => {
  stubClipboard(vi.fn().mockRejectedValue(new Error('denied')))
  document.execCommand = vi.fn(() => {
    throw new Error('unsupported')
  })
  expect(await copyText('a1')).toBe(false)
})
