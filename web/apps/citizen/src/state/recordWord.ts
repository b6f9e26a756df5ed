import type { Attempt } from '@jianzai/api'

/** How a state looks: done; somebody is at it, or there is time; something is to be done; nothing. */
export type Tone = 'good' | 'wait' | 'bad' | 'soft'

/** What a record is called. */
export type RecordWord = 'PASSED' | 'NOT_PASSED' | 'REVIEW' | 'ASKED' | 'OPEN' | 'SUBMITTED' | 'EXPIRED'

export function wordOf({ state, result, review }: Attempt): RecordWord {
  if (state !== 'DECIDED') return state
  if (review?.state === 'ASKED') return 'ASKED'
  return review?.state === 'OPEN' ? 'REVIEW' : (result ?? 'SUBMITTED')
}

export const toneOfRecord: Record<RecordWord, Tone> = {
  PASSED: 'good',
  NOT_PASSED: 'bad',
  REVIEW: 'wait',
  ASKED: 'bad',
  OPEN: 'wait',
  SUBMITTED: 'wait',
  EXPIRED: 'soft',
}
