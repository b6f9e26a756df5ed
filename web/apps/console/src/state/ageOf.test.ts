import { expect, it } from 'vitest'
import { daysUntil, yearsBetween } from './ageOf'

it('counts whole years only', () => {
  expect(yearsBetween('2012-11-26', '2026-11-26')).toBe(14)
  expect(yearsBetween('2012-11-27', '2026-11-26')).toBe(13)
  expect(yearsBetween('2026-11-26', '2026-11-26')).toBe(0)
  expect(yearsBetween('2027-01-01', '2026-11-26')).toBe(0)
})

it('counts days forth and back', () => {
  expect(daysUntil('2026-12-01', '2026-11-26')).toBe(5)
  expect(daysUntil('2026-11-26', '2026-11-26')).toBe(0)
  expect(daysUntil('2026-11-20', '2026-11-26')).toBe(-6)
})
