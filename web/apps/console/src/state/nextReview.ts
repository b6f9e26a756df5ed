import type { Review } from '@jianzai/api'
import { shallowRef } from 'vue'

export type Verdict = 'APPROVE' | 'REJECT' | 'ASK_MORE'

/** What was decided last: told on the page of the next case, which comes at once. */
export interface LastDecision {
  review: Pick<Review, 'review_id' | 'person_id' | 'person_name' | 'state' | 'waits_for_second' | 'due_on'>
  verdict: Verdict
  note: string
}
export const lastDecision = shallowRef<LastDecision>()

type Waiting = Pick<Review, 'review_id' | 'state' | 'claimed_by' | 'is_collector' | 'waits_for_second'>

/** The first that somebody can decide now: not another reviewer's, not one that waits for the person or for a second opinion. */
export function nextReview<One extends Waiting>(waiting: One[], but?: string): One | undefined {
  return waiting.find(
    ({ review_id, state, claimed_by, is_collector, waits_for_second }) =>
      review_id !== but && state === 'OPEN' && !claimed_by && !is_collector && !waits_for_second,
  )
}
