import type { Attempt } from '@jianzai/api'

export type OutcomeWord = 'PASSED' | 'NOT_PASSED' | 'REVIEW' | 'OPEN' | 'SUBMITTED' | 'EXPIRED'

/** The one word for an attempt in a list. */
export function outcomeWord(attempt: Attempt): OutcomeWord {
  if (attempt.state !== 'DECIDED') return attempt.state
  return attempt.review?.state === 'OPEN' || attempt.review?.state === 'ASKED'
    ? 'REVIEW'
    : (attempt.result ?? 'SUBMITTED')
}

export function toneOf(word: OutcomeWord): 'success' | 'danger' | 'warning' | 'info' {
  if (word === 'PASSED') return 'success'
  if (word === 'NOT_PASSED') return 'danger'
  return word === 'EXPIRED' ? 'info' : 'warning'
}
