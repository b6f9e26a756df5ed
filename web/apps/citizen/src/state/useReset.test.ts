import { createApi } from '@jianzai/api'
import { answer, bodyOf } from '@jianzai/api/testing'
import { afterEach, expect, it, vi } from 'vitest'
import { createReset } from './useReset'

afterEach(() => void vi.restoreAllMocks())

it('asks for the number, the code and the new password, one after the other', async () => {
  const made = createReset(createApi('http://127.0.0.1'))
  await made.next()
  expect(made.fault.value).toBe('REQUIRED')
  made.draft.login = '11010519491231002x'
  answer(202, { valid_minutes: 10, next_after_s: 60 })
  await made.next()
  expect(made.step.value).toBe('code')
  made.draft.code = '12345'
  await made.next()
  expect(made.fault.value).toBe('CODE')
  made.draft.code = '123456'
  await made.next()
  expect(made.step.value).toBe('new_password')
  made.draft.new_password = 'new-password'
  const wrong = [{ field: 'code', code: 'CODE' }]
  answer(422, { code: 'INVALID_FIELDS', message: '', request_id: '', fields: wrong })
  await made.next()
  expect([made.step.value, made.fault.value, made.draft.new_password]).toEqual([
    'code',
    'CODE',
    'new-password',
  ])
  await made.next()
  const sent = answer(204)
  await made.next()
  expect(made.state.value).toBe('done')
  expect(await bodyOf(sent)).toEqual({
    id_number: '11010519491231002X',
    code: '123456',
    new_password: 'new-password',
  })
})

it('stays where it is without a network', async () => {
  const made = createReset(createApi('http://127.0.0.1'))
  made.draft.login = '13800005678'
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('offline'))
  await made.next()
  expect([made.step.value, made.failure.value?.kind]).toEqual(['login', 'network'])
  expect(made.previous()).toBe(false)
})
