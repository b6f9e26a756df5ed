import type { CardAdvice, CardField, Failure, IdCardReading } from '@jianzai/api'
import { ref, shallowRef } from 'vue'
import { CARD_DETAIL, CameraError, PICTURE_WAIT_MS, type CameraFault, type FrameSource } from './camera'
import type { CardReader } from './cardReader'
import { createPersist, type Waiting } from './persist'
import { hintOf, type Hint } from './quality'
import { createRest } from './rest'
import { createSteady } from './steady'
import { createTurns } from './turns'

export type CardScanState =
  // Nothing runs: before the camera is asked for, or after a file or a long look that did not help.
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

/** What the person should do. BACK: that side is shown, and the other one is needed. GIVEN_UP: looking took too long. */
type CardHint = CardAdvice | 'BACK' | 'GIVEN_UP'

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
/** From one picture to the next while there is no card. */
export const CARD_NONE_EVERY_MS = 3000
/** After that the camera is closed: the phone was laid aside, or this card cannot be read. */
export const CARD_LOOK_MAX_MS = 90_000
/** A hint is not replaced before it could be read. */
export const HINT_STANDS_MS = 2500

/** A face's bounds: light from behind makes a card dark, and one that is too bright for a face may be legible. */
const localHints: Partial<Record<Hint, CardHint>> = { DARK: 'DARK', BACKLIGHT: 'DARK', BLUR: 'BLUR' }

/** Another way was begun, and nobody waits for this answer. */
class Superseded extends Error {}

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
  const hint = createSteady<CardHint>(HINT_STANDS_MS)
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
  let lookTimer: ReturnType<typeof setTimeout> | undefined

  /** Begins another way; all that runs ends. */
  function turn(next: CardScanState): number {
    way++
    clearTimeout(lookTimer)
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
    hint.drop()
    block.value = reason
  }

  /** Nobody aims while the page is in the background. */
  async function whileHidden(mine: number): Promise<void> {
    while (document.hidden && mine === way) await rest.pause(CARD_LOOK_MS)
  }

  /** The server's answer, whatever it takes to get one; undefined when nobody waits for it any more. */
  async function ask(jpeg: ArrayBuffer, mine: number): Promise<IdCardReading | undefined> {
    const check = () => {
      if (mine !== way) throw new Superseded()
    }
    const sleep = async (ms: number) => {
      await rest.sleep(ms)
      await whileHidden(mine)
    }
    const persist = createPersist({ sleep, check, tell: (value) => (waiting.value = value) })
    const read = () =>
      inTurn(async () => {
        check()
        return parts.read(jpeg)
      })
    try {
      const outcome = await persist(read)
      if (outcome.ok) return outcome.value
      blockWith({ kind: 'REFUSED', failure: outcome.failure })
    } catch (error) {
      if (!(error instanceof Superseded)) throw error
    }
    return undefined
  }

  function finish(reading: CardFront, jpeg: ArrayBuffer): void {
    turn('read')
    closeCamera()
    hint.drop()
    result.value = { reading, jpeg }
  }

  const snap = () => parts.source.snap(CARD_DETAIL).catch(() => undefined)

  /** The camera's next picture that is worth a request, after the one of this moment. */
  async function worthSending(mine: number, since: number): Promise<ArrayBuffer | undefined> {
    const every_ms = hint.latest() === 'NO_CARD' ? CARD_NONE_EVERY_MS : CARD_EVERY_MS
    let missed_ms = 0
    for (;;) {
      await rest.pause(CARD_LOOK_MS)
      await whileHidden(mine)
      if (mine !== way) return undefined
      const waited_ms = Date.now() - since
      const quality = parts.source.look()
      missed_ms = quality ? 0 : missed_ms + CARD_LOOK_MS
      if (missed_ms >= PICTURE_WAIT_MS) {
        blockWith({ kind: 'CAMERA_IN_USE' })
        return undefined
      }
      if (!quality || waited_ms < every_ms) continue
      const fault = localHints[hintOf(quality)]
      if (!fault || waited_ms >= CARD_PATIENCE_MS) return snap()
      // Without a card there is nothing that could be sharp.
      if (hint.latest() !== 'NO_CARD') hint.say(fault)
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
      if (!isFront(reading)) hint.say(hintFor(reading))
      else if (isBelieved(reading.number)) finish(reading, jpeg)
      else hint.say(reading.advice[0])
    }
  }

  function look(): void {
    const mine = turn('looking')
    lookTimer = setTimeout(giveUp, CARD_LOOK_MAX_MS)
    void watch(mine)
  }

  function giveUp(): void {
    turn('idle')
    closeCamera()
    hint.drop()
    hint.say('GIVEN_UP')
  }

  /** Opens the camera and looks; from the result, too, to read the card again. */
  async function begin(): Promise<void> {
    if (!['idle', 'blocked', 'read'].includes(state.value)) return
    const mine = turn('starting')
    hint.drop()
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
    hint.drop()
    const jpeg = await snap()
    const reading = jpeg && (await ask(jpeg, mine))
    if (mine !== way) return
    if (reading && isFront(reading)) return finish(reading, jpeg)
    if (isCameraLost) return blockWith({ kind: 'CAMERA_IN_USE' })
    if (reading) hint.say(hintFor(reading))
    look()
  }

  async function takeFile(file: Blob): Promise<void> {
    if (state.value === 'reading' || state.value === 'read') return
    const mine = turn('reading')
    closeCamera()
    hint.drop()
    const jpeg = await parts.jpegOfFile(file).catch(() => undefined)
    if (mine !== way) return
    if (!jpeg) return blockWith({ kind: 'NOT_A_PICTURE' })
    const reading = await ask(jpeg, mine)
    if (mine !== way || !reading) return
    if (isFront(reading)) return finish(reading, jpeg)
    turn('idle')
    hint.say(hintFor(reading))
  }

  /** The camera stopped by itself: a call came in, or another app took it. */
  function cameraEnded(): void {
    isCameraLost = true
    if (state.value === 'starting' || state.value === 'looking') blockWith({ kind: 'CAMERA_IN_USE' })
  }

  function leave(): void {
    turn('idle')
    closeCamera()
    hint.drop()
    result.value = undefined
  }

  return {
    state,
    hint: hint.shown,
    waiting,
    block,
    result,
    isCameraOn,
    begin,
    shoot,
    takeFile,
    cameraEnded,
    leave,
  }
}
