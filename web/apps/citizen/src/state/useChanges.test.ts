import { createApi, type Me } from '@jianzai/api'
import { afterEach, expect, it, vi } from 'vitest'
import { createPasswordChange } from './usePasswordChange'
import { createPhoneChange } from './usePhoneChange'

const api = createApi('http://127.0.0.1')
const me: Me = { account_id: 'a', name: '王桂兰', phone_masked: '139****5678' }

function answer(status: number, body?: object) {
  vi.restoreAllMocks()
  return vi.spyOn(globalThis, 'fetch').mockImplementation(
    async () =>
      new Response(body ? JSON.stringify(body) : null, {
        status,
        headers: { 'content-type': 'application/json' },
      }),
  )
}
const refusal = (field: string, code: string) => ({
  code: 'INVALID_FIELDS',
  message: '',
  request_id: '',
  fields: [{ field, code }],
})
const bodyOf = (sent: ReturnType<typeof answer>) => (sent.mock.calls[0]![0] as Request).json()

afterEach(() => void vi.restoreAllMocks())

it('changes a password that is known, and asks again for one that is not', async () => {
  const made = createPasswordChange(api)
  await made.next()
  expect(made.fault.value).toBe('REQUIRED')
  Object.assign(made.draft, { password: 'old-password', new_password: 'old-password' })
  await made.next()
  await made.next()
  expect(made.fault.value).toBe('SAME_PASSWORD')
  made.draft.new_password = 'short'
  await made.next()
  expect(made.fault.value).toBe('TOO_SHORT')
  made.draft.new_password = 'new-password'
  answer(422, refusal('password', 'WRONG'))
  await made.next()
  expect([made.step.value, made.fault.value, made.state.value]).toEqual(['password', 'WRONG', 'asking'])
  await made.next()
  const sent = answer(204)
  await made.next()
  expect(made.state.value).toBe('done')
  expect(await bodyOf(sent)).toEqual({ password: 'old-password', new_password: 'new-password' })
})

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
