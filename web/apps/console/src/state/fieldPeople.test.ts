import type { Person, Task } from '@jianzai/api'
import type { FieldCapture } from '@jianzai/capture'
import { expect, it } from 'vitest'
import { fieldRows, provedOn } from './fieldPeople'

const today = '2026-11-25'
function person(name: string, due_on: string, last_passed_on?: string): Person {
  const entitlement = { category_code: 'A', category_name: 'a', due_on, last_passed_on }
  return { person_id: name, name, id_number_masked: '9', entitlements: [entitlement] } as Person
}
const none = { tasks: [], proofs: [], captures: [], today }

it('puts the overdue first, then who is due, then who has proved', () => {
  const rows = fieldRows({
    ...none,
    persons: [
      person('proved', '2027-11-30', '2026-11-01'),
      person('never', '2027-06-30'),
      person('soon', '2026-12-31', '2025-12-01'),
      person('late', '2026-10-31', '2025-10-01'),
      person('asked', '2027-08-31', '2026-01-01'),
      person('unreached', '2027-09-30', '2026-01-01'),
    ],
    tasks: [
      { person_id: 'asked', state: 'PENDING' },
      { person_id: 'unreached', state: 'VERIFYING' },
    ] as Task[],
  })
  expect(rows.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'late OVERDUE',
    'unreached OVERDUE',
    'soon DUE',
    'never DUE',
    'asked DUE',
    'proved PROVED',
  ])
})

it('says of whom a picture is on the phone or with the agency', () => {
  const rows = fieldRows({
    ...none,
    persons: ['waits', 'refused', 'given', 'twice'].map((name) => person(name, '2026-12-31')),
    proofs: [{ person_id: 'given' }, { person_id: 'twice' }],
    captures: [
      { person: { person_id: 'waits' } },
      { person: { person_id: 'refused' }, outcome: 'PICTURE_REFUSED' },
      { person: { person_id: 'twice' } },
    ] as FieldCapture[],
  })
  expect(Object.fromEntries(rows.map(({ name, state }) => [name, state]))).toEqual({
    refused: 'DUE',
    waits: 'ON_PHONE',
    twice: 'ON_PHONE',
    given: 'HANDED_IN',
  })
})

it('takes somebody for proved from the day on which the last benefit was', () => {
  const both = person('both', '2027-11-30', '2026-11-20')
  both.entitlements.push({ ...both.entitlements[0]!, last_passed_on: '2026-11-01' })
  expect(provedOn(both)).toBe('2026-11-01')
  both.entitlements.push({ ...both.entitlements[0]!, last_passed_on: undefined })
  expect(provedOn(both)).toBeUndefined()
})
