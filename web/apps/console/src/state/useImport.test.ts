import type { Import } from '@jianzai/api'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useImport } from './useImport'
import { useOperator } from './useOperator'

interface Options {
  params: { path: { import_id: string } }
}
type Answer = { data: Import; response: Response } | { error: object; response: Response }
/** Calls that have no answer yet, the oldest first. */
const waiting = vi.hoisted(() => [] as { call: string; resolve: (answer: Answer) => void }[])
vi.mock('./services', () => {
  const method = (name: string) => (path: string, options: Options) =>
    new Promise<Answer>((resolve) => {
      const step = path.split('/').at(-1)!.replace('{import_id}', '')
      waiting.push({ call: [name, step, options.params.path.import_id].filter(Boolean).join(' '), resolve })
    })
  return { api: { GET: method('GET'), PUT: method('PUT'), DELETE: method('DELETE') }, service: {} }
})

const listOf = (import_id: string, state: Import['state'] = 'CHECKING') => ({ import_id, state }) as Import
const calls = () => waiting.map(({ call }) => call)
async function answer(call: string, status: number, data?: Import): Promise<void> {
  const [one] = waiting.splice(calls().indexOf(call), 1)
  const response = new Response(null, { status })
  const error = { code: 'UNAUTHENTICATED', message: '', request_id: '' }
  one!.resolve(data ? { data, response } : { error, response })
  await vi.advanceTimersByTimeAsync(0)
}

let scope = effectScope()
beforeEach(() => {
  scope = effectScope()
  waiting.length = 0
  useOperator().expire()
  useOperator().state.value = 'member'
  vi.useFakeTimers()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

/** A list at work that is looked at again just now. */
async function opened(state: Import['state'] = 'CHECKING') {
  const made = scope.run(() => useImport(() => undefined))!
  const opening = made.open('a')
  await answer('GET a', 200, listOf('a', state))
  await opening
  await vi.advanceTimersByTimeAsync(1000)
  return made
}

it('looks again while the server is at work, and not afterwards', async () => {
  const { job } = await opened()
  expect(calls()).toEqual(['GET a'])
  await answer('GET a', 200, listOf('a', 'CHECKED'))
  expect(job.value?.state).toBe('CHECKED')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(calls()).toEqual([])
})

it('shows the list that was opened last, whatever comes late of the one before', async () => {
  const { job, open } = await opened()
  void open('b')
  await answer('GET b', 200, listOf('b', 'DONE'))
  await answer('GET a', 200, listOf('a'))
  expect(job.value?.import_id).toBe('b')
  void open('c')
  void open('d')
  await answer('GET d', 200, listOf('d', 'DONE'))
  await answer('GET c', 200, listOf('c'))
  expect(job.value?.import_id).toBe('d')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(calls()).toEqual([])
})

it('acts while it is looking, and takes no older answer for the newer', async () => {
  const { job, state, act } = await opened('RUNNING')
  expect(state.value).toBe('idle')
  void act('undo')
  expect(calls()).toEqual(['GET a', 'PUT undo a'])
  await answer('PUT undo a', 200, listOf('a', 'UNDOING'))
  await answer('GET a', 200, listOf('a', 'DONE'))
  expect(job.value?.state).toBe('UNDOING')
})

it('asks again without an answer, and no more when nobody is logged in or the page is left', async () => {
  await opened()
  await answer('GET a', 502)
  await vi.advanceTimersByTimeAsync(1000)
  expect(calls()).toEqual(['GET a'])
  await answer('GET a', 401)
  expect(useOperator().state.value).toBe('expired')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(calls()).toEqual([])

  useOperator().expire()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(calls()).toEqual([])

  useOperator().state.value = 'member'
  await opened()
  scope.stop()
  await answer('GET a', 200, listOf('a'))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(calls()).toEqual([])
})
