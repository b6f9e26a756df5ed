import type { Outcome } from '@jianzai/api'
import { expect, it } from 'vitest'
import { pagesUpTo } from './pagesUpTo'

interface Page {
  persons: number[]
  next_cursor?: string
}
let asked: number
/** Three thousand people, fifty a page. */
const pageAt = async (cursor = '0'): Promise<Outcome<Page>> => {
  asked++
  const from = Number(cursor)
  const persons = Array.from({ length: 50 }, (_, at) => from + at)
  const next_cursor = from + 50 < 3000 ? String(from + 50) : undefined
  return { ok: true, status: 200, value: { persons, next_cursor } }
}
const some = async (
  most: number,
  rowsOf = ({ persons }: Page) => persons,
  isLast?: (page: Page) => boolean,
) => {
  asked = 0
  const found = await pagesUpTo(most, pageAt, rowsOf, isLast)
  return found.ok && [found.value.rows.length, found.value.rows.at(-1), found.value.isMore, asked]
}

it('leaves nobody out of a list that is not too long, and says so', async () => {
  expect(await some(3000)).toEqual([3000, 2999, false, 60])
  expect(await some(9000)).toEqual([3000, 2999, false, 60])
})

it('asks for no more pages than it needs, and says that there are more', async () => {
  expect(await some(1000)).toEqual([1000, 999, true, 20])
  // Of which rows are taken counts what is taken.
  expect(await some(10, ({ persons }) => persons.filter((one) => one % 100 === 0))).toEqual([
    10,
    900,
    true,
    19,
  ])
})

it('stops where nothing wanted follows', async () => {
  const isPast = ({ persons }: Page) => persons.some((one) => one > 220)
  expect(await some(1000, undefined, isPast)).toEqual([250, 249, false, 5])
})

it('gives nothing where a page did not come', async () => {
  const lost: Outcome<Page> = { ok: false, failure: { kind: 'network' } }
  expect(
    await pagesUpTo(
      3000,
      async (cursor) => (cursor === '2000' ? lost : pageAt(cursor)),
      ({ persons }) => persons,
    ),
  ).toEqual(lost)
})
