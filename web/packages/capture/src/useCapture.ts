import {
  codeOf,
  Intention,
  type Attempt,
  type ChallengeMode,
  type ChallengeStep,
  type Failure,
  type NewAttempt,
} from '@jianzai/api'
import { computed, ref, shallowRef } from 'vue'
import { AdviceLoop } from './advice'
import type { AttemptPort } from './attemptPort'
import {
  CameraError,
  HINT_DETAIL,
  PICTURE_WAIT_MS,
  SLOW_STEP_DETAIL,
  STEP_DETAIL,
  type CameraFault,
  type CameraSide,
  type FrameSource,
} from './camera'
import type { FaceHint } from './faceWatch'
import { framingOf, isWorthAsking, type Advice, type Framing, type Seen } from './framing'
import type { Outbox, PendingAttempt, PendingFrame } from './outbox'
import { createPersist, type Waiting } from './persist'
import { hintOf } from './quality'
import { createRest } from './rest'
import { createSteady } from './steady'

export type CaptureState =
  | 'idle'
  // What was begun before is looked for, or an attempt opened.
  | 'opening'
  // The phone asks whether the camera may be used.
  | 'asking'
  | 'framing'
  // The challenge's steps, in which the camera is on: look, and then either colours or turns.
  | 'looking'
  | 'shining'
  | 'turning'
  // The pictures of a look, or of before a reload, are on their way.
  | 'uploading'
  // After a reload: a moment to get ready before the running step goes on.
  | 'resuming'
  | 'deciding'
  | 'done'
  | 'blocked'

/** Why nothing goes on by itself. */
export type Block =
  | { kind: 'CAMERA_DENIED' | 'CAMERA_NONE' | 'CAMERA_IN_USE' | 'CAMERA_INSECURE' }
  | { kind: 'NOT_A_PICTURE' | 'EXPIRED' | 'LOGGED_OUT' | 'CONSENT_MISSING' }
  /** The page itself failed; what is stored is kept. */
  | { kind: 'BROKEN' }
  | { kind: 'REFUSED'; failure: Failure }

/** A look takes so long. */
export const LOOK_MS = 3000
export const SAMPLE_EVERY_MS = 100
/** From the colour on the screen to its picture: the camera's latency and its exposure's settling. Also keeps the
 *  screen below two changes a second. */
export const SETTLE_MS = 500
/** From one picture of a colour to the next: the camera's own next one, with other noise, even in the dark (8 a second). */
export const AGAIN_MS = 150
/** For a slow turn of the head. */
export const TURN_S = 3
export const RESUME_MS = 3000
export const HINT_EVERY_MS = 400
/** So that it can be read. */
export const HINT_STANDS_MS = 1200
export const POLL_MS = 1500
/** Where a step's pictures take longer than that to send, the next ones are coarser: three of the look are 150 kB. */
export const SLOW_SEND_MS = 4000
/** So often the server may say that it is elsewhere than we are, before we finish. */
export const MISSES_MAX = 5
/** Highest frame number of the contract. */
const lastSequence = 31

export interface CaptureParts {
  port: AttemptPort
  outbox: Outbox
  source: FrameSource
  /** What the phone itself sees of faces, where it can. */
  faces?: { look: () => FaceHint | undefined; reset: () => void }
  /** The camera to begin with; the front one, if not given. */
  side?: CameraSide
  account_id: string
  /** Whom the account helps; undefined: its owner. */
  relative_id?: string
  consent_id: () => string | undefined
  /** Challenges that count; all, if not given. */
  allowed?: readonly ChallengeMode[]
  jpegOfFile: (file: Blob) => Promise<ArrayBuffer>
  /** Resolves when what the state says is on the screen. */
  painted: () => Promise<void>
}

/** Where an attempt stands. */
type Standing = { kind: 'step'; step: ChallengeStep } | { kind: 'all in' } | { kind: 'closed' }

/** Ends a way through the machine silently: the page was left, or another way begun. */
class Left extends Error {}
/** Ends the steps: the person has had enough. */
class Stopped extends Error {}
/** Ends the machine's work until the person does something. */
class Blocked extends Error {
  constructor(readonly block: Block) {
    super(block.kind)
  }
}

const standingAt = (step: ChallengeStep | undefined): Standing =>
  step ? { kind: 'step', step } : { kind: 'all in' }

/** From asking for the camera over the challenge to the decision. What was taken survives a dead network and a reload. */
export function useCapture(parts: CaptureParts) {
  const state = ref<CaptureState>('idle')
  const block = shallowRef<Block>()
  const waiting = shallowRef<Waiting>()
  const framing = createSteady<Framing>(HINT_STANDS_MS)
  const side = ref<CameraSide>(parts.side ?? 'user')
  const step = shallowRef<ChallengeStep>()
  const steps = ref(0)
  const countdown_s = ref(0)
  const taken = ref(0)
  const sent = ref(0)
  const wanted = ref(0)
  const result = shallowRef<Attempt>()

  const chosen = ref<ChallengeMode>()
  const opened = ref<ChallengeMode>()
  const instead = ['POSE', 'STATIC'] as const
  /** What the person chose, or else of the open attempt. Behind the rear camera the screen shines on nobody. */
  const mode = computed<ChallengeMode>(() => {
    const wish = chosen.value ?? opened.value ?? 'COLOUR'
    if (side.value !== 'environment' || wish !== 'COLOUR') return wish
    return instead.find((mode) => parts.allowed?.includes(mode) ?? true) ?? wish
  })
  const isCameraOn = ref(false)
  /** The camera is on, the steps run. */
  const isStepping = computed(
    () =>
      ['looking', 'shining', 'turning', 'resuming'].includes(state.value) ||
      (state.value === 'uploading' && isCameraOn.value),
  )

  const opening = new Intention()
  const rest = createRest()
  let pending: PendingAttempt | undefined
  let isLeft = false
  let isStopped = false
  let isCameraLost = false
  /** Counts openings and closings: what comes of one that was closed meanwhile is not wanted any more. */
  let cameraTurn = 0
  let isSlow = false
  let hintTimer: ReturnType<typeof setInterval> | undefined
  let seen: Omit<Seen, 'advice'> | undefined
  let advice: Advice | undefined

  const adviceLoop = new AdviceLoop({
    // What the phone sees itself comes first and costs nothing.
    picture: async () => (seen && isWorthAsking(seen) ? parts.source.snap(HINT_DETAIL) : undefined),
    ask: async (jpeg) => {
      const consent_id = parts.consent_id()
      return consent_id ? parts.port.hint(consent_id, jpeg) : { ok: false, failure: { kind: 'network' } }
    },
    tell: (value) => {
      advice = value
      tellFraming()
    },
  })

  // -------------------------------------------------------------------------------------- moving between states

  function check(): void {
    if (isLeft) throw new Left()
    if (isStopped) throw new Stopped()
  }

  function goTo(next: CaptureState): void {
    check()
    state.value = next
  }

  /** Runs one way through the machine. A second tap finds another state and does nothing. */
  async function run(from: CaptureState[], way: () => Promise<void>): Promise<void> {
    if (!from.includes(state.value)) return
    isStopped = false
    try {
      await way()
    } catch (error) {
      if (error instanceof Blocked) return blockWith(error.block)
      if (error instanceof Left) return
      blockWith({ kind: 'BROKEN' })
      throw error
    }
  }

  function blockWith(reason: Block): void {
    if (isLeft) return
    stopCamera()
    waiting.value = undefined
    block.value = reason
    state.value = 'blocked'
  }

  /** Waits, whatever happens but leaving and stopping. */
  async function pause(ms: number): Promise<void> {
    await rest.pause(ms)
    check()
  }

  /** Waits, or wakes early when the network comes back. */
  async function sleep(ms: number): Promise<void> {
    await rest.sleep(ms)
    check()
  }

  // -------------------------------------------------------------------------------------- asking the server

  const persist = createPersist({ sleep: rest.sleep, check, tell: (value) => (waiting.value = value) })

  /** Nothing goes on by itself after this refusal. */
  async function refuse(failure: Failure): Promise<never> {
    const code = codeOf(failure)
    if (code === 'UNAUTHENTICATED') throw new Blocked({ kind: 'LOGGED_OUT' })
    if (code === 'CONSENT_MISSING') throw new Blocked({ kind: 'CONSENT_MISSING' })
    if (code === 'ATTEMPT_CLOSED' || code === 'NOT_FOUND') {
      await forget()
      throw new Blocked({ kind: 'EXPIRED' })
    }
    if (code === 'ATTEMPT_EMPTY') await forget()
    throw new Blocked({ kind: 'REFUSED', failure })
  }

  async function forget(): Promise<void> {
    pending = undefined
    opened.value = undefined
    await parts.outbox.clear(parts.account_id)
  }

  function show(attempt: PendingAttempt): void {
    opened.value = attempt.mode
    steps.value = attempt.steps
    wanted.value = attempt.frames_wanted
    sent.value = attempt.sent.length
  }

  async function keep(
    attempt: Attempt,
  ): Promise<{ attempt: PendingAttempt; standing: Standing } | undefined> {
    const { capture } = attempt
    if (!capture) return undefined
    pending = {
      account_id: parts.account_id,
      ...(parts.relative_id && { relative_id: parts.relative_id }),
      attempt_id: attempt.attempt_id,
      nonce: capture.nonce,
      deadline: capture.deadline,
      mode: capture.mode,
      steps: capture.steps,
      frames_wanted: capture.frames_wanted,
      sent: [...capture.frames_received],
    }
    show(pending)
    await parts.outbox.save(pending)
    return { attempt: pending, standing: standingAt(capture.step) }
  }

  /** Asks the server where the attempt stands, and believes it. */
  async function ask(attempt: PendingAttempt): Promise<Standing> {
    const outcome = await persist(() => parts.port.get(attempt.attempt_id))
    if (!outcome.ok) return refuse(outcome.failure)
    const { capture } = outcome.value
    if (!capture) return { kind: 'closed' }
    attempt.sent = [...capture.frames_received]
    show(attempt)
    await parts.outbox.save(attempt)
    return standingAt(capture.step)
  }

  /** Sends what is stored here, and says where the attempt stands then. */
  async function send(attempt: PendingAttempt): Promise<Standing> {
    let standing: Standing | undefined
    const frames = await parts.outbox.frames(attempt.attempt_id)
    const put = (frame: PendingFrame) => parts.port.put(attempt, frame)
    // Those of a step do not wait for each other's answers.
    const ofStep = frames.filter(({ step }) => step === frames[0]?.step)
    const begun = new Map(ofStep.map((frame) => [frame, put(frame)]))
    let hasFailed = false
    let received = 0
    for (const frame of frames) {
      const outcome = await persist(async () => {
        const early = begun.get(frame)
        begun.delete(frame)
        const answer = await (early ?? put(frame))
        if (answer.ok || answer.failure.kind !== 'network') return answer
        // It failed together with one that has been sent again since.
        if (early && hasFailed) return put(frame)
        hasFailed = true
        return answer
      })
      if (outcome.ok) {
        await parts.outbox.sent(attempt, frame.sequence)
        sent.value = attempt.sent.length
        // One that went again came behind those after it, whose answers are older.
        if (outcome.value.frames_received.length >= received) {
          received = outcome.value.frames_received.length
          standing = standingAt(outcome.value.step)
        }
        continue
      }
      const code = codeOf(outcome.failure)
      if (code === 'ATTEMPT_CLOSED') return { kind: 'closed' }
      // Another step runs, or another picture has this number: what is stored here is of no use any more.
      if (code !== 'STEP_MISSED' && code !== 'IDEMPOTENCY_CONFLICT') return refuse(outcome.failure)
      await Promise.all(begun.values())
      await parts.outbox.dropFrames(attempt.attempt_id)
      return ask(attempt)
    }
    return standing ?? ask(attempt)
  }

  /** The attempt of this mode that is open already, or a new one; the server closes one of another mode. */
  async function openAttempt(
    wish: Omit<NewAttempt, 'consent_id'> & { mode: ChallengeMode },
  ): Promise<{ attempt: PendingAttempt; standing: Standing }> {
    goTo('opening')
    if (pending?.mode === wish.mode) {
      const { attempt_id } = pending
      const outcome = await persist(() => parts.port.get(attempt_id))
      if (!outcome.ok && codeOf(outcome.failure) !== 'NOT_FOUND') return refuse(outcome.failure)
      const open = outcome.ok ? await keep(outcome.value) : undefined
      if (open) return open
    }
    await forget()
    const consent_id = parts.consent_id()
    if (!consent_id) throw new Blocked({ kind: 'CONSENT_MISSING' })
    const wanted_attempt = { consent_id, ...wish }
    const key = opening.keyFor(wanted_attempt)
    const outcome = await persist(() => parts.port.open(wanted_attempt, key))
    opening.settle()
    if (!outcome.ok) return refuse(outcome.failure)
    const open = await keep(outcome.value)
    if (!open) throw new Blocked({ kind: 'EXPIRED' })
    return open
  }

  // -------------------------------------------------------------------------------------- the camera

  function tellFraming(): void {
    framing.say(seen && framingOf({ ...seen, advice }))
  }

  function look(): void {
    const quality = parts.source.look()
    seen = quality && { light: hintOf(quality), faces: parts.faces?.look() }
    tellFraming()
  }

  function stopLooking(): void {
    clearInterval(hintTimer)
    adviceLoop.stop()
    seen = undefined
    framing.drop()
  }

  function stopCamera(): void {
    stopLooking()
    cameraTurn++
    isCameraOn.value = false
    parts.source.close()
  }

  async function openCamera(): Promise<void> {
    goTo('asking')
    isCameraLost = false
    const mine = ++cameraTurn
    let fault: CameraFault | undefined
    try {
      await parts.source.open(side.value)
    } catch (error) {
      fault = error instanceof CameraError ? error.fault : 'IN_USE'
    }
    if (mine !== cameraTurn) throw new Left()
    if (fault) throw new Blocked({ kind: `CAMERA_${fault}` })
    isCameraOn.value = true
  }

  async function frame(): Promise<void> {
    await openCamera()
    goTo('framing')
    stopLooking()
    parts.faces?.reset()
    hintTimer = setInterval(look, HINT_EVERY_MS)
    adviceLoop.start()
  }

  /** Waits for a picture, unless the camera is gone. */
  async function whenThere<T>(picture: () => Promise<T | undefined>): Promise<T> {
    for (let waited_ms = 0; !isCameraLost && waited_ms < PICTURE_WAIT_MS; waited_ms += SAMPLE_EVERY_MS) {
      const value = await picture()
      check()
      if (value !== undefined) return value
      await pause(SAMPLE_EVERY_MS)
    }
    throw new Blocked({ kind: 'CAMERA_IN_USE' })
  }

  /** In a part of the time the sharpest picture. */
  async function sharpest(samples: number): Promise<ArrayBuffer> {
    let best = -1
    for (let i = 0; i < samples; i++) {
      const quality = await whenThere(async () => parts.source.look())
      if (quality.sharpness > best) {
        best = quality.sharpness
        parts.source.keep()
      }
      await pause(SAMPLE_EVERY_MS)
    }
    return parts.source.encode()
  }

  const answering = () => whenThere(() => parts.source.snap(isSlow ? SLOW_STEP_DETAIL : STEP_DETAIL))

  // -------------------------------------------------------------------------------------- the steps

  async function store(attempt: PendingAttempt, index: number, jpeg: ArrayBuffer): Promise<void> {
    const { attempt_id } = attempt
    const stored = (await parts.outbox.frames(attempt_id)).map((frame) => frame.sequence)
    const used = new Set([...attempt.sent, ...stored])
    let sequence = 0
    while (used.has(sequence) && sequence < lastSequence) sequence++
    await parts.outbox.addFrame({ attempt_id, sequence, step: index, captured_at: Date.now(), jpeg })
    taken.value = used.size + 1
  }

  /** Takes the pictures that answer a step. */
  async function answer(attempt: PendingAttempt, running: ChallengeStep): Promise<void> {
    step.value = running
    taken.value = attempt.sent.length
    const { kind, index, frames_wanted } = running
    if (kind === 'LOOK') {
      goTo('looking')
      await parts.painted()
      const samples = Math.max(1, Math.floor(LOOK_MS / frames_wanted / SAMPLE_EVERY_MS))
      for (let i = 0; i < frames_wanted; i++) await store(attempt, index, await sharpest(samples))
      if (index < attempt.steps - 1) goTo('uploading')
    } else if (kind === 'COLOUR') {
      goTo('shining')
      await parts.painted()
      for (let i = 0; i < frames_wanted; i++) {
        await pause(i === 0 ? SETTLE_MS : AGAIN_MS)
        await store(attempt, index, await answering())
      }
    } else {
      countdown_s.value = TURN_S
      goTo('turning')
      for (; countdown_s.value > 0; countdown_s.value--) await pause(1000)
      for (let i = 0; i < frames_wanted; i++) await store(attempt, index, await answering())
    }
    if (index >= attempt.steps - 1) {
      stopCamera()
      goTo('uploading')
    }
  }

  /** Answers step after step, and finishes. */
  async function walk(attempt: PendingAttempt, from: Standing, wait_ms = 0): Promise<void> {
    let standing = from
    try {
      if (wait_ms > 0) await pause(wait_ms)
      for (let misses = 0; standing.kind === 'step' && misses < MISSES_MAX;) {
        const { index, frames_wanted } = standing.step
        await answer(attempt, standing.step)
        const from_ms = performance.now()
        standing = await send(attempt)
        isSlow ||= performance.now() - from_ms > SLOW_SEND_MS
        const { step: next } = standing.kind === 'step' ? standing : { step: undefined }
        if (next?.index === index && next.frames_wanted >= frames_wanted) misses++
      }
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      waiting.value = undefined
    }
    isStopped = false
    stopCamera()
    await conclude(attempt, standing)
  }

  async function conclude(attempt: PendingAttempt, standing: Standing): Promise<void> {
    if (standing.kind === 'closed') return wait(attempt)
    goTo('deciding')
    const outcome = await persist(() => parts.port.finish(attempt.attempt_id))
    if (!outcome.ok) {
      if (codeOf(outcome.failure) === 'ATTEMPT_CLOSED') return wait(attempt)
      return refuse(outcome.failure)
    }
    if (outcome.value.state === 'DECIDED') return settle(outcome.value)
    return wait(attempt)
  }

  /** Asks until the attempt is decided. */
  async function wait(attempt: PendingAttempt): Promise<void> {
    goTo('deciding')
    for (;;) {
      const outcome = await persist(() => parts.port.get(attempt.attempt_id))
      if (!outcome.ok) return refuse(outcome.failure)
      if (outcome.value.state === 'DECIDED') return settle(outcome.value)
      if (outcome.value.state !== 'SUBMITTED') {
        await forget()
        throw new Blocked({ kind: 'EXPIRED' })
      }
      await sleep(POLL_MS)
    }
  }

  async function settle(attempt: Attempt): Promise<void> {
    await forget()
    result.value = attempt
    goTo('done')
  }

  /** Somebody else's turn: sends what is stored of the one before, which the server decides on when another one opens. */
  async function handOver(attempt: PendingAttempt): Promise<void> {
    goTo('uploading')
    show(attempt)
    taken.value = attempt.sent.length + (await parts.outbox.frames(attempt.attempt_id)).length
    if (taken.value > attempt.sent.length) await send(attempt)
    await forget()
  }

  // -------------------------------------------------------------------------------------- what the page may ask for

  /** Goes on with what was begun before, or else asks for the camera. */
  const begin = () =>
    run(['idle', 'blocked'], async () => {
      goTo('opening')
      block.value = undefined
      pending = await parts.outbox.pending(parts.account_id)
      if (pending && pending.relative_id !== parts.relative_id) await handOver(pending)
      if (!pending) return frame()
      const attempt = pending
      show(attempt)
      const stored = await parts.outbox.frames(attempt.attempt_id)
      taken.value = attempt.sent.length + stored.length
      if (stored.length > 0) goTo('uploading')
      const standing = await send(attempt)
      if (standing.kind === 'closed' && taken.value === 0) {
        await forget()
        return frame()
      }
      if (standing.kind !== 'step') return conclude(attempt, standing)
      const isOtherWay = chosen.value !== undefined && chosen.value !== attempt.mode
      if (standing.step.kind === 'LOOK' || isOtherWay) return frame()
      step.value = standing.step
      // The screen shines on who looks at it.
      if (standing.step.kind === 'COLOUR') side.value = 'user'
      await openCamera()
      goTo('resuming')
      await walk(attempt, standing, RESUME_MS)
    })

  /** Another way to prove, before the steps begin. */
  function choose(next: ChallengeMode): void {
    if (['idle', 'framing'].includes(state.value)) chosen.value = next
  }

  /** Front to rear and back; for whoever holds the phone for somebody. */
  const switchSide = () =>
    run(['framing'], async () => {
      side.value = side.value === 'user' ? 'environment' : 'user'
      await frame()
    })

  /** Opens the attempt and answers its steps. */
  const shoot = () =>
    run(['framing'], async () => {
      const { attempt, standing } = await openAttempt({
        mode: mode.value,
        uplink: adviceLoop.uplink,
        camera_name: parts.source.name(),
      })
      stopLooking()
      await walk(attempt, standing)
    })

  /** Takes a picture file instead of the camera's frames. It cannot answer a challenge. */
  const takeFile = (file: Blob) =>
    run(['asking', 'framing', 'blocked'], async () => {
      goTo('opening')
      stopCamera()
      block.value = undefined
      let jpeg: ArrayBuffer
      try {
        jpeg = await parts.jpegOfFile(file)
      } catch {
        throw new Blocked({ kind: 'NOT_A_PICTURE' })
      }
      const { attempt, standing } = await openAttempt({ mode: 'STATIC', uplink: 'SLOW' })
      if (standing.kind !== 'step' || standing.step.kind !== 'LOOK') return conclude(attempt, standing)
      goTo('uploading')
      await store(attempt, standing.step.index, jpeg)
      await conclude(attempt, await send(attempt))
    })

  /** Ends the steps at once; the server decides on what it has. */
  function stop(): void {
    if (!isStepping.value) return
    isStopped = true
    rest.end()
  }

  /** The camera stopped by itself: a call came in, or another app took it. */
  function cameraEnded(): void {
    if (state.value === 'framing') blockWith({ kind: 'CAMERA_IN_USE' })
    else if (isCameraOn.value) isCameraLost = true
  }

  /** The page is left; what is stored waits for the next `begin`. */
  function leave(): void {
    isLeft = true
    rest.end()
    stopCamera()
  }

  return {
    state,
    block,
    waiting,
    framing: framing.shown,
    side,
    mode,
    isStepping,
    isCameraOn,
    step,
    steps,
    countdown_s,
    taken,
    sent,
    wanted,
    result,
    begin,
    choose,
    switchSide,
    shoot,
    takeFile,
    stop,
    cameraEnded,
    leave,
  }
}
