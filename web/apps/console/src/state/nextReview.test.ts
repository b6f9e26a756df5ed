import { expect, it } from 'vitest'
import { nextReview } from './nextReview'

const one = (review_id: string, more: Partial<Parameters<typeof nextReview>[0][number]> = {}) => ({
  review_id,
  due_on: '2026-11-30',
  state: 'OPEN' as const,
  is_collector: false,
  waits_for_second: false,
  ...more,
})

it('takes the first behind its own place that can be decided now', () => {
  const waiting = [
    one('a', { claimed_by: 'other' }),
    one('b', { is_collector: true }),
    one('c', { waits_for_second: true }),
    one('d', { state: 'ASKED' as const }),
    one('e'),
    one('f'),
  ]
  expect(nextReview(waiting)?.review_id).toBe('e')
  expect(nextReview(waiting, waiting[4])?.review_id).toBe('f')
  expect(nextReview(waiting.slice(0, 4))).toBeUndefined()
})

it('goes on from case to case, and round, also from one that is decided', () => {
  const waiting = [one('b'), one('c'), one('a', { due_on: '2026-12-01' })]
  const after = (own: (typeof waiting)[number], among = waiting) => nextReview(among, own)?.review_id
  expect(waiting.map((own) => after(own))).toEqual(['c', 'a', 'b'])
  expect(after(waiting[1]!, [waiting[0]!, waiting[2]!])).toBe('a')
  expect(after(waiting[0]!, [waiting[0]!])).toBeUndefined()
})
