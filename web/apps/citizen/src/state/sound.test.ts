import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { CLIP_MAX_MS, Sound } from './sound'

let isPaused = true

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:clip')
  vi.spyOn(URL, 'revokeObjectURL').mockReturnValue(undefined)
  vi.spyOn(HTMLMediaElement.prototype, 'paused', 'get').mockImplementation(() => isPaused)
  vi.spyOn(HTMLMediaElement.prototype, 'pause').mockImplementation(() => void (isPaused = true))
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(async () => void (isPaused = false))
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function playing() {
  const sound = new Sound()
  const isOver = vi.fn()
  const play = () => void sound.play(new Blob(['clip'])).then(isOver)
  play()
  const audio = vi.mocked(HTMLMediaElement.prototype.play).mock.contexts[0] as HTMLAudioElement
  return { isOver, play, audio }
}

it('is over when the phone interrupts it', async () => {
  const { isOver, audio } = playing()
  audio.pause()
  audio.dispatchEvent(new Event('pause'))
  await vi.advanceTimersByTimeAsync(0)
  expect(isOver).toHaveBeenCalledTimes(1)
})

it('is not over when the one before says late that it was hushed', async () => {
  const { isOver, play, audio } = playing()
  play()
  await vi.advanceTimersByTimeAsync(0)
  expect(isOver).toHaveBeenCalledTimes(1)
  audio.dispatchEvent(new Event('pause'))
  await vi.advanceTimersByTimeAsync(0)
  expect(isOver).toHaveBeenCalledTimes(1)
})

it('is over when a clip stalls', async () => {
  const { isOver } = playing()
  await vi.advanceTimersByTimeAsync(CLIP_MAX_MS - 1)
  expect(isOver).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(isOver).toHaveBeenCalledTimes(1)
})
