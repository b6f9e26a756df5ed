import type { OpenTicket } from '@jianzai/api'
import { expect, it } from 'vitest'
import { placesOf } from './visitRoute'

function visit(asked_by: string, due_on: string, region?: string): OpenTicket {
  return { ticket: { due_on }, asked_by, region } as unknown as OpenTicket
}

it('groups visits by place in the order of the codes, the earliest due first, and who lives nowhere last', () => {
  const places = placesOf([
    visit('nowhere', '2026-11-01'),
    visit('north late', '2026-12-02', '999999102201'),
    visit('south', '2026-12-01', '999999101201'),
    visit('north early', '2026-12-01', '999999102201'),
  ])
  expect(places.map(({ region, visits }) => [region, visits.map(({ asked_by }) => asked_by)])).toEqual([
    ['999999101201', ['south']],
    ['999999102201', ['north early', 'north late']],
    [undefined, ['nowhere']],
  ])
})
