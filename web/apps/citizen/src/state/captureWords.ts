/** What the capture page says, as keys of the locale files: where things stand, and what helps now. */
import type { ChallengeMode, ChallengeStep, Reason } from '@jianzai/api'
import type { Block, CaptureState, Framing } from '@jianzai/capture'
import type { Patience } from './usePatience'

export interface Standing {
  state: CaptureState
  /** The steps run, with the camera on. */
  isStepping: boolean
  step: ChallengeStep['kind'] | undefined
  /** 0: the turn is over. */
  countdown_s: number
}

/** The sentence at the top. */
export function sentenceOf({ state, isStepping, step, countdown_s }: Standing): string {
  switch (state) {
    case 'framing':
    case 'opening':
    case 'looking':
    case 'shining':
    case 'resuming':
    case 'deciding':
      return `capture.${state}`
    case 'turning':
      return countdown_s === 0 ? 'capture.countdownOver' : `capture.turning.${step}`
    case 'uploading':
      return isStepping ? 'capture.sendingLook' : 'capture.uploading'
    case 'blocked':
      return 'capture.title'
    default:
      return 'capture.asking'
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
  if (state === 'idle' || state === 'asking') return 'asking'
  return state === 'opening' || state === 'uploading' || state === 'deciding' ? 'work' : undefined
}

export const patienceKey = (what: 'asking' | 'work', patience: Patience) =>
  `capture.patience.${what}.${patience}`

export const blockKeys = ({ kind }: Block): string[] =>
  kind === 'REFUSED' ? [] : [`capture.block.${kind}.what`, `capture.block.${kind}.next`]

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
