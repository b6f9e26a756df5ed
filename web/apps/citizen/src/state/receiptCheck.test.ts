import { describe, expect, it } from 'vitest'
import { checkedReceipt, isKey } from './receiptCheck'
import { someReceipts } from './someReceipt'

const { Ed25519, SM2 } = someReceipts
const said = {
  number: '01kc0v3xj8q2m7t5r9w4y6a1bd',
  name_masked: '王*英',
  id_number_masked: '1101**********002X',
  passed_on: '2026-11-25',
  way: 'FACE',
  next_due_on: '2027-11-30',
  agency: '甲县社会保险中心',
}

describe.each(Object.entries(someReceipts))('a receipt signed with %s', (_scheme, { key, text }) => {
  it('is genuine, and says whose it is', () => {
    expect(checkedReceipt(text, [key])).toEqual(said)
    expect(checkedReceipt(text, [SM2.key, Ed25519.key])).toEqual(said)
  })

  it('is not genuine where one character is another', () => {
    // Every one of what is said, and some of the signature.
    const bar = text.lastIndexOf('|')
    const places = [...Array(bar).keys()].filter((at) => at % 5 === 0)
    for (const at of [...places, bar, bar + 1, bar + 64, text.length - 1]) {
      const other = text[at] === '0' ? '1' : '0'
      const changed = text.slice(0, at) + other + text.slice(at + 1)
      expect(checkedReceipt(changed, [key]), `at ${at}`).toBeUndefined()
    }
    expect(checkedReceipt(text.replace('2027-11-30', '2028-11-30'), [key])).toBeUndefined()
  }, 60_000)

  it('is not genuine for another key, or none', () => {
    const other = key === SM2.key ? Ed25519.key : SM2.key
    expect(checkedReceipt(text, [other])).toBeUndefined()
    expect(checkedReceipt(text, [])).toBeUndefined()
    expect(checkedReceipt(text, [`${key.slice(0, -2)}00`])).toBeUndefined()
  })
})

it.each(['', '|', 'https://example.com', Ed25519.text.slice(0, -1), `${Ed25519.text}0`, `${Ed25519.text}\n`])(
  'takes %j for no receipt',
  (text) => expect(checkedReceipt(text, [Ed25519.key, SM2.key])).toBeUndefined(),
)

it('knows a key by its form', () => {
  expect([Ed25519.key, SM2.key].every(isKey)).toBe(true)
  expect(['', 'aa', SM2.key.slice(2), Ed25519.key.toUpperCase(), 5, null].some(isKey)).toBe(false)
})
