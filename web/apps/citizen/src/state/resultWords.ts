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
export interface ResultWords {
  title: string
  what?: string
  next?: string
}

export function resultWords({ attempt, face, reason, hasAdvice }: Result): ResultWords {
  const title = `result.${face}.title`
  if (!reason || face === 'waiting' || face === 'open' || face === 'asked') return { title }
  const isTurn = reason === 'ACTION_MISSED' && attempt.mode === 'POSE'
  const next = isTurn ? 'result.notTurned' : `reasons.${reason}.next`
  return { title, what: `reasons.${reason}.what`, ...(hasAdvice && { next }) }
}

/** The same, in the order in which it is said aloud. */
export const resultKeys = (result: Result): string[] => Object.values(resultWords(result))
