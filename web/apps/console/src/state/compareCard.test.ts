import type { Person } from '@jianzai/api'
import type { CardFront } from '@jianzai/capture'
import { expect, it } from 'vitest'
import { compareCard } from './compareCard'

const person: Person = {
  person_id: '0'.repeat(26),
  name: '王桂兰',
  id_number_masked: '110105********002X',
  phone_masked: '138****5678',
  sex: 'FEMALE',
  born_on: '1949-12-31',
  entitlements: [],
}
const field = (value: string) => ({ value, confidence: 99, is_sure: true })
const card = (number: string, name?: string): CardFront => ({
  side: 'FRONT',
  advice: [],
  risks: [],
  contradictions: [],
  number: field(number),
  ...(name && { name: field(name) }),
})

it('knows the person by the whole number, the birthday included', () => {
  expect(compareCard(person, card('11010519491231002X')).isOwn).toBe(true)
  expect(compareCard(person, card('11010519501231002X')).isOwn).toBe(false)
  expect(compareCard(person, card('110105194912310038')).isOwn).toBe(false)
  expect(compareCard(person, card('11010619491231002X')).isOwn).toBe(false)
})

it('compares the name, where it was read', () => {
  expect(compareCard(person, card('1', '王桂兰')).nameOnCard).toBe('sameName')
  expect(compareCard(person, card('1', '王桂芝')).nameOnCard).toBe('otherName')
  expect(compareCard(person, card('1')).nameOnCard).toBe('noName')
})
