import { expect, it, vi } from 'vitest'
import { createSharing } from './useSharing'

const pdf = new File(['%PDF-'], '认证凭证.pdf', { type: 'application/pdf' })
const named = (name: string) => Object.assign(new Error(name), { name })

function sharing(share: unknown, canShare = true, file = async () => pdf) {
  const sharer = { share: share as Navigator['share'], canShare: () => canShare }
  const fetched = vi.fn(file)
  return { ...createSharing({ sharer, text: () => '认证成功', file: fetched }), fetched }
}

it('hands on the file and the words', async () => {
  const share = vi.fn(async () => undefined)
  const made = sharing(share)
  await made.share()
  expect(share).toHaveBeenCalledWith({ text: '认证成功', files: [pdf] })
  expect(made.state.value).toBe('done')
})

it.each([
  ['files are not taken', false, async () => pdf],
  ['the file cannot be had', true, () => Promise.reject(new Error('offline'))],
])('hands on the words where %s', async (_where, canShare, file) => {
  const share = vi.fn(async () => undefined)
  await sharing(share, canShare, file).share()
  expect(share).toHaveBeenCalledWith({ text: '认证成功' })
})

it('wants one more tap where the file took too long, and fetches it once', async () => {
  const share = vi.fn().mockRejectedValueOnce(named('NotAllowedError')).mockResolvedValueOnce(undefined)
  const made = sharing(share)
  await made.share()
  expect(made.state.value).toBe('ready')
  await made.share()
  expect([made.state.value, made.fetched.mock.calls.length]).toEqual(['done', 1])
})

it.each([
  ['AbortError', 'idle'],
  ['DataError', 'failed'],
] as const)('ends after %s', async (name, state) => {
  const made = sharing(vi.fn().mockRejectedValue(named(name)))
  await made.share()
  expect(made.state.value).toBe(state)
})

it('says where the browser hands nothing on', async () => {
  const made = sharing(undefined)
  await made.share()
  expect([made.state.value, made.fetched.mock.calls.length]).toEqual(['unable', 0])
})
