import type { ChallengeMode } from '@jianzai/api'
import type { LocationQuery } from 'vue-router'

const modes: readonly string[] = ['COLOUR', 'POSE', 'STATIC'] satisfies ChallengeMode[]

/** The mode that an address asks for (`?mode=POSE`). */
export function modeIn({ mode }: LocationQuery): ChallengeMode | undefined {
  return typeof mode === 'string' && modes.includes(mode) ? (mode as ChallengeMode) : undefined
}
