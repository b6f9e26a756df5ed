import { expect, it } from 'vitest'
import { consentQuery, fieldQuery } from './captureConsent'

it('tells the server how somebody agreed and to which text, and nothing of older photographs', () => {
  expect(consentQuery('SPOKEN', 'v1')).toEqual({ consent: 'SPOKEN', consent_text: 'v1' })
  expect(consentQuery('ARCHIVE', 'v1')).toEqual({})
  expect(consentQuery(undefined, 'v1')).toEqual({})
  expect(fieldQuery({ mode: 'PAPER', text_version: 'v1' })).toEqual({ consent: 'PAPER', consent_text: 'v1' })
  expect(fieldQuery(undefined)).toEqual({})
})
