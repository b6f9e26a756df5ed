import type { Attempt, ErrorCode, Outcome } from '@jianzai/api'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AttemptPort } from './attemptPort'
import { CameraError, type FrameSource } from './camera'
import { MemoryOutbox } from './outbox'
import { backoff_ms, CAPTURE_MS, INTERNAL_TRIES, useCapture } from './useCapture'

const good = <T>(value: T, status = 200): Outcome<T> => ({ ok: true, value, status })
const dead: Outcome<never> = { ok: false, failure: { kind: 'network' } }
const refused = (code: ErrorCode, extra: object = {}): Outcome<never> => ({
  ok: false,
  failure: { kind: 'refused', status: 400, error: { code, message: code, request_id: 'r', ...extra } },
})

const open = (frames_received: number[] = []): Attempt => ({
  attempt_id: 'attempt',
  state: 'OPEN',
  opened_at: '2026-11-24T07:00:00.000Z',
  capture: {
    nonce: 'nonce',
    deadline: '2026-11-24T07:10:00.000Z',
    frames_wanted: 3,
    frames_max: 8,
    frames_received,
  },
})
const decided: Attempt = { ...open(), capture: undefined, state: 'DECIDED', result: 'PASSED' }
const submitted: Attempt = { ...open(), capture: undefined, state: 'SUBMITTED' }

function setting() {
  const port = {
    open: vi.fn<AttemptPort['open']>(async () => good(open(), 201)),
    get: vi.fn<AttemptPort['get']>(async () => good(decided)),
    put: vi.fn<AttemptPort['put']>(async () => good({})),
    finish: vi.fn<AttemptPort['finish']>(async () => good(decided)),
  }
  let looked = 0
  const source = {
    open: vi.fn<FrameSource['open']>(async () => undefined),
    close: vi.fn<FrameSource['close']>(),
    look: vi.fn<FrameSource['look']>(() => ({
      brightness: 120,
      surroundings: 120,
      sharpness: 100 + (looked++ % 7),
    })),
    keep: vi.fn<FrameSource['keep']>(),
    encode: vi.fn<FrameSource['encode']>(async () => new Uint8Array([255, 216]).buffer),
  }
  const outbox = new MemoryOutbox()
  const parts = {
    port,
    source,
    outbox,
    account_id: 'account',
    consent_id: (): string | undefined => 'consent',
    jpegOfFile: async () => new ArrayBuffer(2),
  }
  return { port, source, outbox, parts, capture: useCapture(parts) }
}

const sequencesOf = (port: ReturnType<typeof setting>['port']) => port.put.mock.calls.map((call) => call[2])

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the way to a decision', () => {
  it('goes from the camera to the decision', async () => {
    const { capture, port, source, outbox } = setting()
    expect(capture.state.value).toBe('idle')
    await capture.begin()
    expect(capture.state.value).toBe('framing')
    const shooting = capture.shoot()
    await vi.advanceTimersByTimeAsync(CAPTURE_MS / 2)
    expect(capture.state.value).toBe('capturing')
    await vi.advanceTimersByTimeAsync(CAPTURE_MS)
    await shooting
    expect(capture.state.value).toBe('done')
    expect(sequencesOf(port)).toEqual([0, 1, 2])
    expect(port.put.mock.calls[0]![1]).toBe('nonce')
    expect(capture.result.value).toEqual(decided)
    expect(source.close).toHaveBeenCalled()
    expect(await outbox.pending('account')).toBeUndefined()
  })

  it('gives hints while framing', async () => {
    const { capture, source } = setting()
    source.look.mockReturnValue({ brightness: 10, surroundings: 10, sharpness: 100 })
    await capture.begin()
    await vi.advanceTimersByTimeAsync(1000)
    expect(capture.hint.value).toBe('DARK')
    capture.leave()
  })

  it('takes about three seconds and keeps the sharpest', async () => {
    const { capture, source } = setting()
    await capture.begin()
    const from = Date.now()
    const shooting = capture.shoot()
    await vi.runOnlyPendingTimersAsync()
    await vi.advanceTimersByTimeAsync(CAPTURE_MS + 500)
    await shooting
    expect(Date.now() - from).toBeLessThan(CAPTURE_MS + 1500)
    expect(source.encode).toHaveBeenCalledTimes(3)
    expect(source.keep.mock.calls.length).toBeLessThan(source.look.mock.calls.length)
  })

  it('does nothing on a second tap', async () => {
    const { capture, port } = setting()
    await capture.begin()
    const both = Promise.all([capture.shoot(), capture.shoot(), capture.begin()])
    await vi.advanceTimersByTimeAsync(CAPTURE_MS * 2)
    await both
    expect(port.open).toHaveBeenCalledTimes(1)
    expect(port.finish).toHaveBeenCalledTimes(1)
  })

  it('switches to the rear camera and back', async () => {
    const { capture, source } = setting()
    await capture.begin()
    await capture.switchSide()
    expect(source.open).toHaveBeenLastCalledWith('environment')
    await capture.switchSide()
    expect(source.open).toHaveBeenLastCalledWith('user')
    capture.leave()
  })

  it('takes a picture file where there is no camera', async () => {
    const { capture, source, port } = setting()
    source.open.mockRejectedValue(new CameraError('NONE'))
    await capture.begin()
    expect(capture.block.value).toEqual({ kind: 'CAMERA_NONE' })
    await capture.takeFile(new Blob())
    expect(sequencesOf(port)).toEqual([0])
    expect(capture.state.value).toBe('done')
  })
})

describe('a dead network', () => {
  it('waits longer each time, up to a limit', () => {
    expect([0, 1, 2, 3, 4, 9].map(backoff_ms)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000])
  })

  it('keeps the pictures and goes on when it is back', async () => {
    const { capture, port, outbox } = setting()
    port.put.mockResolvedValueOnce(good({})).mockResolvedValueOnce(dead).mockResolvedValueOnce(dead)
    await capture.begin()
    const shooting = capture.shoot()
    await vi.advanceTimersByTimeAsync(CAPTURE_MS + 200)
    expect(capture.state.value).toBe('uploading')
    expect(capture.waiting.value).toEqual({ kind: 'network' })
    expect((await outbox.frames('attempt')).length).toBe(2)
    await vi.advanceTimersByTimeAsync(3100)
    await shooting
    expect(sequencesOf(port)).toEqual([0, 1, 1, 1, 2])
    expect(capture.state.value).toBe('done')
    expect(capture.waiting.value).toBeUndefined()
  })

  it('wakes at once when the phone says that the network is back', async () => {
    const { capture, port } = setting()
    port.put.mockResolvedValueOnce(dead).mockResolvedValueOnce(dead).mockResolvedValueOnce(dead)
    await capture.begin()
    const shooting = capture.shoot()
    await vi.advanceTimersByTimeAsync(CAPTURE_MS + 3100)
    expect(port.put).toHaveBeenCalledTimes(3)
    globalThis.dispatchEvent(new Event('online'))
    await shooting
    expect(capture.state.value).toBe('done')
  })

  it('repeats the opening with the same key', async () => {
    const { capture, port } = setting()
    port.open.mockResolvedValueOnce(dead)
    await capture.begin()
    const shooting = capture.shoot()
    await vi.advanceTimersByTimeAsync(500)
    expect(capture.state.value).toBe('opening')
    await vi.advanceTimersByTimeAsync(CAPTURE_MS + 1500)
    await shooting
    expect(port.open.mock.calls[0]).toEqual(port.open.mock.calls[1])
    expect(capture.state.value).toBe('done')
  })

  it('sends the rest after a reload', async () => {
    const before = setting()
    before.port.put.mockResolvedValueOnce(good({})).mockResolvedValue(dead)
    await before.capture.begin()
    const shooting = before.capture.shoot()
    await vi.advanceTimersByTimeAsync(CAPTURE_MS + 500)
    before.capture.leave()
    await vi.advanceTimersByTimeAsync(20_000)
    await shooting

    const after = setting()
    const capture = useCapture({ ...after.parts, outbox: before.outbox })
    await capture.begin()
    expect(after.source.open).not.toHaveBeenCalled()
    expect(sequencesOf(after.port)).toEqual([1, 2])
    expect(capture.state.value).toBe('done')
  })

  it('takes only what is missing after a reload in the middle of taking', async () => {
    const { capture, port, outbox } = setting()
    await outbox.save({
      account_id: 'account',
      attempt_id: 'attempt',
      nonce: 'nonce',
      deadline: '2026-11-24T07:10:00.000Z',
      frames_wanted: 3,
      sent: [],
      complete: false,
    })
    await outbox.addFrame({ attempt_id: 'attempt', sequence: 0, jpeg: new ArrayBuffer(2) })
    port.get.mockResolvedValueOnce(good(open([1])))
    await capture.begin()
    const shooting = capture.shoot()
    await vi.advanceTimersByTimeAsync(CAPTURE_MS * 2)
    await shooting
    expect(port.open).not.toHaveBeenCalled()
    expect(sequencesOf(port)).toEqual([0, 2])
  })
})

describe('a busy or failing server', () => {
  it('shows the place in the queue and asks again', async () => {
    const { capture, port } = setting()
    port.finish.mockResolvedValueOnce(refused('BUSY', { queue_length: 12, retry_after_s: 5 }))
    await capture.begin()
    const shooting = capture.shoot()
    await vi.advanceTimersByTimeAsync(CAPTURE_MS + 1000)
    expect(capture.state.value).toBe('deciding')
    expect(capture.waiting.value).toEqual({ kind: 'queue', length: 12 })
    await vi.advanceTimersByTimeAsync(5000)
    await shooting
    expect(capture.state.value).toBe('done')
  })

  it('asks for the attempt while it is being decided', async () => {
    const { capture, port } = setting()
    port.finish.mockResolvedValueOnce(good(submitted, 202))
    port.get.mockResolvedValueOnce(good(submitted)).mockResolvedValueOnce(good(decided))
    await capture.begin()
    const shooting = capture.shoot()
    await vi.advanceTimersByTimeAsync(CAPTURE_MS + 3000)
    await shooting
    expect(port.get).toHaveBeenCalledTimes(2)
    expect(capture.state.value).toBe('done')
  })

  it('gives up after some internal errors, and keeps the pictures', async () => {
    const { capture, port, outbox } = setting()
    port.put.mockResolvedValue(refused('INTERNAL'))
    await capture.begin()
    const shooting = capture.shoot()
    await vi.advanceTimersByTimeAsync(CAPTURE_MS + 60_000)
    await shooting
    expect(port.put).toHaveBeenCalledTimes(INTERNAL_TRIES)
    expect(capture.block.value?.kind).toBe('REFUSED')
    expect((await outbox.frames('attempt')).length).toBe(3)
  })

  it('takes a frame number that is used already for sent', async () => {
    const { capture, port } = setting()
    port.put.mockResolvedValueOnce(refused('IDEMPOTENCY_CONFLICT'))
    await capture.begin()
    const shooting = capture.shoot()
    await vi.advanceTimersByTimeAsync(CAPTURE_MS + 1000)
    await shooting
    expect(capture.state.value).toBe('done')
  })

  it('says that the time is over, and starts anew', async () => {
    const { capture, port, outbox } = setting()
    port.put.mockResolvedValueOnce(refused('ATTEMPT_CLOSED'))
    port.get.mockResolvedValueOnce(good({ ...submitted, state: 'EXPIRED' }))
    await capture.begin()
    const shooting = capture.shoot()
    await vi.advanceTimersByTimeAsync(CAPTURE_MS + 1000)
    await shooting
    expect(capture.block.value).toEqual({ kind: 'EXPIRED' })
    expect(await outbox.pending('account')).toBeUndefined()
    await capture.begin()
    expect(capture.state.value).toBe('framing')
    capture.leave()
  })

  it.each([
    ['UNAUTHENTICATED', 'LOGGED_OUT'],
    ['CONSENT_MISSING', 'CONSENT_MISSING'],
    ['NO_TEMPLATE', 'REFUSED'],
    ['FORBIDDEN', 'REFUSED'],
  ] as const)('%s blocks as %s', async (code, kind) => {
    const { capture, port } = setting()
    port.open.mockResolvedValueOnce(refused(code))
    await capture.begin()
    await capture.shoot()
    expect(capture.state.value).toBe('blocked')
    expect(capture.block.value?.kind).toBe(kind)
  })
})

describe('the camera', () => {
  it.each(['DENIED', 'NONE', 'IN_USE', 'INSECURE'] as const)('says that it is %s', async (fault) => {
    const { capture, source } = setting()
    source.open.mockRejectedValueOnce(new CameraError(fault))
    await capture.begin()
    expect(capture.state.value).toBe('blocked')
    expect(capture.block.value).toEqual({ kind: `CAMERA_${fault}` })
    await capture.begin()
    expect(capture.state.value).toBe('framing')
    capture.leave()
  })

  it('says when another app has taken it', async () => {
    const { capture } = setting()
    await capture.begin()
    capture.cameraEnded()
    expect(capture.block.value).toEqual({ kind: 'CAMERA_IN_USE' })
  })

  it('refuses a file that is no picture', async () => {
    const { parts } = setting()
    const capture = useCapture({ ...parts, jpegOfFile: async () => Promise.reject(new Error('no picture')) })
    await capture.begin()
    await capture.takeFile(new Blob())
    expect(capture.block.value).toEqual({ kind: 'NOT_A_PICTURE' })
  })

  it('asks for consent before anything is opened', async () => {
    const { parts, port } = setting()
    const capture = useCapture({ ...parts, consent_id: () => undefined })
    await capture.begin()
    await capture.shoot()
    expect(capture.block.value).toEqual({ kind: 'CONSENT_MISSING' })
    expect(port.open).not.toHaveBeenCalled()
  })
})
