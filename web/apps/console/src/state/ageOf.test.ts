import { expect, it } from 'vitest'
import { yearsBetween } from './ageOf'

it('counts whole years only', () => {
  expect(yearsBetween('2012-11-26', '2026-11-26')).toBe(14)
  expect(yearsBetween('2012-11-27', '2026-11-26')).toBe(13)
  expect(yearsBetween('2026-11-26', '2026-11-26')).toBe(0)
  expect(yearsBetween('2027-01-01', '2026-11-26')).toBe(0)
})
