import type { ChallengeMode, Proof } from '@jianzai/api'
import type { LocationQuery } from 'vue-router'

const all = ['COLOUR', 'POSE', 'STATIC'] as const satisfies ChallengeMode[]
const isMode = (text: unknown): text is ChallengeMode => (all as readonly unknown[]).includes(text)

/** The mode that an address asks for (`?mode=POSE`). */
export function modeIn({ mode }: LocationQuery): ChallengeMode | undefined {
  return isMode(mode) ? mode : undefined
}

/** The modes that an address leaves a choice of (`?modes=COLOUR,POSE`): all, where it says nothing. */
export function modesIn({ modes }: LocationQuery): ChallengeMode[] {
  return typeof modes === 'string' ? modes.split(',').filter(isMode) : [...all]
}

/** Whether this person may begin an attempt now. */
export function mayStart({ status, modes }: Proof): boolean {
  return (status === 'READY' || status === 'DONE') && modes?.length !== 0
}

/** What an address says of how this person's attempt begins: how the benefits take it, and the person can. */
export function startIn({ looks_only, modes = [...all] }: Proof): Record<string, string> {
  const first = looks_only && modes.includes('STATIC') ? 'STATIC' : modes[0]
  return {
    ...(first && first !== 'COLOUR' && { mode: first }),
    ...(modes.length < all.length && { modes: modes.join(',') }),
  }
}
