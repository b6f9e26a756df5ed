import { expect } from '@playwright/test'
import { succeeded } from './enrolment'
import type { ContractClient } from './contract'

interface Waiting {
  review_id: string
  person_id: string
}

/** What waits of that person's, on whichever page. */
async function reviewOf(reviewer: ContractClient, person_id: string): Promise<Waiting> {
  let query: Record<string, string> = {}
  for (;;) {
    const { body } = succeeded(await reviewer.call('listReviews', { query }), 200)
    const found = (body.reviews as Waiting[]).find((review) => review.person_id === person_id)
    if (found) return found
    expect(body.next_cursor, 'a review waits').toBeDefined()
    query = { cursor: String(body.next_cursor) }
  }
}

/** Decides without a page: other stories play the desk. */
export async function decide(
  reviewer: ContractClient,
  person_id: string,
  decision: 'APPROVE' | 'REJECT',
  note?: string,
): Promise<void> {
  const { review_id } = await reviewOf(reviewer, person_id)
  const json = { decision, ...(note && { note }) }
  succeeded(await reviewer.call('decideReview', { path: { review_id }, json }), 200)
}
