import { createApi } from '@jianzai/api'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { exportUnfinished } from './exportUnfinished'
import { useExport } from './useExport'

const saved = vi.hoisted(() => [] as string[])
vi.mock('./services', () => ({ api: createApi('http://127.0.0.1'), service: {} }))
vi.mock('./saveFile', () => ({ saveFile: (name: string) => saved.push(name) }))

let asked: string[]
/** How often the file at a cursor does not come. */
let failing: Record<string, number>
const files_n = 5

beforeEach(() => {
  saved.length = 0
  asked = []
  failing = {}
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const { searchParams, pathname } = new URL((input as Request).url)
    const cursor = searchParams.get('cursor') ?? '0'
    asked.push(cursor)
    expect([pathname, searchParams.get('plan_id')]).toEqual(['/api/v1/console/exports/unfinished.csv', null])
    if ((failing[cursor] ?? 0) > 0) {
      failing[cursor]!--
      throw new TypeError('offline')
    }
    const next = Number(cursor) + 1
    return new Response('rows', { headers: next < files_n ? { 'X-Next-Cursor': String(next) } : {} })
  })
})
afterEach(() => void vi.restoreAllMocks())

it('goes on with the file that failed, and saves none of them twice', async () => {
  failing = { 3: 2 }
  const { save, goOn, state, part, job, failure } = useExport()
  await save(exportUnfinished('list', 'csv'))
  expect([state.value, part.value, failure.value?.kind]).toEqual(['failed', 3, 'network'])
  await goOn()
  expect([state.value, part.value, job.value?.name]).toEqual(['failed', 3, 'list'])
  await goOn()
  expect([state.value, part.value, job.value, failure.value]).toEqual(['idle', 5, undefined, undefined])
  expect(saved).toEqual([1, 2, 3, 4, 5].map((n) => `list-${n}.csv`))
  expect(asked).toEqual(['0', '1', '2', '3', '3', '3', '4'])
  // What is whole is not asked for again.
  await goOn()
  expect(asked.length).toBe(7)
})

it('begins anew where the whole list is asked for again', async () => {
  failing = { 1: 1 }
  const { save, part } = useExport()
  await save(exportUnfinished('list', 'csv'))
  await save(exportUnfinished('list', 'csv'))
  expect([part.value, saved[1]]).toEqual([5, 'list-1.csv'])
})
