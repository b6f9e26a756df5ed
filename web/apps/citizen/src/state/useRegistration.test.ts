import { createApi } from '@jianzai/api'
import { answer, bodyOf } from '@jianzai/api/testing'
import { afterEach, expect, it, vi } from 'vitest'
import { createRegistration, faultOf, stepOfField, type Draft } from './useRegistration'

const draft: Draft = {
  name: '王桂兰',
  id_number: '11010519491231002x',
  password: 'secret-pass',
  phone: '13800005678',
  phone_again: '138 0000 5678',
  code: '',
  accepted: true,
}

function registration() {
  const made = createRegistration(createApi('http://127.0.0.1'), () => '2026-11')
  Object.assign(made.draft, draft)
  return made
}

afterEach(() => void vi.restoreAllMocks())

it('asks one question after the other and stays where something is wrong', () => {
  const { step, next, previous, draft, faults } = registration()
  next()
  expect(step.value).toBe('id_number')
  draft.id_number = '110105194912310021'
  next()
  expect(step.value).toBe('id_number')
  expect(faults.id_number).toBe('CHECKSUM')
  draft.id_number = '11010519491231002X'
  next()
  expect(step.value).toBe('password')
  expect(previous()).toBe(true)
  expect(faults.id_number).toBeUndefined()
})

it('takes name and number from an ID card, and asks for what it did not tell', () => {
  const { step, takeCard, draft } = registration()
  const card = { name: '王桂兰', id_number: '11010519491231002X' }
  takeCard(card, false)
  expect(step.value).toBe('name')
  expect(draft).toMatchObject(card)
  takeCard({ ...card, name: '' }, true)
  expect(step.value).toBe('name')
  takeCard(card, true)
  expect(step.value).toBe('password')
})

it('names the fault of each answer', () => {
  expect(faultOf('name', { ...draft, name: ' ' })).toBe('REQUIRED')
  expect(faultOf('name', { ...draft, name: '王'.repeat(51) })).toBe('TOO_LONG')
  expect(faultOf('password', { ...draft, password: 'short' })).toBe('TOO_SHORT')
  expect(faultOf('phone', { ...draft, phone: '12' })).toBe('PHONE')
  expect(faultOf('phone_again', { ...draft, phone_again: '13800005679' })).toBe('PHONES_DIFFER')
  expect(faultOf('terms', { ...draft, accepted: false })).toBe('TERMS_NOT_ACCEPTED')
  for (const step of ['name', 'id_number', 'password', 'phone', 'phone_again', 'terms'] as const) {
    expect(faultOf(step, draft)).toBeUndefined()
  }
})

it('goes back to the first wrong answer that the server names, and loses nothing', async () => {
  const made = registration()
  made.step.value = 'terms'
  answer(422, {
    code: 'INVALID_FIELDS',
    message: '填错了',
    request_id: 'r',
    fields: [
      { field: 'phone', code: 'PHONE', message: '手机号不对' },
      { field: 'id_number', code: 'CHECKSUM', message: '校验位不对' },
    ],
  })
  await made.submit()
  expect(made.step.value).toBe('id_number')
  expect(made.state.value).toBe('asking')
  expect({ ...made.draft }).toEqual(draft)
})

it('sends one form of each number, with the same key for a retry', async () => {
  const made = registration()
  made.step.value = 'terms'
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('no network'))
  await made.submit()
  expect(made.failure.value).toEqual({ kind: 'network' })
  const again = answer(201, { account_id: 'a' })
  await made.submit()
  expect(made.state.value).toBe('done')
  expect(await bodyOf(again)).toMatchObject({ id_number: '11010519491231002X', phone_again: '13800005678' })
  made.reset()
  expect(made.draft.password).toBe('')
})

it('finds the question of a field', () => {
  expect(stepOfField('phone_again')).toBe('phone_again')
  expect(stepOfField('terms_version')).toBe('terms')
})

it('registers by phone with the code that was sent, and asks for no ID number', async () => {
  const made = registration()
  made.choose('phone')
  expect(made.steps.value).toEqual(['name', 'phone', 'code', 'password', 'terms'])
  await made.next()
  expect(made.step.value).toBe('phone')
  const asked = answer(202, { valid_minutes: 10, next_after_s: 60 })
  await made.next()
  expect(made.step.value).toBe('code')
  expect(made.code.wait_s.value).toBe(60)
  await made.next()
  expect(made.faults.code).toBe('REQUIRED')
  made.draft.code = '１２３ 456'
  await made.next()
  await made.next()
  expect(made.step.value).toBe('terms')
  expect(asked).toHaveBeenCalledTimes(1)
  const sent = answer(201, { account_id: 'a' })
  await made.submit()
  expect(made.state.value).toBe('done')
  expect((sent.mock.calls[0]![0] as Request).url).toMatch(/phone-accounts$/)
  expect(await bodyOf(sent)).toEqual({
    name: '王桂兰',
    phone: '13800005678',
    code: '123456',
    password: 'secret-pass',
    terms_version: '2026-11',
  })
})

it('asks for one code only, and goes on where one is under way', async () => {
  const made = registration()
  made.choose('phone')
  made.step.value = 'phone'
  const asked = answer(202, { valid_minutes: 10, next_after_s: 60 })
  await made.next()
  made.previous()
  await made.next()
  expect(made.step.value).toBe('code')
  expect(asked).toHaveBeenCalledTimes(1)
  // The answer to the first one was lost: the server says how long to wait.
  made.previous()
  made.draft.phone = '13800005679'
  answer(429, { code: 'TOO_MANY_TRIES', message: '', request_id: '', retry_after_s: 50 })
  await made.next()
  expect(made.step.value).toBe('code')
  expect(made.code.wait_s.value).toBe(50)
})

it('stays at the phone while no code can be sent, and goes back to a wrong one', async () => {
  const made = registration()
  made.choose('phone')
  made.step.value = 'phone'
  answer(429, { code: 'TOO_MANY_TRIES', message: '', request_id: '', retry_after_s: 40_000 })
  await made.next()
  expect(made.step.value).toBe('phone')
  expect(made.failure.value).toBeDefined()
  made.step.value = 'terms'
  answer(422, {
    code: 'INVALID_FIELDS',
    message: '',
    request_id: '',
    fields: [{ field: 'code', code: 'CODE' }],
  })
  await made.submit()
  expect(made.step.value).toBe('code')
})
