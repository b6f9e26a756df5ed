import type { Failure } from '@jianzai/api'
import { expect, it } from 'vitest'
import { failureText, fieldTexts } from './failure'

const t = (key: string) => key
const refused = (extra: object = {}): Failure => ({
  kind: 'refused',
  status: 422,
  error: { code: 'INVALID_FIELDS', message: '有的内容填得不对。', request_id: 'r1', ...extra },
})

it('uses the sentence of the server on a Chinese page', () => {
  expect(failureText(refused(), 'zh-CN', t)).toEqual({
    what: '有的内容填得不对。',
    next: 'errors.INVALID_FIELDS.next',
    requestId: 'r1',
  })
})

it('uses its own sentence on an English page', () => {
  expect(failureText(refused(), 'en', t).what).toBe('errors.INVALID_FIELDS.what')
})

it('does not say twice what the server has said', () => {
  const failure = refused({ message: '不对。errors.INVALID_FIELDS.next' })
  expect(failureText(failure, 'zh-CN', t).next).toBe('')
})

it('has words for a dead network', () => {
  expect(failureText({ kind: 'network' }, 'zh-CN', t)).toEqual({ what: 'network.what', next: 'network.next' })
})

it('puts the first text of each wrong field at the field', () => {
  const failure = refused({
    fields: [
      { field: 'id_number', code: 'CHECKSUM', message: '校验位不对' },
      { field: 'id_number', code: 'DATE', message: '日期不对' },
      { field: 'phone', code: 'NEW_CODE', message: '' },
    ],
  })
  const known = (key: string) => key !== 'fields.NEW_CODE'
  expect(fieldTexts(failure, 'zh-CN', t, known)).toEqual({ id_number: '校验位不对', phone: 'fields.OTHER' })
  expect(fieldTexts(failure, 'en', t, known)).toEqual({ id_number: 'fields.CHECKSUM', phone: 'fields.OTHER' })
})
