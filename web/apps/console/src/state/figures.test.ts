import type { Insight } from '@jianzai/api'
import { expect, it } from 'vitest'
import {
  agreementRate,
  asked,
  attemptsByAge,
  attemptsByDay,
  attemptsByTry,
  completionOf,
  doneByWay,
  firstTryRate,
  proofsByDay,
  rateOf,
  reasons,
  refusalRate,
  tasksByAge,
  tasksByCategory,
  tasksByRegion,
} from './figures'
import { periodOf, presets } from './periods'

const insight: Insight = {
  attempts_by_day: [
    { day: '2026-11-24', result: 'PASSED', count: 5 },
    { day: '2026-11-26', result: 'NOT_PASSED', count: 2 },
    { day: '2026-11-26', result: 'PASSED', count: 1 },
  ],
  attempts_by_circumstance: [
    { result: 'PASSED', age_band: '80_89', channel: 'RELATIVE', try: 'FIRST', count: 3 },
    { result: 'NOT_PASSED', reason: 'DARK', age_band: '60_69', channel: 'SELF', try: 'FIRST', count: 1 },
    { result: 'NOT_PASSED', reason: 'DARK', age_band: '80_89', channel: 'SELF', try: 'LATER', count: 2 },
    { result: 'REVIEW', reason: 'LOW_MATCH', channel: 'SELF', try: 'FIRST', count: 9 },
    { result: 'PASSED', reason: 'REVIEW_APPROVED', age_band: '60_69', try: 'LATER', count: 4 },
  ],
  proofs_by_day: [
    { day: '2026-11-24', way: 'SELF', count: 4 },
    { day: '2026-11-24', count: 1 },
  ],
  tasks_by_category: [
    { category_code: 'urban', state: 'PASSED', count: 6 },
    { category_code: 'rural', state: 'PENDING', count: 2 },
    { category_code: 'urban', state: 'MATCHED', count: 1 },
    { category_code: 'urban', state: 'SUSPEND_PROPOSED', count: 1 },
  ],
  tasks_by_region: [
    { state: 'VERIFYING', count: 1 },
    { region: '130900000000', state: 'PASSED', count: 3 },
    { region: '130100000000', state: 'TERMINATED', count: 1 },
  ],
  tasks_by_age: [
    { state: 'PENDING', count: 2 },
    { age_band: '80_89', state: 'PASSED', count: 3 },
    { age_band: '60_69', state: 'SUSPENDED', count: 1 },
    { age_band: '80_89', state: 'VERIFYING', count: 1 },
  ],
  tasks_by_way: [
    { state: 'PENDING', count: 2 },
    { way: 'MATCHED', state: 'MATCHED', count: 4 },
    { way: 'SELF', state: 'PASSED', count: 2 },
    { way: 'ASSISTED', state: 'RESUMED', count: 1 },
    { state: 'PASSED', count: 1 },
    { way: 'SELF', state: 'TERMINATED', count: 5 },
  ],
}
const days = { from: '2026-11-24', to: '2026-11-26' }

it('has a line for each day, also for those on which nobody came', () => {
  expect(attemptsByDay(insight, days).rows).toEqual([
    { key: '2026-11-24', counts: { PASSED: 5, NOT_PASSED: 0, REVIEW: 0 }, sum: 5 },
    { key: '2026-11-25', counts: { PASSED: 0, NOT_PASSED: 0, REVIEW: 0 }, sum: 0 },
    { key: '2026-11-26', counts: { PASSED: 1, NOT_PASSED: 2, REVIEW: 0 }, sum: 3 },
  ])
  expect(proofsByDay(insight, days).rows[0]).toMatchObject({ counts: { SELF: 4, UNKNOWN: 1 }, sum: 5 })
})

it('orders ages from young to old, the unknown last', () => {
  expect(attemptsByAge(insight).rows.map(({ key, sum }) => [key, sum])).toEqual([
    ['60_69', 5],
    ['80_89', 5],
    [undefined, 9],
  ])
  expect(attemptsByTry(insight).rows.map(({ key }) => key)).toEqual(['FIRST', 'LATER'])
})

it('tells the reasons, the commonest first, and none of those that passed', () => {
  expect(reasons(insight).rows).toEqual([
    { key: 'LOW_MATCH', counts: { NOT_PASSED: 0, REVIEW: 9 }, sum: 9 },
    { key: 'DARK', counts: { NOT_PASSED: 3, REVIEW: 0 }, sum: 3 },
  ])
})

it('says with each rate of how many it is, and when these are few', () => {
  expect(firstTryRate(insight)).toEqual({ share: 0.75, of: 4, isFew: true })
  expect(refusalRate(attemptsByAge(insight).rows[1]!)).toEqual({ share: 0.4, of: 5, isFew: true })
  expect(rateOf(0, 0)).toEqual({ share: undefined, of: 0, isFew: true })
  expect(rateOf(3, 30)).toEqual({ share: 0.1, of: 30, isFew: false })
  expect(agreementRate({ for_two: 40, disputed: 10 })).toEqual({ share: 0.75, of: 40, isFew: false })
})

it('sums the states of tasks to what a leader asks for', () => {
  expect(tasksByCategory(insight).rows).toEqual([
    { key: 'rural', counts: { done: 0, waiting: 2, verifying: 0, suspended: 0, ended: 0 }, sum: 2 },
    { key: 'urban', counts: { done: 7, waiting: 0, verifying: 0, suspended: 1, ended: 0 }, sum: 8 },
  ])
  expect(tasksByRegion(insight).rows.map(({ key }) => key)).toEqual([
    '130100000000',
    '130900000000',
    undefined,
  ])
})

it('takes those whose right has ended out of who is still asked, as a plan does', () => {
  const counts = { done: 3, waiting: 1, verifying: 0, suspended: 0, ended: 4 }
  expect(completionOf({ counts, sum: 8 })).toEqual({ share: 0.75, of: 4, isFew: false })
  expect(completionOf(tasksByRegion(insight).rows[0]!).share).toBeUndefined()
})

it('counts days back from today', () => {
  expect(presets.map((preset) => periodOf(preset, '2026-03-01'))).toEqual([
    { from: '2026-02-23', to: '2026-03-01' },
    { from: '2026-01-31', to: '2026-03-01' },
    { from: '2025-12-02', to: '2026-03-01' },
    { from: '2025-03-02', to: '2026-03-01' },
  ])
})

it('says of each age how much is done, the unknown last', () => {
  expect(tasksByAge(insight).rows.map((row) => [row.key, row.counts.done, row.sum])).toEqual([
    ['60_69', 0, 1],
    ['80_89', 3, 4],
    [undefined, 0, 2],
  ])
})

it('counts what is done by how, also by assistance and data, and nothing that is not done', () => {
  expect(doneByWay(insight).rows.map(({ key, sum }) => [key, sum])).toEqual([
    ['SELF', 2],
    ['ASSISTED', 1],
    ['MATCHED', 4],
    [undefined, 1],
  ])
  expect(asked(insight)).toBe(10)
})
