import { expect, it } from 'vitest'
import { nextReview } from './nextReview'

const one = (review_id: string, more: Partial<Parameters<typeof nextReview>[0][number]> = {}) => ({
  review_id,
  state: 'OPEN' as const,
  is_collector: false,
  waits_for_second: false,
  ...more,
})

it('takes the first that can be decided now', () => {
  const waiting = [
    one('a', { claimed_by: 'other' }),
    one('b', { is_collector: true }),
    one('c', { waits_for_second: true }),
    one('d', { state: 'ASKED' as const }),
    one('e'),
    one('f'),
  ]
  expect(nextReview(waiting as never)?.review_id).toBe('e')
  expect(nextReview(waiting as never, 'e')?.review_id).toBe('f')
  expect(nextReview(waiting.slice(0, 4) as never)).toBeUndefined()
})
