import { expect, it } from 'vitest'
import { dayText, momentDayText } from './dates'

it('writes days in Chinese and English', () => {
  expect(dayText('2026-11-04', 'zh-CN')).toBe('2026年11月4日')
  expect(dayText('2026-11-04', 'en')).toBe('4 November 2026')
})

it('takes the day in China of a UTC moment', () => {
  expect(momentDayText('2026-11-24T15:59:59.000Z', 'zh-CN')).toBe('2026年11月24日')
  expect(momentDayText('2026-11-24T16:00:00.000Z', 'zh-CN')).toBe('2026年11月25日')
})
