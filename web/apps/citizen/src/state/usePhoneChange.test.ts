import { createApi, type Me } from '@jianzai/api'
import { answer, bodyOf } from '@jianzai/api/testing'
import { afterEach, expect, it, vi } from 'vitest'
import { createPhoneChange } from './usePhoneChange'

const api = createApi('http://127.0.0.1')
const me: Me = { account_id: 'a', name: '王桂兰', phone_masked: '139****5678' }

afterEach(() => void vi.restoreAllMocks())

it('changes the phone of who logs in by ID number: twice, and with the password', async () => {
  const changed = vi.fn()
  const made = createPhoneChange(api, false, changed)
  expect(made.steps).toEqual(['phone', 'phone_again', 'password'])
  made.draft.phone = '139 0000 5678'
  await made.next()
  await made.next()
  expect(made.fault.value).toBe('REQUIRED')
  made.draft.phone_again = '13900005679'
  await made.next()
  expect(made.fault.value).toBe('PHONES_DIFFER')
  made.draft.phone_again = '13900005678'
  await made.next()
  made.draft.password = 'secret-pass'
  const sent = answer(200, me)
  await made.next()
  expect(changed).toHaveBeenCalledWith(me)
  expect(await bodyOf(sent)).toEqual({
    phone: '13900005678',
    phone_again: '13900005678',
    password: 'secret-pass',
  })
})

it('sends a code to the new phone of who logs in by it', async () => {
  const made = createPhoneChange(api, true, vi.fn())
  made.draft.phone = '13900005678'
  const asked = answer(202, { valid_minutes: 10, next_after_s: 60 })
  await made.next()
  expect(await bodyOf(asked)).toEqual({ purpose: 'CHANGE_PHONE', phone: '13900005678' })
  expect(made.step.value).toBe('code')
  made.draft.code = '12345'
  await made.next()
  expect(made.fault.value).toBe('CODE')
  made.draft.code = '１２３ 456'
  await made.next()
  made.draft.password = 'secret-pass'
  answer(409, { code: 'ACCOUNT_EXISTS', message: '', request_id: '' })
  await made.next()
  expect([made.state.value, made.failure.value?.kind]).toEqual(['asking', 'refused'])
  const sent = answer(200, me)
  await made.next()
  expect((await bodyOf(sent)).code).toBe('123456')
  expect(made.previous()).toBe(true)
})
