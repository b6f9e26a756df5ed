import { groupIdNumber } from '@jianzai/ui'
import { expect, it } from 'vitest'
import { DELETE, groupLoginName, press, regroup } from './grouped'

const type = (keys: string[], text = '') =>
  keys.reduce((edit, key) => press(key, edit.text, edit.caret, edit.caret, groupIdNumber), {
    text,
    caret: text.length,
  })

it('writes an ID number in groups as its keys are pressed', () => {
  expect(type([...'11010519491231002X'])).toEqual({ text: '110105 19491231 002X', caret: 20 })
})

it('takes back the last digit, never a blank alone', () => {
  expect(type([DELETE], '110105 1')).toEqual({ text: '110105', caret: 6 })
  expect(press(DELETE, '110105 1949', 7, 7, groupIdNumber)).toEqual({ text: '110101 949', caret: 5 })
  expect(type([DELETE], '')).toEqual({ text: '', caret: 0 })
})

it('puts right what is in the middle', () => {
  // The caret stays behind the digit that came, wherever the blanks went.
  expect(press('2', '110105 19491231', 6, 6, groupIdNumber)).toEqual({ text: '110105 21949123 1', caret: 8 })
  expect(press('9', '110105 19491231', 8, 10, groupIdNumber)).toEqual({ text: '110105 1991231', caret: 9 })
  expect(press(DELETE, '110105 19491231', 8, 10, groupIdNumber)).toEqual({ text: '110105 191231', caret: 8 })
})

it('groups what is pasted', () => {
  const text = '１１０１０５-19491231-002x'
  expect(regroup({ text, caret: text.length }, groupIdNumber)).toEqual({
    text: '110105 19491231 002X',
    caret: 20,
  })
})

it('leaves a phone number as it is until it can only be an ID number', () => {
  expect(groupLoginName('138 0000 5678')).toBe('13800005678')
  expect(groupLoginName('130105194912')).toBe('130105 194912')
  expect(groupLoginName('4405241')).toBe('440524 1')
})
