import type { CardAdvice, CardField, Failure, IdCardReading } from '@jianzai/api'
import { ref, shallowRef } from 'vue'
import { CARD_DETAIL, CameraError, type CameraFault, type FrameSource } from './camera'
import type { CardReader } from './cardReader'
import { hintOf, type Hint } from './quality'
import { createRest } from './rest'
import { createTurns } from './turns'
import { backoff_ms, QUEUE_RETRY_S, type Waiting } from './useCapture'

export type CardScanState =
  // Nothing runs: before the camera is asked for, or after a file that did not help.
  | 'idle'
  | 'starting'
  // The camera is on, and its pictures are read one after the other.
  | 'looking'
  // A picture that the person chose is read: taken now, or a file.
  | 'reading'
  | 'read'
  | 'blocked'

/** Why nothing goes on by itself. */
export type CardBlock =
  { kind: `CAMERA_${CameraFault}` | 'NOT_A_PICTURE' } | { kind: 'REFUSED'; failure: Failure }

/** What the person should do. BACK: that side is shown, and the other one is needed. */
export type CardHint = CardAdvice | 'BACK'

/** The front of a card: there is a number, all else may be missing. */
export type CardFront = IdCardReading & { number: CardField }

/** What was read, and the picture that it was read from. */
export interface CardResult {
  reading: CardFront
  jpeg: ArrayBuffer
}

/** From one picture of the camera to the next. */
export const CARD_EVERY_MS = 1200
/** What the phone finds dark or blurred is sent after so long all the same: the server looks closer. */
export const CARD_PATIENCE_MS = 4000
export const CARD_LOOK_MS = 200

/** A face's bounds: light from behind makes a card dark, and one that is too bright for a face may be legible. */
const localHints: Partial<Record<Hint, CardHint>> = { DARK: 'DARK', BACKLIGHT: 'DARK', BLUR: 'BLUR' }

export interface CardScanParts {
  source: FrameSource
  read: CardReader
  jpegOfFile: (file: Blob) => Promise<ArrayBuffer>
}

const isFront = (reading: IdCardReading): reading is CardFront =>
  reading.side === 'FRONT' && reading.number !== undefined

function hintFor(reading: IdCardReading): CardHint {
  return reading.side === 'BACK' ? 'BACK' : (reading.advice[0] ?? 'UNREADABLE')
}

/**
 * Reads the front of an ID card from the camera, from a picture taken on demand or from a file. Pictures are held in memory
 * only, and the camera is off as soon as the number is read.
 */
export function useCardScan(parts: CardScanParts) {
  const state = ref<CardScanState>('idle')
  const hint = ref<CardHint>()
  const waiting = shallowRef<Waiting>()
  const block = shallowRef<CardBlock>()
  const result = shallowRef<CardResult>()
  const isCameraOn = ref(false)

  const rest = createRest()
  /** One picture at a time is with the server. */
  const inTurn = createTurns()
  /** Counts the ways that were begun, so that a late answer finds that it is not wanted any more. */
  let way = 0
  /** The last number that the camera's pictures gave. */
  let seen: string | undefined
  let isCameraLost = false

  /** Begins another way; all that runs ends. */
  function turn(next: CardScanState): number {
    way++
    rest.end()
    waiting.value = undefined
    block.value = undefined
    state.value = next
    return way
  }

  function closeCamera(): void {
    isCameraOn.value = false
    parts.source.close()
  }

  function blockWith(reason: CardBlock): void {
    turn('blocked')
    closeCamera()
    hint.value = undefined
    block.value = reason
  }

  /** The server's answer, whatever it takes to get one; undefined when nobody waits for it any more. */
  async function ask(jpeg: ArrayBuffer, mine: number): Promise<IdCardReading | undefined> {
    for (let tries = 0; ; tries++) {
      const outcome = await inTurn(async () => (mine === way ? parts.read(jpeg) : undefined))
      if (mine !== way || !outcome) return undefined
      if (outcome.ok) {
        waiting.value = undefined
        return outcome.value
      }
      const { failure } = outcome
      if (failure.kind === 'network') {
        waiting.value = { kind: 'network' }
        await rest.sleep(backoff_ms(tries))
      } else if (failure.status === 503 && failure.error.code !== 'UNAVAILABLE') {
        waiting.value = { kind: 'queue', length: failure.error.queue_length }
        await rest.sleep((failure.error.retry_after_s ?? QUEUE_RETRY_S) * 1000)
      } else {
        blockWith({ kind: 'REFUSED', failure })
        return undefined
      }
      if (mine !== way) return undefined
    }
  }

  function finish(reading: CardFront, jpeg: ArrayBuffer): void {
    turn('read')
    closeCamera()
    hint.value = undefined
    result.value = { reading, jpeg }
  }

  const snap = () => parts.source.snap(CARD_DETAIL).catch(() => undefined)

  /** The camera's next picture that is worth a request, after the one of this moment. */
  async function worthSending(mine: number, since: number): Promise<ArrayBuffer | undefined> {
    for (;;) {
      await rest.pause(CARD_LOOK_MS)
      if (mine !== way) return undefined
      const waited_ms = Date.now() - since
      const quality = parts.source.look()
      if (!quality || waited_ms < CARD_EVERY_MS) continue
      const fault = localHints[hintOf(quality)]
      if (!fault || waited_ms >= CARD_PATIENCE_MS) return snap()
      // Without a card there is nothing that could be sharp.
      if (hint.value !== 'NO_CARD') hint.value = fault
    }
  }

  /** A number that is sure is taken at once, another one when it is read twice running. */
  function isBelieved({ value, is_sure }: CardField): boolean {
    const before = seen
    seen = value
    return before === undefined ? is_sure : before === value
  }

  async function watch(mine: number): Promise<void> {
    let since = Date.now()
    while (mine === way) {
      const jpeg = await worthSending(mine, since)
      since = Date.now()
      const reading = jpeg && (await ask(jpeg, mine))
      if (!reading || mine !== way) continue
      if (!isFront(reading)) hint.value = hintFor(reading)
      else if (isBelieved(reading.number)) finish(reading, jpeg)
      else hint.value = reading.advice[0]
    }
  }

  function look(): void {
    void watch(turn('looking'))
  }

  /** Opens the camera and looks; from the result, too, to read the card again. */
  async function begin(): Promise<void> {
    if (!['idle', 'blocked', 'read'].includes(state.value)) return
    const mine = turn('starting')
    hint.value = undefined
    result.value = undefined
    seen = undefined
    isCameraLost = false
    try {
      await parts.source.open('environment')
    } catch (error) {
      if (mine === way) blockWith({ kind: `CAMERA_${error instanceof CameraError ? error.fault : 'IN_USE'}` })
      return
    }
    // Not when it was left, or a file chosen, while the phone asked for permission.
    if (mine !== way) return
    isCameraOn.value = true
    look()
  }

  /** Has the present picture read, whatever the phone thinks of it. */
  async function shoot(): Promise<void> {
    if (state.value !== 'looking') return
    const mine = turn('reading')
    const jpeg = await snap()
    const reading = jpeg && (await ask(jpeg, mine))
    if (mine !== way) return
    if (reading && isFront(reading)) return finish(reading, jpeg)
    if (isCameraLost) return blockWith({ kind: 'CAMERA_IN_USE' })
    if (reading) hint.value = hintFor(reading)
    look()
  }

  async function takeFile(file: Blob): Promise<void> {
    if (state.value === 'reading' || state.value === 'read') return
    const mine = turn('reading')
    closeCamera()
    hint.value = undefined
    const jpeg = await parts.jpegOfFile(file).catch(() => undefined)
    if (mine !== way) return
    if (!jpeg) return blockWith({ kind: 'NOT_A_PICTURE' })
    const reading = await ask(jpeg, mine)
    if (mine !== way || !reading) return
    if (isFront(reading)) return finish(reading, jpeg)
    turn('idle')
    hint.value = hintFor(reading)
  }

  /** The camera stopped by itself: a call came in, or another app took it. */
  function cameraEnded(): void {
    isCameraLost = true
    if (state.value === 'looking') blockWith({ kind: 'CAMERA_IN_USE' })
  }

  function leave(): void {
    turn('idle')
    closeCamera()
    result.value = undefined
  }

  return { state, hint, waiting, block, result, isCameraOn, begin, shoot, takeFile, cameraEnded, leave }
}
