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

/** Where a case stands in the list, which is ordered by these two; a decided one is not in it any more. */
export type Place = Pick<Review, 'due_on' | 'review_id'>
type Waiting = Place & Pick<Review, 'state' | 'claimed_by' | 'is_collector' | 'waits_for_second'>

/**
 * The first behind `own`, and then from the beginning, that somebody can decide now: not another reviewer's, not one
 * that waits for the person or for a second opinion.
 */
export function nextReview<One extends Waiting>(waiting: One[], own?: Place): One | undefined {
  const isBehind = ({ due_on, review_id }: Place) =>
    !own || due_on > own.due_on || (due_on === own.due_on && review_id > own.review_id)
  const ready = waiting.filter(
    ({ review_id, state, claimed_by, is_collector, waits_for_second }) =>
      review_id !== own?.review_id && state === 'OPEN' && !claimed_by && !is_collector && !waits_for_second,
  )
  return ready.find(isBehind) ?? ready[0]
}
