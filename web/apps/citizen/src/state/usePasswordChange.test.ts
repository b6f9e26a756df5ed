import { createApi } from '@jianzai/api'
import { answer, bodyOf } from '@jianzai/api/testing'
import { afterEach, expect, it, vi } from 'vitest'
import { createPasswordChange } from './usePasswordChange'

afterEach(() => void vi.restoreAllMocks())

it('changes a password that is known, and asks again for one that is not', async () => {
  const made = createPasswordChange(createApi('http://127.0.0.1'))
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
  const wrong = [{ field: 'password', code: 'WRONG' }]
  answer(422, { code: 'INVALID_FIELDS', message: '', request_id: '', fields: wrong })
  await made.next()
  expect([made.step.value, made.fault.value, made.state.value]).toEqual(['password', 'WRONG', 'asking'])
  await made.next()
  const sent = answer(204)
  await made.next()
  expect(made.state.value).toBe('done')
  expect(await bodyOf(sent)).toEqual({ password: 'old-password', new_password: 'new-password' })
})
