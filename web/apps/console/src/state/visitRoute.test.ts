import { expect, it } from 'vitest'
import { placesOf, type Visit } from './visitRoute'

function visit(name: string, due_on: string, region?: string): Visit {
  return { open: { ticket: { due_on } }, person: { name, region } } as unknown as Visit
}

it('groups visits by place in the order of the codes, the earliest due first, and who lives nowhere last', () => {
  const places = placesOf([
    visit('nowhere', '2026-11-01'),
    visit('north late', '2026-12-02', '999999102201'),
    visit('south', '2026-12-01', '999999101201'),
    visit('north early', '2026-12-01', '999999102201'),
  ])
  expect(places.map(({ region, visits }) => [region, visits.map(({ person }) => person!.name)])).toEqual([
    ['999999101201', ['south']],
    ['999999102201', ['north early', 'north late']],
    [undefined, ['nowhere']],
  ])
})
