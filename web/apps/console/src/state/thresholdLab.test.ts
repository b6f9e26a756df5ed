import { expect, it } from 'vitest'
import { histogramOf, readLab, resultAt, shareBelow, type ScoreTally } from './thresholdLab'

const tally = (
  from: number,
  result: ScoreTally['result'],
  count: number,
  is_by_reviewer = false,
): ScoreTally => ({ from, result, count, is_by_reviewer })

const tallies = [
  tally(0.1, 'NOT_PASSED', 4),
  tally(0.3, 'PASSED', 2, true),
  tally(0.3, 'NOT_PASSED', 1, true),
  tally(0.36, 'REVIEW', 3),
  tally(0.4, 'PASSED', 50),
  tally(0.44, 'NOT_PASSED', 1, true),
]

it('decides by two thresholds', () => {
  const thresholds = { accept: 0.4, review: 0.3 }
  expect([0.42, 0.4, 0.38, 0.3, 0.28].map((from) => resultAt(from, thresholds))).toEqual([
    'PASSED',
    'PASSED',
    'REVIEW',
    'REVIEW',
    'NOT_PASSED',
  ])
  // Set lower than the other one, nothing is left to reviewers.
  expect(resultAt(0.28, { accept: 0.25, review: 0.3 })).toBe('PASSED')
  expect(resultAt(0.2, { accept: 0.25, review: 0.3 })).toBe('NOT_PASSED')
})

it('says what the stored scores would have led to', () => {
  const reading = readLab(tallies, 0.02, { accept: 0.4, review: 0.3 })
  expect(reading.count).toBe(61)
  expect(reading.was).toEqual({ PASSED: 52, NOT_PASSED: 6, REVIEW: 3 })
  expect(reading.would).toEqual({ PASSED: 51, REVIEW: 6, NOT_PASSED: 4 })
  expect(reading.above).toEqual({ approved: 0, rejected: 1 })
  expect(reading.below).toEqual({ approved: 2, rejected: 1 })
  expect(reading.unsure).toBe(0)
})

it('passes more with a lower threshold, and tells whom reviewers had rejected', () => {
  const reading = readLab(tallies, 0.02, { accept: 0.3, review: 0.3 })
  expect(reading.would).toEqual({ PASSED: 57, REVIEW: 0, NOT_PASSED: 4 })
  expect(reading.above).toEqual({ approved: 2, rejected: 2 })
  expect(reading.below).toEqual({ approved: 0, rejected: 0 })
})

it('counts the step in which the threshold lies where most of it lies', () => {
  expect(readLab([tally(0.4, 'PASSED', 7)], 0.02, { accept: 0.405, review: 0.3 })).toMatchObject({
    would: { PASSED: 7 },
    unsure: 7,
  })
  expect(readLab([tally(0.4, 'PASSED', 7)], 0.02, { accept: 0.418, review: 0.3 })).toMatchObject({
    would: { PASSED: 0, REVIEW: 7 },
    unsure: 7,
  })
  // Decimals that no binary number is.
  expect(readLab([tally(0.30000000000000004, 'PASSED', 1)], 0.1, { accept: 0.3, review: 0.2 })).toMatchObject(
    { would: { PASSED: 1 }, unsure: 0 },
  )
})

it('has nothing to say of nothing', () => {
  expect(readLab([], 0.02, { accept: 0.4, review: 0.3 })).toMatchObject({ count: 0, unsure: 0 })
  expect(histogramOf([], 0.02)).toEqual([])
  expect(shareBelow([], 0.02, 0.4)).toBeUndefined()
})

it('shows the empty steps between the others, too', () => {
  const bars = histogramOf(
    [tally(-0.04, 'NOT_PASSED', 1), tally(0.02, 'PASSED', 3), tally(0.02, 'REVIEW', 2)],
    0.02,
  )
  expect(bars.map(({ from }) => from)).toEqual([-0.04, -0.02, 0, 0.02])
  expect(bars.at(-1)!.counts).toEqual({ PASSED: 3, NOT_PASSED: 0, REVIEW: 2 })
  expect(bars[1]!.counts).toEqual({ PASSED: 0, NOT_PASSED: 0, REVIEW: 0 })
})

it('says how many lie below a score', () => {
  expect(shareBelow(tallies, 0.02, 0.32)).toBeCloseTo(7 / 61)
  expect(shareBelow(tallies, 0.02, 0)).toBe(0)
  expect(shareBelow(tallies, 0.02, 1)).toBe(1)
})
