import type { Attempt, ChallengeMode, ChallengeStep, ErrorCode, Outcome } from '@jianzai/api'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ADVICE_EVERY_MS } from './advice'
import type { AttemptPort } from './attemptPort'
import { CameraError, PICTURE_WAIT_MS, SLOW_STEP_DETAIL, STEP_DETAIL, type FrameSource } from './camera'
import type { FaceHint } from './faceWatch'
import { MemoryOutbox, type PendingAttempt } from './outbox'
import { backoff_ms, INTERNAL_TRIES } from './persist'
import {
  AGAIN_MS,
  HINT_EVERY_MS,
  HINT_STANDS_MS,
  LOOK_MS,
  MISSES_MAX,
  RESUME_MS,
  SETTLE_MS,
  SLOW_SEND_MS,
  TURN_S,
  useCapture,
  type CaptureState,
} from './useCapture'

const good = <T>(value: T, status = 200): Outcome<T> => ({ ok: true, value, status })
const dead: Outcome<never> = { ok: false, failure: { kind: 'network' } }
const refused = (code: ErrorCode, extra: object = {}): Outcome<never> => ({
  ok: false,
  failure: { kind: 'refused', status: 400, error: { code, message: code, request_id: 'r', ...extra } },
})

type Plan = Pick<ChallengeStep, 'kind' | 'colour' | 'frames_wanted'>
const look: Plan = { kind: 'LOOK', frames_wanted: 3 }
const colours = ['#ff6060', '#60ff60', '#6060ff']
const shine = colours.map((colour): Plan => ({ kind: 'COLOUR', colour, frames_wanted: 1 }))
const plans: Record<ChallengeMode, Plan[]> = {
  COLOUR: [look, ...shine],
  POSE: [look, { kind: 'TURN_LEFT', frames_wanted: 1 }, { kind: 'TURN_RIGHT', frames_wanted: 1 }],
  STATIC: [look],
}

const opened_at = '2026-11-24T07:00:00.000Z'
const deadline = '2026-11-24T07:10:00.000Z'
const decided: Attempt = { attempt_id: 'attempt', opened_at, state: 'DECIDED', result: 'PASSED' }
const submitted: Attempt = { attempt_id: 'attempt', opened_at, state: 'SUBMITTED' }
const expired: Attempt = { attempt_id: 'attempt', opened_at, state: 'EXPIRED' }

/** Keeps an attempt as the server does. */
class Server {
  plan: Plan[] = []
  mode: ChallengeMode = 'COLOUR'
  /** By sequence: the step that it was taken in. */
  frames = new Map<number, number>()
  isMissed = false
  isOpen = false

  step(): ChallengeStep | undefined {
    let before = 0
    for (const [index, plan] of this.plan.entries()) {
      const frames_wanted = before + plan.frames_wanted - this.frames.size
      if (frames_wanted > 0) return this.isMissed ? undefined : { ...plan, index, frames_wanted, deadline }
      before += plan.frames_wanted
    }
    return undefined
  }
  open(mode: ChallengeMode): Attempt {
    if (!this.isOpen || this.mode !== mode) {
      ;[this.mode, this.plan, this.isOpen] = [mode, plans[mode], true]
      this.frames.clear()
    }
    return this.attempt()
  }
  attempt(): Attempt {
    return {
      attempt_id: 'attempt',
      opened_at,
      state: 'OPEN',
      capture: {
        nonce: 'nonce',
        deadline,
        mode: this.mode,
        steps: this.plan.length,
        step: this.step(),
        frames_wanted: this.plan.reduce((sum, plan) => sum + plan.frames_wanted, 0),
        frames_max: 32,
        frames_received: [...this.frames.keys()],
      },
    }
  }
  put(sequence: number, step: number) {
    if (!this.frames.has(sequence)) {
      if (this.step()?.index !== step) return refused('STEP_MISSED')
      this.frames.set(sequence, step)
    }
    return good({ sequence, frames_received: [...this.frames.keys()], step: this.step() })
  }
}

function setting() {
  const server = new Server()
  const port = {
    open: vi.fn<AttemptPort['open']>(async ({ mode }) => good(server.open(mode!), 201)),
    get: vi.fn<AttemptPort['get']>(async () => good(server.attempt())),
    put: vi.fn<AttemptPort['put']>(async (_attempt, frame) => server.put(frame.sequence, frame.step)),
    finish: vi.fn<AttemptPort['finish']>(async () => good(decided)),
    hint: vi.fn<AttemptPort['hint']>(async () => good({ advice: [] })),
  }
  let looked = 0
  const source = {
    open: vi.fn<FrameSource['open']>(async () => undefined),
    close: vi.fn<FrameSource['close']>(),
    name: vi.fn<FrameSource['name']>(() => 'camera2 1, facing front'),
    look: vi.fn<FrameSource['look']>(() => ({
      brightness: 120,
      surroundings: 120,
      sharpness: 100 + (looked++ % 7),
    })),
    keep: vi.fn<FrameSource['keep']>(),
    encode: vi.fn<FrameSource['encode']>(async () => new Uint8Array([255, 216]).buffer),
    snap: vi.fn<FrameSource['snap']>(async () => new Uint8Array([255, 217]).buffer),
  }
  const outbox = new MemoryOutbox()
  const parts = {
    port,
    source,
    outbox,
    account_id: 'account',
    consent_id: (): string | undefined => 'consent',
    jpegOfFile: async () => new ArrayBuffer(2),
    painted: vi.fn(async () => undefined),
  }
  return { server, port, source, outbox, parts, capture: useCapture(parts) }
}

/** What was sent: the sequence and the step of each frame. */
const sentTo = (port: ReturnType<typeof setting>['port']) =>
  port.put.mock.calls.map(([, { sequence, step }]) => [sequence, step])
const look012 = [0, 1, 2].map((sequence) => [sequence, 0])

/** Plays until the machine is in this state. */
async function until(capture: ReturnType<typeof useCapture>, state: CaptureState): Promise<void> {
  for (let i = 0; capture.state.value !== state; i++) {
    if (i > 2000) throw new Error(`never ${state}, but ${capture.state.value}`)
    await vi.advanceTimersByTimeAsync(20)
  }
}
async function shootOf(capture: ReturnType<typeof useCapture>): Promise<void> {
  await capture.begin()
  void capture.shoot()
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('colours', () => {
  it('shows each as it is revealed, waits, and sends one picture of it', async () => {
    const { capture, port, source, outbox, parts } = setting()
    expect(capture.state.value).toBe('idle')
    await capture.begin()
    expect(capture.state.value).toBe('framing')
    expect(capture.mode.value).toBe('COLOUR')
    const shooting = capture.shoot()
    await vi.advanceTimersByTimeAsync(LOOK_MS / 2)
    expect(capture.state.value).toBe('looking')
    const seen: [string | undefined, number][] = []
    for (let colour; capture.state.value !== 'done'; await vi.advanceTimersByTimeAsync(10)) {
      if (capture.state.value !== 'shining' || capture.step.value?.colour === colour) continue
      colour = capture.step.value?.colour
      seen.push([colour, Date.now()])
    }
    await shooting
    expect(seen.map(([colour]) => colour)).toEqual(colours)
    for (const [i, [, at]] of seen.slice(1).entries()) {
      expect(at - seen[i]![1]).toBeGreaterThanOrEqual(SETTLE_MS)
      expect(at - seen[i]![1]).toBeLessThan(SETTLE_MS + 100)
    }
    expect(parts.painted).toHaveBeenCalledTimes(1 + colours.length)
    expect(sentTo(port)).toEqual([...look012, [3, 1], [4, 2], [5, 3]])
    expect(port.put.mock.calls[0]![0].nonce).toBe('nonce')
    expect(source.snap).toHaveBeenCalledTimes(colours.length)
    expect(capture.result.value).toEqual(decided)
    expect(source.close).toHaveBeenCalled()
    expect(await outbox.pending('account')).toBeUndefined()
    expect([capture.taken.value, capture.wanted.value, capture.steps.value]).toEqual([6, 6, 4])
  })

  it('takes finer pictures of the answers, and coarser ones where the network is slow', async () => {
    const fast = setting()
    await shootOf(fast.capture)
    await until(fast.capture, 'done')
    expect(fast.source.snap.mock.calls.map(([detail]) => detail)).toEqual(colours.map(() => STEP_DETAIL))

    const slow = setting()
    slow.port.put.mockImplementation(async (_attempt, frame) => {
      await new Promise((resolve) => setTimeout(resolve, SLOW_SEND_MS + 1))
      return slow.server.put(frame.sequence, frame.step)
    })
    await shootOf(slow.capture)
    await until(slow.capture, 'done')
    expect(slow.source.snap.mock.calls.map(([detail]) => detail)).toEqual(colours.map(() => SLOW_STEP_DETAIL))
  })

  it('says when each picture was taken', async () => {
    const { capture, port } = setting()
    await shootOf(capture)
    await until(capture, 'done')
    const times = port.put.mock.calls.map(([, frame]) => frame.captured_at)
    expect(times).toEqual([...times].sort())
    expect(times[5]! - times[0]!).toBeGreaterThan(2 * SETTLE_MS)
  })

  it('stores each picture before it is sent, and forgets it on the receipt', async () => {
    const { capture, port, outbox, server } = setting()
    const stored: number[] = []
    port.put.mockImplementation(async (_attempt, frame) => {
      stored.push((await outbox.frames('attempt')).length)
      return server.put(frame.sequence, frame.step)
    })
    await shootOf(capture)
    await until(capture, 'done')
    expect(stored).toEqual([3, 3, 3, 1, 1, 1])
    expect(await outbox.frames('attempt')).toEqual([])
  })

  it('keeps the camera on until the last picture only', async () => {
    const { capture, port, source } = setting()
    await capture.begin()
    source.close.mockClear()
    void capture.shoot()
    await until(capture, 'shining')
    expect(source.close).not.toHaveBeenCalled()
    port.put.mockResolvedValue(dead)
    await until(capture, 'shining')
    capture.leave()
    await vi.advanceTimersByTimeAsync(1000)
    expect(source.close).toHaveBeenCalled()
  })

  it('end at once when the person has had enough, and the server decides on what it has', async () => {
    const { capture, port, source } = setting()
    capture.stop()
    await shootOf(capture)
    await until(capture, 'shining')
    capture.stop()
    capture.stop()
    await until(capture, 'done')
    expect(sentTo(port)).toEqual(look012)
    expect(source.snap).not.toHaveBeenCalled()
    expect(port.finish).toHaveBeenCalledTimes(1)
  })

  it('can be begun again after a stop that came too late', async () => {
    const { capture, port, outbox } = setting()
    await shootOf(capture)
    await until(capture, 'shining')
    const clear = outbox.clear.bind(outbox)
    vi.spyOn(outbox, 'clear').mockImplementationOnce((account_id) => {
      capture.stop()
      return clear(account_id)
    })
    port.put.mockResolvedValueOnce(refused('NOT_FOUND'))
    await until(capture, 'blocked')
    await capture.begin()
    expect(capture.block.value).toBeUndefined()
    capture.leave()
  })

  it('end at once without a network, too', async () => {
    const { capture, port } = setting()
    await shootOf(capture)
    await until(capture, 'shining')
    port.put.mockResolvedValue(dead)
    await vi.advanceTimersByTimeAsync(5000)
    expect(capture.waiting.value).toEqual({ kind: 'network' })
    capture.stop()
    await vi.advanceTimersByTimeAsync(0)
    expect(capture.waiting.value).toBeUndefined()
    await until(capture, 'done')
  })
})

describe('the frames of a step', () => {
  it('do not wait for each other', async () => {
    const { capture, port, server } = setting()
    const answers: (() => void)[] = []
    port.put.mockImplementation(async (_attempt, frame) => {
      await new Promise<void>((resolve) => answers.push(resolve))
      return server.put(frame.sequence, frame.step)
    })
    await shootOf(capture)
    await vi.advanceTimersByTimeAsync(LOOK_MS + 500)
    expect(sentTo(port)).toEqual(look012)
    for (const answer of answers.splice(0)) answer()
    await vi.advanceTimersByTimeAsync(100)
    expect(capture.state.value).toBe('shining')
    capture.leave()
  })

  it('are all answered before the next step runs, also when the first one has to go again', async () => {
    const { capture, port, server } = setting()
    port.put.mockResolvedValueOnce(dead)
    await shootOf(capture)
    await until(capture, 'done')
    expect(sentTo(port)).toEqual([...look012, [0, 0], [3, 1], [4, 2], [5, 3]])
    expect(server.frames.size).toBe(6)
  })

  it('that failed together go again together', async () => {
    const { capture, port } = setting()
    for (let i = 0; i < 3; i++) port.put.mockResolvedValueOnce(dead)
    await shootOf(capture)
    await vi.advanceTimersByTimeAsync(LOOK_MS + 500)
    expect(sentTo(port)).toEqual(look012)
    // One wait for all of them.
    await vi.advanceTimersByTimeAsync(backoff_ms(0))
    expect(sentTo(port).slice(3, 6)).toEqual(look012)
    await until(capture, 'done')
  })

  it('are waited for before the server is asked where the attempt stands', async () => {
    const { capture, port, server } = setting()
    port.put.mockResolvedValueOnce(refused('STEP_MISSED'))
    port.put.mockImplementationOnce(async (_attempt, frame) => {
      await new Promise((resolve) => setTimeout(resolve, 200))
      return server.put(frame.sequence, frame.step)
    })
    await shootOf(capture)
    await until(capture, 'done')
    // 1 and 2 are there: one more is taken.
    expect(sentTo(port)).toEqual([...look012, [0, 0], [3, 1], [4, 2], [5, 3]])
  })
})

describe('the other modes', () => {
  it('turns count down slowly and take the picture at the end', async () => {
    const { capture, port } = setting()
    await capture.begin()
    capture.choose('POSE')
    const shooting = capture.shoot()
    await until(capture, 'turning')
    expect(capture.step.value?.kind).toBe('TURN_LEFT')
    const counted: number[] = []
    const from = Date.now()
    while (capture.step.value?.kind === 'TURN_LEFT') {
      if (counted.at(-1) !== capture.countdown_s.value) counted.push(capture.countdown_s.value)
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(counted.slice(0, TURN_S)).toEqual([3, 2, 1])
    expect(Date.now() - from).toBeGreaterThanOrEqual(TURN_S * 1000)
    await until(capture, 'done')
    await shooting
    expect(port.open.mock.calls[0]![0].mode).toBe('POSE')
    expect(sentTo(port)).toEqual([...look012, [3, 1], [4, 2]])
  })

  it('a mode without steps ends after the look', async () => {
    const { capture, port, source } = setting()
    await capture.begin()
    capture.choose('STATIC')
    port.put.mockResolvedValueOnce(dead)
    void capture.shoot()
    await until(capture, 'uploading')
    expect(source.close).toHaveBeenCalled()
    await until(capture, 'done')
    expect(sentTo(port)).toEqual([...look012, [0, 0]])
    expect(source.snap).not.toHaveBeenCalled()
  })

  it('the rear camera shines on nobody: the head turns instead', async () => {
    const { capture, source, port } = setting()
    await capture.begin()
    await capture.switchSide()
    expect(source.open).toHaveBeenLastCalledWith('environment')
    expect(capture.mode.value).toBe('POSE')
    await capture.switchSide()
    expect(source.open).toHaveBeenLastCalledWith('user')
    expect(capture.mode.value).toBe('COLOUR')
    await capture.switchSide()
    void capture.shoot()
    await until(capture, 'turning')
    expect(port.open.mock.calls[0]![0].mode).toBe('POSE')
    capture.leave()
  })

  it('the mode cannot be changed while it runs', async () => {
    const { capture } = setting()
    await shootOf(capture)
    await until(capture, 'looking')
    capture.choose('STATIC')
    expect(capture.mode.value).toBe('COLOUR')
    capture.leave()
  })

  it('a picture file answers no challenge', async () => {
    const { capture, source, port } = setting()
    source.open.mockRejectedValue(new CameraError('NONE'))
    await capture.begin()
    expect(capture.block.value).toEqual({ kind: 'CAMERA_NONE' })
    await capture.takeFile(new Blob())
    expect(port.open.mock.calls[0]![0].mode).toBe('STATIC')
    expect(sentTo(port)).toEqual([[0, 0]])
    expect(capture.state.value).toBe('done')
  })

  it('a picture file takes the place of a camera that the phone still asks about', async () => {
    const { capture, source, port } = setting()
    let allow!: () => void
    source.open.mockImplementationOnce(() => new Promise((resolve) => (allow = resolve)))
    const beginning = capture.begin()
    await until(capture, 'asking')
    await capture.takeFile(new Blob())
    expect(source.close).toHaveBeenCalled()
    expect(sentTo(port)).toEqual([[0, 0]])
    allow()
    await beginning
    expect(capture.state.value).toBe('done')
    expect(capture.isCameraOn.value).toBe(false)
  })

  it('a camera that is refused late disturbs no picture file', async () => {
    const { capture, source, port } = setting()
    let refuse!: () => void
    source.open.mockImplementationOnce(
      () => new Promise((_, reject) => (refuse = () => reject(new CameraError('DENIED')))),
    )
    const beginning = capture.begin()
    await until(capture, 'asking')
    port.put.mockResolvedValueOnce(dead)
    const taking = capture.takeFile(new Blob())
    refuse()
    await beginning
    expect(capture.block.value).toBeUndefined()
    await until(capture, 'done')
    await taking
  })

  it('a second picture file is not taken while the first one is read', async () => {
    const { parts, port, source } = setting()
    const jpegOfFile = vi.fn(async () => new ArrayBuffer(2))
    const capture = useCapture({ ...parts, jpegOfFile })
    await capture.begin()
    source.close.mockClear()
    const taking = capture.takeFile(new Blob())
    expect(capture.state.value).toBe('opening')
    expect(source.close).toHaveBeenCalled()
    await capture.takeFile(new Blob())
    await taking
    expect(jpegOfFile).toHaveBeenCalledTimes(1)
    expect(port.open).toHaveBeenCalledTimes(1)
  })

  it('a picture file takes the place of colours that nobody can answer any more', async () => {
    const { capture, source, port, server } = setting()
    await shootOf(capture)
    await until(capture, 'shining')
    source.snap.mockResolvedValue(undefined)
    capture.cameraEnded()
    await until(capture, 'blocked')
    await capture.takeFile(new Blob())
    expect(port.open.mock.calls.map(([{ mode }]) => mode)).toEqual(['COLOUR', 'STATIC'])
    expect(sentTo(port)).toEqual([...look012, [0, 0]])
    expect(server.frames.size).toBe(1)
    expect(capture.state.value).toBe('done')
  })
})

describe('framing', () => {
  it('gives the hints of the phone', async () => {
    const { capture, source, port } = setting()
    source.look.mockReturnValue({ brightness: 10, surroundings: 10, sharpness: 100 })
    await capture.begin()
    await vi.advanceTimersByTimeAsync(4000)
    expect(capture.framing.value).toBe('DARK')
    // Nothing to ask the server about.
    expect(port.hint).not.toHaveBeenCalled()
    capture.leave()
  })

  it('gives the advice of the server where the phone sees no fault, and none when it is over', async () => {
    const { capture, port } = setting()
    port.hint.mockResolvedValue(good({ advice: ['TOO_FAR', 'TURNED'] }))
    await capture.begin()
    await vi.advanceTimersByTimeAsync(1600)
    expect(port.hint).toHaveBeenCalledWith('consent', expect.any(ArrayBuffer))
    expect(capture.framing.value).toBe('TOO_FAR')
    void capture.shoot()
    await until(capture, 'looking')
    expect(capture.framing.value).toBeUndefined()
    const asked = port.hint.mock.calls.length
    await until(capture, 'done')
    expect(port.hint).toHaveBeenCalledTimes(asked)
  })

  it('tells at once what the phone sees of faces, and holds it until it was read', async () => {
    const { parts, port } = setting()
    let faces: FaceHint | undefined = 'TOO_FAR'
    const capture = useCapture({ ...parts, faces: { look: () => faces, reset: () => undefined } })
    await capture.begin()
    await vi.advanceTimersByTimeAsync(HINT_EVERY_MS)
    expect(capture.framing.value).toBe('TOO_FAR')
    faces = 'FINE'
    await vi.advanceTimersByTimeAsync(HINT_EVERY_MS)
    expect(capture.framing.value).toBe('TOO_FAR')
    await vi.advanceTimersByTimeAsync(HINT_STANDS_MS)
    expect(capture.framing.value).toBe('GOOD')
    faces = 'TOO_NEAR'
    await vi.advanceTimersByTimeAsync(HINT_STANDS_MS)
    const asked = port.hint.mock.calls.length
    await vi.advanceTimersByTimeAsync(2 * ADVICE_EVERY_MS)
    expect(port.hint).toHaveBeenCalledTimes(asked)
    capture.leave()
  })

  it('begins with the camera that it is told to', async () => {
    const { parts, source, port } = setting()
    const capture = useCapture({ ...parts, side: 'environment' })
    await capture.begin()
    expect(source.open).toHaveBeenCalledWith('environment')
    // The screen shines on nobody.
    expect(capture.mode.value).toBe('POSE')
    void capture.shoot()
    await until(capture, 'looking')
    expect(port.open.mock.calls[0]![0].mode).toBe('POSE')
    capture.leave()
  })

  it('takes about three seconds and keeps the sharpest', async () => {
    const { capture, source, port } = setting()
    port.put.mockResolvedValue(dead)
    await capture.begin()
    const from = Date.now()
    void capture.shoot()
    await until(capture, 'uploading')
    expect(Date.now() - from).toBeLessThan(LOOK_MS + 500)
    expect(source.encode).toHaveBeenCalledTimes(3)
    expect(source.keep.mock.calls.length).toBeLessThan(source.look.mock.calls.length)
    capture.leave()
  })

  it('does nothing on a second tap', async () => {
    const { capture, port } = setting()
    await capture.begin()
    void Promise.all([capture.shoot(), capture.shoot(), capture.begin(), capture.switchSide()])
    await until(capture, 'done')
    await capture.shoot()
    expect(port.open).toHaveBeenCalledTimes(1)
    expect(port.finish).toHaveBeenCalledTimes(1)
    expect(port.put).toHaveBeenCalledTimes(6)
  })
})

describe('a dead network', () => {
  it('keeps the pictures and goes on when it is back', async () => {
    const { capture, port, outbox, server } = setting()
    port.put
      .mockImplementationOnce(async (_attempt, frame) => server.put(frame.sequence, frame.step))
      .mockResolvedValueOnce(dead)
      .mockResolvedValueOnce(dead)
    await shootOf(capture)
    await vi.advanceTimersByTimeAsync(LOOK_MS + 500)
    expect(capture.state.value).toBe('uploading')
    expect(capture.waiting.value).toEqual({ kind: 'network' })
    expect((await outbox.frames('attempt')).length).toBe(2)
    await until(capture, 'done')
    expect(sentTo(port).slice(0, 5)).toEqual([0, 1, 2, 1, 2].map((sequence) => [sequence, 0]))
    expect(capture.waiting.value).toBeUndefined()
  })

  it('in a step waits with the picture and goes on', async () => {
    const { capture, port, outbox, server } = setting()
    await shootOf(capture)
    await until(capture, 'shining')
    port.put.mockResolvedValueOnce(dead).mockResolvedValueOnce(dead)
    await vi.advanceTimersByTimeAsync(SETTLE_MS + 200)
    expect(capture.state.value).toBe('shining')
    expect(capture.waiting.value).toEqual({ kind: 'network' })
    expect((await outbox.frames('attempt')).map((frame) => frame.sequence)).toEqual([3])
    await until(capture, 'done')
    expect(sentTo(port).slice(3)).toEqual([
      [3, 1],
      [3, 1],
      [3, 1],
      [4, 2],
      [5, 3],
    ])
    expect(server.frames.size).toBe(6)
  })

  it('in a step for too long misses it, and finishes', async () => {
    const { capture, port, server, outbox } = setting()
    await shootOf(capture)
    await until(capture, 'shining')
    port.put.mockResolvedValueOnce(dead)
    await vi.advanceTimersByTimeAsync(SETTLE_MS + 200)
    server.isMissed = true
    await until(capture, 'done')
    expect(port.get).toHaveBeenCalledTimes(1)
    expect(port.finish).toHaveBeenCalledTimes(1)
    expect(await outbox.frames('attempt')).toEqual([])
  })

  it('a receipt that was lost costs nothing', async () => {
    const { capture, port, server } = setting()
    await shootOf(capture)
    await until(capture, 'shining')
    port.put.mockImplementationOnce(async (_attempt, frame) => {
      server.put(frame.sequence, frame.step)
      return dead
    })
    await until(capture, 'done')
    expect(sentTo(port).slice(3)).toEqual([
      [3, 1],
      [3, 1],
      [4, 2],
      [5, 3],
    ])
  })

  it('wakes at once when the phone says that the network is back', async () => {
    const { capture, port } = setting()
    // Three at once, and the first one twice more.
    for (let i = 0; i < 5; i++) port.put.mockResolvedValueOnce(dead)
    await shootOf(capture)
    await vi.advanceTimersByTimeAsync(LOOK_MS + 3400)
    expect(port.put).toHaveBeenCalledTimes(5)
    globalThis.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(100)
    expect(capture.state.value).toBe('shining')
    capture.leave()
  })

  it('does not shorten the wait for a colour or a turn', async () => {
    const { capture, source } = setting()
    await shootOf(capture)
    await until(capture, 'shining')
    globalThis.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(SETTLE_MS / 2)
    expect(source.snap).not.toHaveBeenCalled()
    capture.leave()
  })

  it('a quick network carries three pictures of each colour, each a new one of the camera', async () => {
    const { capture, port, server } = setting()
    const brought = { ...plans }
    plans.COLOUR = [look, ...shine.map((plan) => ({ ...plan, frames_wanted: 3 }))]
    await capture.begin()
    await vi.advanceTimersByTimeAsync(ADVICE_EVERY_MS + 100)
    void capture.shoot()
    await until(capture, 'done')
    Object.assign(plans, brought)
    expect(port.open.mock.calls[0]![0].uplink).toBe('QUICK')
    expect([...server.frames.values()]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    const taken = port.put.mock.calls.map(([, { captured_at }]) => captured_at).slice(3, 6)
    expect(taken[1]! - taken[0]!).toBeGreaterThanOrEqual(AGAIN_MS)
    expect(taken[2]! - taken[1]!).toBeGreaterThanOrEqual(AGAIN_MS)
  })

  it('who begins before the network is known sends one picture of each colour', async () => {
    const { capture, port } = setting()
    await shootOf(capture)
    await until(capture, 'done')
    expect(port.open.mock.calls[0]![0].uplink).toBe('SLOW')
  })

  it('repeats the opening with the same key', async () => {
    const { capture, port } = setting()
    port.open.mockResolvedValueOnce(dead)
    await shootOf(capture)
    await vi.advanceTimersByTimeAsync(500)
    expect(capture.state.value).toBe('opening')
    await until(capture, 'done')
    expect(port.open.mock.calls[0]).toEqual(port.open.mock.calls[1])
  })
})

describe('a step that the server has left', () => {
  it('asks where the attempt stands, and goes on with the running step', async () => {
    const { capture, port, server } = setting()
    await shootOf(capture)
    await until(capture, 'shining')
    // Somebody else's frame has answered the step already.
    server.put(3, 1)
    port.put.mockResolvedValueOnce(refused('STEP_MISSED'))
    await until(capture, 'done')
    expect(sentTo(port).slice(3)).toEqual([
      [3, 1],
      [4, 2],
      [5, 3],
    ])
  })

  it('takes the picture anew where the step still runs', async () => {
    const { capture, port } = setting()
    await shootOf(capture)
    await until(capture, 'shining')
    port.put.mockResolvedValueOnce(refused('STEP_MISSED'))
    await until(capture, 'done')
    expect(sentTo(port).slice(3)).toEqual([
      [3, 1],
      [3, 1],
      [4, 2],
      [5, 3],
    ])
  })

  it('finishes where nothing runs any more', async () => {
    const { capture, port, server } = setting()
    await shootOf(capture)
    await until(capture, 'shining')
    server.isMissed = true
    await until(capture, 'done')
    expect(sentTo(port).slice(3)).toEqual([[3, 1]])
    expect(port.finish).toHaveBeenCalledTimes(1)
  })

  it('gives up where that never ends', async () => {
    const { capture, port } = setting()
    await shootOf(capture)
    await until(capture, 'shining')
    port.put.mockResolvedValue(refused('STEP_MISSED'))
    await until(capture, 'done')
    expect(port.get).toHaveBeenCalledTimes(MISSES_MAX)
  })

  it('takes a number that is used already for the next one', async () => {
    const { capture, port, server } = setting()
    port.put.mockImplementationOnce(async () => {
      server.put(0, 0)
      return refused('IDEMPOTENCY_CONFLICT')
    })
    await shootOf(capture)
    await until(capture, 'done')
    // The pictures that were stored are dropped, and two more are taken.
    expect(sentTo(port).slice(0, 3)).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
    ])
    expect(server.frames.size).toBe(6)
  })
})

describe('a reload', () => {
  /** A page that is closed in this state. */
  async function closedIn(state: CaptureState, mode: ChallengeMode = 'COLOUR') {
    const before = setting()
    await before.capture.begin()
    before.capture.choose(mode)
    void before.capture.shoot()
    await until(before.capture, state)
    return before
  }
  function reopened(before: ReturnType<typeof setting>) {
    before.capture.leave()
    const after = setting()
    const port = { ...after.port }
    port.get.mockImplementation(async () => good(before.server.attempt()))
    port.put.mockImplementation(async (_attempt, frame) => before.server.put(frame.sequence, frame.step))
    const capture = useCapture({ ...after.parts, port, outbox: before.outbox })
    return { ...after, port, capture, server: before.server }
  }

  it('sends the rest of a look, and goes on with the colours when the camera is back', async () => {
    const before = await closedIn('looking')
    before.port.put.mockImplementationOnce(async (_a, frame) => before.server.put(frame.sequence, frame.step))
    before.port.put.mockResolvedValue(dead)
    await until(before.capture, 'uploading')
    await vi.advanceTimersByTimeAsync(500)
    const { capture, port, source } = reopened(before)
    void capture.begin()
    await vi.advanceTimersByTimeAsync(10)
    expect(sentTo(port)).toEqual([
      [1, 0],
      [2, 0],
    ])
    expect(source.open).toHaveBeenCalledTimes(1)
    expect(capture.state.value).toBe('resuming')
    expect(capture.mode.value).toBe('COLOUR')
    await vi.advanceTimersByTimeAsync(RESUME_MS)
    expect(capture.state.value).toBe('shining')
    await until(capture, 'done')
    expect(port.open).not.toHaveBeenCalled()
    expect(before.server.frames.size).toBe(6)
  })

  it('of the page for another person sends what is stored and begins anew', async () => {
    const before = await closedIn('shining')
    before.port.put.mockResolvedValue(dead)
    await vi.advanceTimersByTimeAsync(SETTLE_MS + 100)
    before.capture.leave()
    const { parts, source, port } = setting()
    const capture = useCapture({ ...parts, outbox: before.outbox, relative_id: 'mother' })
    port.put.mockImplementation(async (_attempt, frame) => before.server.put(frame.sequence, frame.step))
    await capture.begin()
    expect(sentTo(port)).toEqual([[3, 1]])
    expect(capture.state.value).toBe('framing')
    expect(source.open).toHaveBeenCalledTimes(1)
    void capture.shoot()
    await until(capture, 'looking')
    expect(await before.outbox.pending('account')).toMatchObject({ relative_id: 'mother' })
    expect(port.get).not.toHaveBeenCalled()
    capture.leave()
  })

  it('in the middle of the colours asks for the camera and goes on with the running one', async () => {
    const before = await closedIn('shining')
    const { capture, port } = reopened(before)
    void capture.begin()
    await until(capture, 'shining')
    expect(capture.step.value?.colour).toBe(colours[0])
    await until(capture, 'done')
    expect(sentTo(port)).toEqual([
      [3, 1],
      [4, 2],
      [5, 3],
    ])
  })

  it('with the picture of a colour stored sends it first', async () => {
    const before = await closedIn('shining')
    before.port.put.mockResolvedValue(dead)
    await vi.advanceTimersByTimeAsync(SETTLE_MS + 100)
    const { capture, port } = reopened(before)
    void capture.begin()
    await until(capture, 'done')
    expect(sentTo(port)).toEqual([
      [3, 1],
      [4, 2],
      [5, 3],
    ])
  })

  it('after the last picture needs no camera', async () => {
    const before = await closedIn('looking', 'STATIC')
    before.port.put.mockResolvedValue(dead)
    await until(before.capture, 'uploading')
    const { capture, port, source } = reopened(before)
    await capture.begin()
    expect(capture.state.value).toBe('done')
    expect(source.open).not.toHaveBeenCalled()
    expect(sentTo(port)).toEqual(look012)
  })

  it('too late finishes', async () => {
    const before = await closedIn('shining')
    before.server.isMissed = true
    const { capture, port, source } = reopened(before)
    await capture.begin()
    expect(capture.state.value).toBe('done')
    expect(source.open).not.toHaveBeenCalled()
    expect(port.finish).toHaveBeenCalledTimes(1)
  })

  it('in the middle of the look takes only what is missing', async () => {
    const before = await closedIn('looking')
    await vi.advanceTimersByTimeAsync(LOOK_MS / 2)
    const { capture, port } = reopened(before)
    await capture.begin()
    expect(sentTo(port)).toEqual([[0, 0]])
    expect(capture.state.value).toBe('framing')
    expect(capture.mode.value).toBe('COLOUR')
    void capture.shoot()
    await until(capture, 'done')
    expect(sentTo(port).map(([sequence]) => sequence)).toEqual([0, 1, 2, 3, 4, 5])
    expect(port.open).not.toHaveBeenCalled()
  })

  it.each(['looking', 'shining'] as const)('in %s with another way chosen goes that way', async (state) => {
    const before = await closedIn(state)
    const { capture, port, server } = reopened(before)
    port.open.mockImplementation(async ({ mode }) => good(server.open(mode!), 201))
    capture.choose('POSE')
    await capture.begin()
    expect(capture.state.value).toBe('framing')
    expect(capture.mode.value).toBe('POSE')
    void capture.shoot()
    await until(capture, 'turning')
    expect(port.open.mock.calls.map(([{ mode }]) => mode)).toEqual(['POSE'])
    await until(capture, 'done')
  })

  it('can be stopped before it goes on', async () => {
    const before = await closedIn('shining')
    const { capture, port, source } = reopened(before)
    void capture.begin()
    await until(capture, 'resuming')
    capture.stop()
    await until(capture, 'done')
    expect(source.snap).not.toHaveBeenCalled()
    expect(port.finish).toHaveBeenCalledTimes(1)
  })

  it('of an attempt that ended without a picture begins anew', async () => {
    const before = await closedIn('looking')
    const { capture, port, outbox } = reopened(before)
    port.get.mockResolvedValue(good(expired))
    await capture.begin()
    expect(capture.state.value).toBe('framing')
    expect(await outbox.pending('account')).toBeUndefined()
    capture.leave()
  })

  it('of an attempt that ended with pictures says so', async () => {
    const before = await closedIn('shining')
    const { capture, port } = reopened(before)
    port.get.mockResolvedValue(good(expired))
    await capture.begin()
    expect(capture.block.value).toEqual({ kind: 'EXPIRED' })
  })

  it('while it is decided waits for the answer', async () => {
    const before = await closedIn('shining')
    const { capture, port } = reopened(before)
    port.get.mockResolvedValueOnce(good(submitted)).mockResolvedValueOnce(good(submitted))
    port.get.mockResolvedValueOnce(good(decided))
    void capture.begin()
    await until(capture, 'done')
    expect(port.finish).not.toHaveBeenCalled()
  })
})

describe('a busy or failing server', () => {
  it('shows the place in the queue and asks again', async () => {
    const { capture, port } = setting()
    port.finish.mockResolvedValueOnce(refused('BUSY', { queue_length: 12, retry_after_s: 5 }))
    await shootOf(capture)
    await until(capture, 'deciding')
    await vi.advanceTimersByTimeAsync(100)
    expect(capture.waiting.value).toEqual({ kind: 'queue', length: 12 })
    await until(capture, 'done')
    expect(port.finish).toHaveBeenCalledTimes(2)
  })

  it('asks for the attempt while it is being decided', async () => {
    const { capture, port } = setting()
    port.finish.mockResolvedValueOnce(good(submitted, 202))
    port.get.mockResolvedValueOnce(good(submitted)).mockResolvedValueOnce(good(decided))
    await shootOf(capture)
    await until(capture, 'done')
    expect(port.get).toHaveBeenCalledTimes(2)
  })

  it('gives up after some internal errors, keeps the pictures, and goes on when asked to', async () => {
    const { capture, port, outbox, server } = setting()
    port.put.mockResolvedValue(refused('INTERNAL'))
    await shootOf(capture)
    await until(capture, 'blocked')
    expect(port.put).toHaveBeenCalledTimes(look.frames_wanted - 1 + INTERNAL_TRIES)
    expect(capture.block.value?.kind).toBe('REFUSED')
    expect((await outbox.frames('attempt')).length).toBe(3)
    port.put.mockImplementation(async (_attempt, frame) => server.put(frame.sequence, frame.step))
    void capture.begin()
    await until(capture, 'done')
    expect(server.frames.size).toBe(6)
  })

  it('says that the time is over, and starts anew', async () => {
    const { capture, port, outbox } = setting()
    port.put.mockResolvedValueOnce(refused('ATTEMPT_CLOSED'))
    port.get.mockResolvedValueOnce(good(expired))
    await shootOf(capture)
    await until(capture, 'blocked')
    expect(capture.block.value).toEqual({ kind: 'EXPIRED' })
    expect(await outbox.pending('account')).toBeUndefined()
    await capture.begin()
    expect(capture.state.value).toBe('framing')
    capture.leave()
  })

  it('starts anew where nothing has arrived', async () => {
    const { capture, port, server, outbox } = setting()
    server.isMissed = true
    port.finish.mockResolvedValueOnce(refused('ATTEMPT_EMPTY'))
    await shootOf(capture)
    await until(capture, 'blocked')
    expect(capture.block.value?.kind).toBe('REFUSED')
    expect(await outbox.pending('account')).toBeUndefined()
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
  it('is named when the attempt is opened, the one that looks then', async () => {
    const { capture, source, port } = setting()
    await capture.begin()
    await capture.switchSide()
    source.name.mockReturnValue('camera2 0, facing back')
    await capture.switchSide()
    void capture.shoot()
    await until(capture, 'done')
    expect(port.open.mock.calls.map(([{ camera_name }]) => camera_name)).toEqual(['camera2 0, facing back'])
  })

  it('has no part in a picture file', async () => {
    const { capture, port } = setting()
    await capture.begin()
    await capture.takeFile(new Blob())
    expect(port.open.mock.calls.map(([{ camera_name }]) => camera_name)).toEqual([undefined])
  })

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

  it.each(['looking', 'shining'] as const)(
    'that is taken away while %s says so, and goes on later',
    async (at) => {
      const { capture, server } = setting()
      await shootOf(capture)
      await until(capture, at)
      capture.cameraEnded()
      await until(capture, 'blocked')
      expect(capture.block.value).toEqual({ kind: 'CAMERA_IN_USE' })
      void capture.begin()
      if (at === 'looking') {
        await until(capture, 'framing')
        void capture.shoot()
      }
      await until(capture, 'done')
      expect(server.frames.size).toBe(6)
    },
  )

  it('that gives no picture any more is not waited for without end', async () => {
    const { capture, source } = setting()
    await shootOf(capture)
    await until(capture, 'shining')
    source.snap.mockResolvedValue(undefined)
    await vi.advanceTimersByTimeAsync(SETTLE_MS + PICTURE_WAIT_MS + 200)
    expect(capture.block.value).toEqual({ kind: 'CAMERA_IN_USE' })
  })

  it('is closed when the page is left while it opens', async () => {
    const { capture, source } = setting()
    source.open.mockImplementationOnce(async () => capture.leave())
    await capture.begin()
    expect(source.close).toHaveBeenCalled()
    expect(capture.state.value).toBe('asking')
  })

  it('says so when the page itself fails, and goes on when asked to', async () => {
    const { capture, outbox } = setting()
    await capture.begin()
    vi.spyOn(outbox, 'addFrame').mockRejectedValueOnce(new Error('the disk is full'))
    const failing = expect(capture.shoot()).rejects.toThrow('the disk is full')
    await until(capture, 'blocked')
    await failing
    expect(capture.block.value).toEqual({ kind: 'BROKEN' })
    await capture.begin()
    void capture.shoot()
    await until(capture, 'done')
  })

  it('refuses a file that is no picture', async () => {
    const { parts } = setting()
    const capture = useCapture({ ...parts, jpegOfFile: async () => Promise.reject(new Error('no picture')) })
    await capture.begin()
    await capture.takeFile(new Blob())
    expect(capture.block.value).toEqual({ kind: 'NOT_A_PICTURE' })
  })

  it('asks for consent before anything is opened or sent', async () => {
    const { parts, port } = setting()
    const capture = useCapture({ ...parts, consent_id: () => undefined })
    await capture.begin()
    await vi.advanceTimersByTimeAsync(4000)
    expect(port.hint).not.toHaveBeenCalled()
    await capture.shoot()
    expect(capture.block.value).toEqual({ kind: 'CONSENT_MISSING' })
    expect(port.open).not.toHaveBeenCalled()
  })
})

it('sends a picture of an earlier page to the step that it was taken in', async () => {
  const { capture, server, port, outbox } = setting()
  server.open('COLOUR')
  for (const sequence of [0, 1, 2]) server.put(sequence, 0)
  const attempt: PendingAttempt = {
    account_id: 'account',
    attempt_id: 'attempt',
    nonce: 'nonce',
    deadline,
    mode: 'COLOUR',
    steps: 4,
    frames_wanted: 6,
    sent: [0, 1, 2],
  }
  await outbox.save(attempt)
  const frame = { attempt_id: 'attempt', sequence: 3, step: 0, captured_at: 1, jpeg: new ArrayBuffer(2) }
  await outbox.addFrame(frame)
  void capture.begin()
  await until(capture, 'done')
  // Refused, dropped, and the running step answered.
  expect(sentTo(port)).toEqual([
    [3, 0],
    [3, 1],
    [4, 2],
    [5, 3],
  ])
})
