import type { Outcome } from '@jianzai/api'
import { expect, it } from 'vitest'
import { allPages } from './allPages'

interface Page {
  persons: number[]
  next_cursor?: string
}
/** Three thousand people, fifty a page. */
const pageAt = async (cursor = '0'): Promise<Outcome<Page>> => {
  const from = Number(cursor)
  const persons = Array.from({ length: 50 }, (_, at) => from + at)
  const next_cursor = from + 50 < 3000 ? String(from + 50) : undefined
  return { ok: true, status: 200, value: { persons, next_cursor } }
}

it('leaves nobody out of a long list', async () => {
  const all = await allPages(pageAt, ({ persons }) => persons)
  expect(all.ok && [all.value.length, all.value.at(-1)]).toEqual([3000, 2999])
})

it('gives nothing where a page did not come', async () => {
  const lost: Outcome<Page> = { ok: false, failure: { kind: 'network' } }
  expect(
    await allPages(
      async (cursor) => (cursor === '2000' ? lost : pageAt(cursor)),
      ({ persons }) => persons,
    ),
  ).toEqual(lost)
})
