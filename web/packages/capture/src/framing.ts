import type { Reason } from '@jianzai/api'
import type { FaceHint } from './faceWatch'
import type { Hint } from './quality'

/** What the server said of the picture a moment ago. */
export type Advice = Reason | 'FINE'

/** The one thing to say while the camera is held. */
export type Framing = Reason | 'GOOD'

export interface Seen {
  light: Hint
  /** Undefined: not known. */
  faces: FaceHint | undefined
  advice: Advice | undefined
}

const reasons: Partial<Record<Hint, Reason>> = { DARK: 'DARK', BRIGHT: 'OVEREXPOSED', BACKLIGHT: 'BACKLIGHT' }
/** Heads that are turned or covered are none to the phone, and a pattern may be one: there the server knows better. */
const doubtful: FaceHint[] = ['NO_FACE', 'MANY_FACES', 'FINE']

/** Whether the server has more to say than the phone. */
export function isWorthAsking({ light, faces }: Omit<Seen, 'advice'>): boolean {
  return light === 'GOOD' && (faces === undefined || doubtful.includes(faces))
}

/** Light comes first: without it no face is seen. Then what the phone sees surely, what the server says, and what is left. */
export function framingOf({ light, faces, advice }: Seen): Framing {
  const ofLight = reasons[light]
  if (ofLight) return ofLight
  if (faces && !doubtful.includes(faces)) return faces as Reason
  if (light === 'BLUR') return 'BLUR'
  if (advice) return advice === 'FINE' ? 'GOOD' : advice
  return faces === undefined || faces === 'FINE' ? 'GOOD' : (faces as Reason)
}
