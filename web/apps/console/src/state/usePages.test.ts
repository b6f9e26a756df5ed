import type { Outcome } from '@jianzai/api'
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { usePages } from './usePages'

vi.mock('./services', () => ({ api: {}, service: {} }))
vi.mock('vue-router', () => ({ useRouter: () => ({}), useRoute: () => ({}) }))

type Page = { rows: string[]; next_cursor?: string }
/** The pages that were asked for, to be answered in any order. */
function open() {
  const answers: ((page: Page) => Promise<void>)[] = []
  const call = () =>
    new Promise<Outcome<Page>>((resolve) =>
      answers.push(async (value) => {
        resolve({ ok: true, value, status: 200 })
        await flushPromises()
      }),
    )
  return { answers, ...usePages(call, (page: Page) => page.rows) }
}

it('shows one page after the other', async () => {
  const { answers, rows, cursor, load } = open()
  void load()
  await answers[0]!({ rows: ['a'], next_cursor: '1' })
  void load(cursor.value)
  await answers[1]!({ rows: ['b'] })
  expect([rows.value, cursor.value]).toEqual([['a', 'b'], undefined])
})

it('looks for a row in the pages that follow, too', async () => {
  const { answers, rows, load, find } = open()
  void load()
  await answers[0]!({ rows: ['a'], next_cursor: '1' })
  expect(await find((row) => row === 'a')).toBe('a')
  const found = find((row) => row === 'c')
  await answers[1]!({ rows: ['b'], next_cursor: '2' })
  await answers[2]!({ rows: ['c'], next_cursor: '3' })
  expect(await found).toBe('c')
  expect(rows.value).toEqual(['a', 'b', 'c'])
  const missed = find((row) => row === 'x')
  await answers[3]!({ rows: [] })
  expect(await missed).toBeUndefined()
})

it('looks no further when a page cannot be had', async () => {
  const answers: Outcome<Page>[] = [
    { ok: true, value: { rows: ['a'], next_cursor: '1' }, status: 200 },
    { ok: false, failure: { kind: 'offline' } } as unknown as Outcome<Page>,
  ]
  const { load, find, failure } = usePages(
    () => Promise.resolve(answers.shift()!),
    (page: Page) => page.rows,
  )
  await load()
  expect(await find((row) => row === 'x')).toBeUndefined()
  expect(failure.value).toBeDefined()
})

it('shows what was asked for last, whichever answer comes last', async () => {
  const { answers, rows, load } = open()
  void load()
  void load()
  await answers[1]!({ rows: ['new'] })
  await answers[0]!({ rows: ['old'], next_cursor: '1' })
  expect(rows.value).toEqual(['new'])
})

it('adds no page twice, and none to a list that has begun anew', async () => {
  const { answers, rows, load } = open()
  void load()
  await answers[0]!({ rows: ['a'], next_cursor: '1' })
  void load('1')
  void load('1')
  await answers[1]!({ rows: ['b'] })
  await answers[2]!({ rows: ['b'] })
  expect(rows.value).toEqual(['a', 'b'])
  void load('2')
  void load()
  await answers[4]!({ rows: ['x'] })
  await answers[3]!({ rows: ['c'] })
  expect(rows.value).toEqual(['x'])
})
