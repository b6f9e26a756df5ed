import { expect, it, vi } from 'vitest'
import { comparedScore } from './useScores'

vi.mock('./services', () => ({ api: {}, service: {} }))

const attempt = { network_set: 'fusion', score: 0.41, normalised_score: 0.22 }

it('takes the score that the thresholds are for', () => {
  expect(comparedScore(attempt, { network_set: 'fusion', is_normalised: false })).toBe(0.41)
  expect(comparedScore(attempt, { network_set: 'fusion', is_normalised: true })).toBe(0.22)
})

it('compares no scores of other networks, and none that is missing', () => {
  expect(comparedScore(attempt, { network_set: 'starter', is_normalised: false })).toBeUndefined()
  const early = { network_set: 'fusion', score: 0.41 }
  expect(comparedScore(early, { network_set: 'fusion', is_normalised: true })).toBeUndefined()
})
