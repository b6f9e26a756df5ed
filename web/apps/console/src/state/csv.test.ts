import { expect, it } from 'vitest'
import { csvOf } from './csv'

it('writes what Excel opens with Chinese characters', () => {
  expect(csvOf(['日期', '通过'], [['2026-11-26', 12]])).toBe('\ufeff日期,通过\r\n2026-11-26,12\r\n')
})

it('puts quotes round what would end a cell', () => {
  expect(csvOf(['a'], [['one, "two"'], ['line\nbreak'], [undefined]])).toBe(
    '\ufeffa\r\n"one, ""two"""\r\n"line\nbreak"\r\n\r\n',
  )
})

it('lets no cell become a formula, and leaves numbers as they are', () => {
  expect(csvOf(['a'], [['=1+1'], ['+86'], ['-x'], ['@SUM'], ['\tx'], ['＝1'], [-0.5]])).toBe(
    "\ufeffa\r\n'=1+1\r\n'+86\r\n'-x\r\n'@SUM\r\n'\tx\r\n'＝1\r\n-0.5\r\n",
  )
})
