import { createApi, type Operator } from '@jianzai/api'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { exportPersons } from './exportPersons'
import { exportUnfinished } from './exportUnfinished'
import { useExport } from './useExport'
import { useOperator } from './useOperator'

const saved = vi.hoisted(() => [] as string[])
vi.mock('./services', () => ({ api: createApi('http://127.0.0.1'), service: {} }))
vi.mock('./saveFile', () => ({ saveFile: (name: string) => saved.push(name) }))

const { state, failure, part, files, job, asked, isRefused, save, begin, goOn, drop } = useExport()
const { operator, state: session } = useOperator()
const list = () => exportUnfinished('list', 'csv', '', '1309')
let asking: string[]
/** How often the file at a cursor does not come. */
let failing: Record<string, number>
/** Lets the file at a cursor come. */
let held: Record<string, Promise<void>>
const files_n = 5

beforeEach(() => {
  drop()
  operator.value = { operator_id: 'clerk' } as Operator
  session.value = 'member'
  saved.length = 0
  asking = []
  failing = {}
  held = {}
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const { searchParams, pathname } = new URL((input as Request).url)
    const cursor = searchParams.get('cursor') ?? '0'
    asking.push(cursor)
    expect(pathname).toBe('/api/v1/console/exports/unfinished.csv')
    expect(['reason', 'region', 'plan_id'].map((name) => searchParams.get(name))).toEqual([
      'CALL',
      '1309',
      null,
    ])
    await held[cursor]
    if ((failing[cursor] ?? 0) > 0) {
      failing[cursor]!--
      throw new TypeError('offline')
    }
    const next = Number(cursor) + 1
    const total = cursor === '0' ? { 'X-Total-Files': String(files_n) } : undefined
    return new Response('rows', {
      headers: next < files_n ? { 'X-Next-Cursor': String(next), ...total } : {},
    })
  })
})
afterEach(() => void vi.restoreAllMocks())

/** Lets the file at a cursor wait. */
function hold(cursor: string): () => void {
  let release = () => undefined as void
  held[cursor] = new Promise((resolve) => (release = resolve))
  return release
}
function closes(): boolean {
  const event = new Event('beforeunload', { cancelable: true })
  globalThis.dispatchEvent(event)
  return !event.defaultPrevented
}

it('asks for nothing before somebody has said what for', async () => {
  save(list())
  expect([asked.value?.name, job.value, state.value, asking]).toEqual(['list', undefined, 'idle', []])
  await begin('CALL')
  expect([asked.value, state.value, part.value, files.value]).toEqual([undefined, 'done', files_n, files_n])
})

it('goes on with the file that failed, and saves none of them twice', async () => {
  failing = { 3: 2 }
  save(list())
  await begin('CALL')
  expect([state.value, part.value, files.value, failure.value?.kind]).toEqual(['failed', 3, 5, 'network'])
  await goOn()
  expect([state.value, part.value, job.value?.name]).toEqual(['failed', 3, 'list'])
  await goOn()
  expect([state.value, part.value, failure.value]).toEqual(['done', 5, undefined])
  expect(saved).toEqual([1, 2, 3, 4, 5].map((n) => `list-${n}.csv`))
  expect(asking).toEqual(['0', '1', '2', '3', '3', '3', '4'])
  // What is whole is not asked for again.
  await goOn()
  expect(asking.length).toBe(7)
})

it('is one at a time: another one begins when it is whole or dropped', async () => {
  failing = { 1: 1 }
  save(list())
  await begin('CALL')
  save(exportPersons('people', 'csv'))
  expect([isRefused.value, asked.value, job.value?.name]).toEqual([true, undefined, 'list'])
  await goOn()
  expect([isRefused.value, state.value]).toEqual([false, 'done'])
  save(exportPersons('people', 'csv'))
  expect([isRefused.value, asked.value?.name]).toEqual([false, 'people'])
  drop()
  expect([job.value, asked.value, state.value, part.value]).toEqual([undefined, undefined, 'idle', 0])
})

it('warns before the page is closed while it runs', async () => {
  const release = hold('1')
  save(list())
  expect(closes()).toBe(true)
  const running = begin('CALL')
  await vi.waitFor(() => expect(part.value).toBe(1))
  expect(closes()).toBe(false)
  save(list())
  expect(isRefused.value).toBe(true)
  // Who cannot log in again leaves the page unasked.
  session.value = 'expired'
  expect(closes()).toBe(true)
  session.value = 'member'
  release()
  await running
  expect([state.value, closes()]).toEqual(['done', true])
})

it('is gone with its operator, and saves nothing that comes late', async () => {
  const release = hold('1')
  save(list())
  const running = begin('CALL')
  await vi.waitFor(() => expect(part.value).toBe(1))
  useOperator().expire()
  expect([state.value, job.value, part.value]).toEqual(['idle', undefined, 0])
  release()
  await running
  expect([saved, state.value]).toEqual([['list-1.csv'], 'idle'])
})
