import { expect, it } from 'vitest'
import { draftOf, dropDraft } from './ticketDrafts'

it('keeps what somebody typed until it is answered, and from everybody else', () => {
  draftOf('clerk', 'one').answer = '下午再打'
  expect(draftOf('clerk', 'one').answer).toBe('下午再打')
  expect(draftOf('clerk', 'two').answer).toBe('')
  expect(draftOf('reviewer', 'one').answer).toBe('')
  dropDraft('clerk', 'one')
  expect(draftOf('clerk', 'one')).toEqual({ outcome: 'SOLVED', answer: '' })
})
