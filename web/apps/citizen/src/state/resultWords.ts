import type { Attempt } from '@jianzai/api'

export type ResultFace = 'passed' | 'notPassed' | 'review' | 'asked' | 'waiting' | 'open'

export interface Result {
  attempt: Pick<Attempt, 'mode'>
  face: ResultFace
  reason: string | undefined
  /** Whether there is something to do. */
  hasAdvice: boolean
}

/** What the page of a result says, as keys of the locale files. */
export function resultKeys({ attempt, face, reason, hasAdvice }: Result): string[] {
  const title = `result.${face}.title`
  if (!reason || face === 'waiting' || face === 'open' || face === 'asked') return [title]
  const next =
    reason === 'ACTION_MISSED' && attempt.mode === 'POSE' ? 'result.notTurned' : `reasons.${reason}.next`
  return [title, `reasons.${reason}.what`, ...(hasAdvice ? [next] : [])]
}
