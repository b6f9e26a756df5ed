import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { canFilm, FILM_S, FilmRecorder } from './film'

/** Records nothing but what the test hands it. */
class FakeRecorder {
  static last: FakeRecorder
  static isTypeSupported = (type: string) => type === 'video/mp4'
  state: 'inactive' | 'recording' = 'inactive'
  ondataavailable?: (event: { data: Blob }) => void
  onstop?: () => void
  onerror?: () => void
  constructor(
    readonly stream: unknown,
    readonly options: { mimeType?: string },
  ) {
    FakeRecorder.last = this
  }
  get mimeType() {
    return this.options.mimeType ?? ''
  }
  start() {
    this.state = 'recording'
  }
  stop() {
    this.state = 'inactive'
    this.ondataavailable?.({ data: new Blob(['film']) })
    this.onstop?.()
  }
}

const stopped = vi.fn()
const getUserMedia = vi.fn(() => Promise.resolve({ getTracks: () => [{ stop: stopped }] }))

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('MediaRecorder', FakeRecorder)
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } })
  stopped.mockClear()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a film', () => {
  it('ends by itself, in what the browser records, and lets the camera go', async () => {
    const recorder = new FilmRecorder()
    await recorder.open('user')
    const film = recorder.record()
    expect(FakeRecorder.last.options.mimeType).toBe('video/mp4')
    await vi.advanceTimersByTimeAsync(FILM_S * 1000)
    expect((await film).type).toBe('video/mp4')
    expect((await film).blob.size).toBe(4)
    recorder.close()
    expect(stopped).toHaveBeenCalledOnce()
  })

  it('ends when somebody says so', async () => {
    const recorder = new FilmRecorder()
    await recorder.open('user')
    const film = recorder.record()
    recorder.stop()
    expect((await film).blob.size).toBe(4)
  })

  it('fails when the recorder does, or nothing was opened', async () => {
    const recorder = new FilmRecorder()
    await expect(recorder.record()).rejects.toThrow()
    await recorder.open('user')
    const film = recorder.record()
    FakeRecorder.last.onerror?.()
    await expect(film).rejects.toThrow()
  })

  it('opens nothing once the page was left', async () => {
    const recorder = new FilmRecorder()
    const opening = recorder.open('user')
    recorder.close()
    expect(await opening).toBeUndefined()
    expect(stopped).toHaveBeenCalledOnce()
    await expect(recorder.record()).rejects.toThrow()
  })

  it('is offered only where browsers record', () => {
    expect(canFilm()).toBe(true)
    vi.stubGlobal('MediaRecorder', undefined)
    expect(canFilm()).toBe(false)
  })
})
