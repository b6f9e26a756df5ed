import { codeOf, Intention, type Attempt, type Failure, type Outcome } from '@jianzai/api'
import { ref, shallowRef } from 'vue'
import type { AttemptPort } from './attemptPort'
import { CameraError, type CameraSide, type FrameSource } from './camera'
import type { Outbox, PendingAttempt } from './outbox'
import { hintOf, type Hint } from './quality'

export type CaptureState =
  'idle' | 'asking' | 'framing' | 'opening' | 'capturing' | 'uploading' | 'deciding' | 'done' | 'blocked'

/** Why nothing goes on by itself. */
export type Block =
  | { kind: 'CAMERA_DENIED' | 'CAMERA_NONE' | 'CAMERA_IN_USE' | 'CAMERA_INSECURE' }
  | { kind: 'NOT_A_PICTURE' | 'EXPIRED' | 'LOGGED_OUT' | 'CONSENT_MISSING' }
  | { kind: 'REFUSED'; failure: Failure }

/** What is waited for while the machine goes on by itself. */
export type Waiting = { kind: 'network' } | { kind: 'queue'; length: number | undefined }

export const CAPTURE_MS = 3000
export const SAMPLE_EVERY_MS = 100
export const HINT_EVERY_MS = 400
export const POLL_MS = 1500
export const QUEUE_RETRY_S = 3
export const INTERNAL_TRIES = 5
/** Highest frame number of the contract. */
const lastSequence = 7

/** Waiting before try n+1 while the network is dead: 1, 2, 4, 8, 15, 15 ... seconds. */
export function backoff_ms(tries: number): number {
  return Math.min(1000 * 2 ** tries, 15_000)
}

export interface CaptureParts {
  port: AttemptPort
  outbox: Outbox
  source: FrameSource
  account_id: string
  consent_id: () => string | undefined
  jpegOfFile: (file: Blob) => Promise<ArrayBuffer>
}

/** Ends the machine's work silently: the page was left. */
class Left extends Error {}

/** From asking for the camera to the decision. What was taken survives a dead network and a reload. */
export function useCapture(parts: CaptureParts) {
  const state = ref<CaptureState>('idle')
  const block = shallowRef<Block>()
  const waiting = shallowRef<Waiting>()
  const hint = ref<Hint>()
  const side = ref<CameraSide>('user')
  const taken = ref(0)
  const sent = ref(0)
  const wanted = ref(0)
  const result = shallowRef<Attempt>()

  const opening = new Intention()
  let pending: PendingAttempt | undefined
  let isLeft = false
  let hintTimer: ReturnType<typeof setInterval> | undefined

  function goTo(next: CaptureState): void {
    if (isLeft) throw new Left()
    state.value = next
  }

  function blockWith(reason: Block): void {
    stopCamera()
    waiting.value = undefined
    block.value = reason
    state.value = 'blocked'
  }

  function stopCamera(): void {
    clearInterval(hintTimer)
    hint.value = undefined
    parts.source.close()
  }

  /** Sleeps, or wakes early when the network comes back. */
  function sleep(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        clearTimeout(timer)
        globalThis.removeEventListener('online', wake)
        if (isLeft) reject(new Left())
        else resolve()
      }
      const timer = setTimeout(wake, ms)
      globalThis.addEventListener('online', wake)
    })
  }

  /** Repeats a call until the server has answered for good. Every call may be repeated without harm. */
  async function persist<T>(call: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    let internalTries = 0
    for (let tries = 0; ; tries++) {
      const outcome = await call()
      if (isLeft) throw new Left()
      if (outcome.ok) {
        waiting.value = undefined
        return outcome
      }
      const { failure } = outcome
      const code = codeOf(failure)
      if (failure.kind === 'network') {
        waiting.value = { kind: 'network' }
        await sleep(backoff_ms(tries))
      } else if (code === 'BUSY') {
        waiting.value = { kind: 'queue', length: failure.error.queue_length }
        await sleep((failure.error.retry_after_s ?? QUEUE_RETRY_S) * 1000)
      } else if ((code === 'UNAVAILABLE' || code === 'INTERNAL') && ++internalTries < INTERNAL_TRIES) {
        waiting.value = { kind: 'network' }
        await sleep(failure.error.retry_after_s ? failure.error.retry_after_s * 1000 : backoff_ms(tries))
      } else {
        waiting.value = undefined
        return outcome
      }
    }
  }

  async function refuse(failure: Failure): Promise<void> {
    const code = codeOf(failure)
    if (code === 'UNAUTHENTICATED') return blockWith({ kind: 'LOGGED_OUT' })
    if (code === 'CONSENT_MISSING') return blockWith({ kind: 'CONSENT_MISSING' })
    if (code === 'ATTEMPT_CLOSED' || code === 'NOT_FOUND') {
      await forget()
      return blockWith({ kind: 'EXPIRED' })
    }
    if (code === 'ATTEMPT_EMPTY') await forget()
    blockWith({ kind: 'REFUSED', failure })
  }

  async function forget(): Promise<void> {
    pending = undefined
    await parts.outbox.clear(parts.account_id)
  }

  /** Runs one way through the machine; a page that was left stops it without a word. */
  async function run(way: () => Promise<void>): Promise<void> {
    try {
      await way()
    } catch (error) {
      if (!(error instanceof Left)) throw error
    }
  }

  /** Goes on with what was taken before, or else asks for the camera. */
  const begin = () =>
    run(async () => {
      if (state.value !== 'idle' && state.value !== 'blocked') return
      goTo('asking')
      block.value = undefined
      pending = await parts.outbox.pending(parts.account_id)
      if (pending?.complete) {
        wanted.value = pending.frames_wanted
        await upload(pending)
      } else {
        await openCamera()
      }
    })

  async function openCamera(): Promise<void> {
    goTo('asking')
    try {
      await parts.source.open(side.value)
    } catch (error) {
      blockWith({ kind: `CAMERA_${error instanceof CameraError ? error.fault : 'IN_USE'}` })
      return
    }
    if (isLeft) {
      parts.source.close()
      return
    }
    goTo('framing')
    clearInterval(hintTimer)
    hintTimer = setInterval(() => {
      const quality = parts.source.look()
      hint.value = quality && hintOf(quality)
    }, HINT_EVERY_MS)
  }

  /** Front to rear and back; for whoever holds the phone for somebody. */
  const switchSide = () =>
    run(async () => {
      if (state.value !== 'framing') return
      side.value = side.value === 'user' ? 'environment' : 'user'
      await openCamera()
    })

  /** Takes the frames. A second tap finds another state and does nothing. */
  const shoot = () =>
    run(async () => {
      if (state.value !== 'framing') return
      const attempt = await openAttempt()
      if (!attempt) return
      goTo('capturing')
      clearInterval(hintTimer)
      await takeFrames(attempt)
      stopCamera()
      attempt.complete = true
      await parts.outbox.save(attempt)
      await upload(attempt)
    })

  /** Takes a picture file instead of the camera's frames. */
  const takeFile = (file: Blob) =>
    run(async () => {
      if (state.value !== 'framing' && state.value !== 'blocked') return
      let jpeg: ArrayBuffer
      try {
        jpeg = await parts.jpegOfFile(file)
      } catch {
        blockWith({ kind: 'NOT_A_PICTURE' })
        return
      }
      block.value = undefined
      const attempt = await openAttempt()
      if (!attempt) return
      stopCamera()
      goTo('capturing')
      const sequence = (await missing(attempt))[0]
      if (sequence !== undefined) {
        await parts.outbox.addFrame({ attempt_id: attempt.attempt_id, sequence, jpeg })
      }
      attempt.complete = true
      await parts.outbox.save(attempt)
      await upload(attempt)
    })

  /** The attempt that is open already, or a new one. */
  async function openAttempt(): Promise<PendingAttempt | undefined> {
    goTo('opening')
    const consent_id = parts.consent_id()
    if (pending) {
      const { attempt_id } = pending
      const outcome = await persist(() => parts.port.get(attempt_id))
      if (outcome.ok && outcome.value.capture) return keepAttempt(outcome.value)
      if (!outcome.ok && codeOf(outcome.failure) !== 'NOT_FOUND') {
        await refuse(outcome.failure)
        return undefined
      }
      await forget()
    }
    if (!consent_id) {
      blockWith({ kind: 'CONSENT_MISSING' })
      return undefined
    }
    const outcome = await persist(() => parts.port.open(consent_id, opening.keyFor(consent_id)))
    if (!outcome.ok) {
      opening.settle()
      await refuse(outcome.failure)
      return undefined
    }
    opening.settle()
    return keepAttempt(outcome.value)
  }

  async function keepAttempt(attempt: Attempt): Promise<PendingAttempt | undefined> {
    const { capture } = attempt
    if (!capture) {
      blockWith({ kind: 'EXPIRED' })
      return undefined
    }
    pending = {
      account_id: parts.account_id,
      attempt_id: attempt.attempt_id,
      nonce: capture.nonce,
      deadline: capture.deadline,
      frames_wanted: capture.frames_wanted,
      sent: [...capture.frames_received],
      complete: false,
    }
    wanted.value = capture.frames_wanted
    await parts.outbox.save(pending)
    return pending
  }

  /** Numbers of frames that are neither sent nor stored here. */
  async function missing(attempt: PendingAttempt): Promise<number[]> {
    const stored = (await parts.outbox.frames(attempt.attempt_id)).map((frame) => frame.sequence)
    const used = new Set([...attempt.sent, ...stored])
    const free: number[] = []
    for (let sequence = 0; sequence <= lastSequence; sequence++) {
      if (!used.has(sequence)) free.push(sequence)
    }
    return free.slice(0, Math.max(0, attempt.frames_wanted - used.size))
  }

  /** In each part of the time the sharpest picture. */
  async function takeFrames(attempt: PendingAttempt): Promise<void> {
    const sequences = await missing(attempt)
    const samples = Math.max(1, Math.floor(CAPTURE_MS / Math.max(1, sequences.length) / SAMPLE_EVERY_MS))
    taken.value = attempt.frames_wanted - sequences.length
    for (const sequence of sequences) {
      let best = -1
      for (let i = 0; i < samples || best < 0; i++) {
        const quality = parts.source.look()
        if (quality && quality.sharpness > best) {
          best = quality.sharpness
          parts.source.keep()
        }
        await sleep(SAMPLE_EVERY_MS)
      }
      const jpeg = await parts.source.encode()
      await parts.outbox.addFrame({ attempt_id: attempt.attempt_id, sequence, jpeg })
      taken.value++
    }
  }

  async function upload(attempt: PendingAttempt): Promise<void> {
    goTo('uploading')
    const frames = await parts.outbox.frames(attempt.attempt_id)
    sent.value = attempt.sent.length
    taken.value = attempt.sent.length + frames.length
    for (const frame of frames) {
      const outcome = await persist(() =>
        parts.port.put(attempt.attempt_id, attempt.nonce, frame.sequence, frame.jpeg),
      )
      if (!outcome.ok) {
        const code = codeOf(outcome.failure)
        if (code === 'ATTEMPT_CLOSED') {
          await wait(attempt)
          return
        }
        // Another picture has this number already: the server has its frame.
        if (code !== 'IDEMPOTENCY_CONFLICT') {
          await refuse(outcome.failure)
          return
        }
      }
      await parts.outbox.sent(attempt, frame.sequence)
      sent.value = attempt.sent.length
    }
    await decide(attempt)
  }

  async function decide(attempt: PendingAttempt): Promise<void> {
    goTo('deciding')
    const outcome = await persist(() => parts.port.finish(attempt.attempt_id))
    if (!outcome.ok) {
      if (codeOf(outcome.failure) === 'ATTEMPT_CLOSED') await wait(attempt)
      else await refuse(outcome.failure)
    } else if (outcome.value.state === 'DECIDED') {
      await settle(outcome.value)
    } else {
      await wait(attempt)
    }
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
        return blockWith({ kind: 'EXPIRED' })
      }
      await sleep(POLL_MS)
    }
  }

  async function settle(attempt: Attempt): Promise<void> {
    await forget()
    result.value = attempt
    goTo('done')
  }

  /** The camera stopped by itself: a call came in, or another app took it. */
  function cameraEnded(): void {
    if (state.value === 'framing') blockWith({ kind: 'CAMERA_IN_USE' })
  }

  /** The page is left; what is stored waits for the next `begin`. */
  function leave(): void {
    isLeft = true
    stopCamera()
  }

  return {
    state,
    block,
    waiting,
    hint,
    side,
    taken,
    sent,
    wanted,
    result,
    begin,
    switchSide,
    shoot,
    takeFile,
    cameraEnded,
    leave,
  }
}
