import { expect, it, vi } from 'vitest'
import { createSharing, FILE_WAIT_MS, type SharingParts } from './useSharing'

const pdf = new File(['%PDF-'], '认证凭证.pdf', { type: 'application/pdf' })
const named = (name: string) => Object.assign(new Error(name), { name })

function sharing(share: unknown, canShare = true, file: SharingParts['file'] = async () => pdf) {
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

it('waits ten seconds for the file, says that it did not come, and asks no second time', async () => {
  vi.useFakeTimers()
  const share = vi.fn().mockRejectedValueOnce(named('NotAllowedError')).mockResolvedValueOnce(undefined)
  const never = (signal: AbortSignal) =>
    new Promise<File>((_, reject) => signal.addEventListener('abort', () => reject(named('AbortError'))))
  const made = sharing(share, true, never)
  const sharingIt = made.share()
  await vi.advanceTimersByTimeAsync(FILE_WAIT_MS - 1)
  expect([made.state.value, made.isFileMissing.value]).toEqual(['fetching', false])
  await vi.advanceTimersByTimeAsync(1)
  await sharingIt
  expect([made.state.value, made.isFileMissing.value]).toEqual(['ready', true])
  await made.share()
  expect(share).toHaveBeenLastCalledWith({ text: '认证成功' })
  expect([made.state.value, made.fetched.mock.calls.length]).toEqual(['done', 1])
  vi.useRealTimers()
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
