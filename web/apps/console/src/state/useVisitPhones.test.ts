import { createApi, type DisclosedPhone, type OpenTicket } from '@jianzai/api'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { SHOWN_S } from './disclosure'
import { useVisitPhones } from './useVisitPhones'

vi.mock('./services', () => ({ api: {}, service: {} }))
vi.mock('vue-router', () => ({ useRouter: () => ({}), useRoute: () => ({}) }))

const visits = ['a', 'b'].map((ticket_id) => ({ ticket: { ticket_id } }) as OpenTicket)
const answers: Response[] = []
const scope = effectScope()
const open = (known = new Map<string, DisclosedPhone>()) =>
  scope.run(() => useVisitPhones(createApi('http://127.0.0.1'), known))!

beforeEach(() => {
  answers.length = 0
  vi.stubGlobal('fetch', () => Promise.resolve(answers.shift()!))
})
afterEach(() => vi.useRealTimers())

it('shows each phone for a minute', async () => {
  vi.useFakeTimers()
  const { phones, show } = open()
  answers.push(Response.json({ phone: '1' }, { status: 201 }), Response.json({ phone: '2' }, { status: 201 }))
  expect(await show('CALL', visits)).toBe(true)
  expect(phones.value).toEqual({ a: '1', b: '2' })
  vi.advanceTimersByTime(SHOWN_S * 1000)
  expect(phones.value).toEqual({})
})

it('says why it does not show all of them', async () => {
  const { phones, failure, show, hide } = open()
  const tooMany = { code: 'TOO_MANY_TRIES', message: '', request_id: '' }
  answers.push(Response.json({ phone: '1' }, { status: 201 }), Response.json(tooMany, { status: 429 }))
  expect(await show('CALL', visits)).toBe(false)
  expect(phones.value).toEqual({ a: '1' })
  expect(failure.value).toMatchObject({ kind: 'refused' })
  hide()
  expect(phones.value).toEqual({})
})

it('asks for none twice, and not for more than an hour allows', async () => {
  const many = Array.from({ length: 61 }, (_, n) => ({ ticket: { ticket_id: `${n}` } }) as OpenTicket)
  const known = new Map<string, DisclosedPhone>([['60', { phone: '9' }]])
  const { phones, isFew, unknown, show } = open(known)
  expect([unknown(many), isFew(many)]).toEqual([60, true])
  expect(await show('CALL', many.slice(60))).toBe(true)
  expect(phones.value).toEqual({ 60: '9' })
  answers.push(Response.json({ phone: '1' }, { status: 201 }))
  expect(await show('CALL', many.slice(0, 1))).toBe(true)
  expect([phones.value, known.get('0')?.phone]).toEqual([{ 0: '1', 60: '9' }, '1'])
  known.clear()
  expect(isFew(many)).toBe(false)
})
