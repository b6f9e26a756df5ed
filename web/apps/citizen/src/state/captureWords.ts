/** What the capture page says, as keys of the locale files: where things stand, and what helps now. */
import type { ChallengeMode, ChallengeStep, Reason } from '@jianzai/api'
import type { Block, CaptureState, Framing } from '@jianzai/capture'
import type { Patience } from './usePatience'

export interface Standing {
  state: CaptureState
  isCameraOn: boolean
  step: ChallengeStep['kind'] | undefined
  /** 0: the turn is over. */
  countdown_s: number
}

/** The sentence at the top. */
export function sentenceOf({ state, isCameraOn, step, countdown_s }: Standing): string {
  switch (state) {
    case 'idle':
      return 'capture.preparing'
    case 'opening':
      return isCameraOn ? 'capture.opening' : 'capture.preparing'
    case 'turning':
      return countdown_s === 0 ? 'capture.countdownOver' : `capture.turning.${step}`
    case 'uploading':
      return isCameraOn ? 'capture.sendingLook' : 'capture.uploading'
    case 'done':
      return 'capture.deciding'
    case 'blocked':
      return 'capture.title'
    default:
      return `capture.${state}`
  }
}

/** Said while the camera is held. Only the advice of the server that concerns it has words. */
const framings = [
  'GOOD',
  'NO_FACE',
  'MANY_FACES',
  'TOO_FAR',
  'TOO_NEAR',
  'OFF_CENTRE',
  'TURNED',
  'TILTED',
  'DARK',
  'BACKLIGHT',
  'OVEREXPOSED',
  'BLUR',
  'EYES_CLOSED',
  'COVERED',
  'TOO_SMALL',
] as const satisfies Framing[]

export interface Hint {
  key: string
  isBad: boolean
}

export function hintOf(framing: Framing | undefined): Hint | undefined {
  if (!framing) return undefined
  const known = (framings as readonly (Reason | 'GOOD')[]).includes(framing) ? framing : 'GOOD'
  return { key: `capture.advice.${known}`, isBad: known !== 'GOOD' }
}

/** What is waited for: the camera's permission, or our own work. */
export function waitOf(state: CaptureState): 'asking' | 'work' | undefined {
  if (state === 'asking') return 'asking'
  return ['idle', 'opening', 'uploading', 'deciding'].includes(state) ? 'work' : undefined
}

/** Who is filmed is not told to lay the phone aside. */
export const patienceKey = (what: 'asking' | 'work', patience: Patience, isCameraOn: boolean) =>
  patience === 'long' && isCameraOn ? 'capture.patience.holding' : `capture.patience.${what}.${patience}`

/** `canUseFile`: where the camera does not work there is another way. */
export function blockKeys({ kind }: Block, canUseFile = false): string[] {
  if (kind === 'REFUSED') return []
  const other = canUseFile && kind.startsWith('CAMERA_') ? ['capture.otherWay'] : []
  return [`capture.block.${kind}.what`, `capture.block.${kind}.next`, ...other]
}

const afterLook: Record<ChallengeMode, string[]> = {
  COLOUR: ['capture.sendingLook', 'capture.shining'],
  POSE: [
    'capture.sendingLook',
    'capture.turning.TURN_LEFT',
    'capture.turning.TURN_RIGHT',
    'capture.turning.NOD',
    'capture.countdownOver',
  ],
  STATIC: ['capture.uploading'],
}

/** What is likely said next, and has to be there in time. */
export function nextKeys(state: CaptureState, mode: ChallengeMode): string[] {
  if (state === 'framing') return ['capture.looking']
  if (state === 'looking') return afterLook[mode]
  if (state === 'shining' || state === 'turning') return ['capture.deciding']
  return []
}
