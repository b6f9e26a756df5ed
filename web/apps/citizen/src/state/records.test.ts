import type { Attempt, Pass } from '@jianzai/api'
import { expect, it } from 'vitest'
import { recordsOf } from './records'

const attempt = (attempt_id: string, opened_at: string) => ({ attempt_id, opened_at }) as Attempt
const pass = (pass_id: string, seen_on: string): Pass => ({ pass_id, seen_on, way: 'ASSISTED' })
const names = (attempts: Attempt[], passes: Pass[], isMore: boolean) =>
  recordsOf(attempts, passes, isMore).map((one) =>
    'pass' in one ? one.pass.pass_id : one.attempt.attempt_id,
  )

// The first day of the second attempt in China is the second one in Greenwich.
const attempts = [attempt('a2', '2026-11-24T17:00:00.000Z'), attempt('a1', '2026-03-01T02:00:00.000Z')]

it('puts attempts and passes in one order of days', () => {
  expect(names(attempts, [pass('p2', '2026-11-26'), pass('p1', '2026-06-01')], false)).toEqual([
    'p2',
    'a2',
    'p1',
    'a1',
  ])
  expect(names([], [pass('p1', '2025-06-01')], false)).toEqual(['p1'])
})

it('leaves a pass out as long as attempts between are not loaded', () => {
  const passes = [pass('p2', '2026-11-25'), pass('p0', '2025-01-01')]
  expect(names(attempts, passes, true)).toEqual(['a2', 'p2', 'a1'])
  expect(names(attempts, passes, false)).toEqual(['a2', 'p2', 'a1', 'p0'])
})
