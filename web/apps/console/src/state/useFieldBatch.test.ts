import { createApi, type Operator } from '@jianzai/api'
import { reply } from '@jianzai/api/testing'
import { MemoryFieldOutbox } from '@jianzai/capture'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import { useFieldBatch } from './useFieldBatch'
import { useOperator } from './useOperator'

const capture = vi.hoisted(() => ({ outbox: undefined as unknown }))
vi.mock('@jianzai/capture', async (load) => ({
  ...(await load<object>()),
  createFieldOutbox: async () => capture.outbox,
}))
vi.mock('./services', () => ({ api: createApi('http://127.0.0.1') }))

const jpeg = new Uint8Array([255, 216, 255]).buffer
const person = {
  person_id: 'one',
  name: 'one',
  id_number_masked: '9',
  entitlements: [{ category_code: 'A', category_name: 'a', due_on: '2026-01-31' }],
}
const town = '999999101000'
const villages = ['999999101201', '999999101202', '999999101203'] as const
let outbox: MemoryFieldOutbox
let posts: number
let keys: number
/** Whether the server takes keys. */
let isKnown: boolean
/** What it answers to the next pictures. */
let refusals: string[]
let isLoggedIn: boolean
/** Everybody whom the helper sees, in the order of the server. */
let people: object[]
/** What was asked of lists. */
let lists: string[]

async function batch() {
  let made!: ReturnType<typeof useFieldBatch>
  const operator = { operator_id: 'helper', role: 'VILLAGE_HELPER', region: town } as Operator
  mount(
    defineComponent({
      setup() {
        made = useFieldBatch(createApi('http://127.0.0.1'), operator, () => 'v1')
        return () => undefined
      },
    }),
  )
  await flushPromises()
  await vi.waitFor(() => expect([made.isLoading.value, made.isReady.value]).toEqual([false, isKnown]))
  return made
}

beforeEach(() => {
  capture.outbox = outbox = new MemoryFieldOutbox()
  posts = keys = 0
  isKnown = true
  refusals = []
  isLoggedIn = true
  people = [person]
  lists = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const { method, url } = input as Request
    const end = new URL(url).pathname.split('/').at(-1)!
    if (end === 'sessions') {
      isLoggedIn = true
      return reply(201, { operator_id: 'helper', role: 'VILLAGE_HELPER' })
    }
    if (!isLoggedIn) return reply(401, { code: 'UNAUTHENTICATED', message: '', request_id: '' })
    if (end === 'field-keys') {
      keys++
      if (!isKnown) return reply(503, { code: 'UNAVAILABLE', message: '' })
      const at = (ms: number) => new Date(Date.now() + ms).toISOString()
      return reply(201, {
        key_id: `key ${keys}`,
        issued_at: at(0),
        valid_until: at(72 * 3_600_000),
        server_time: at(0),
      })
    }
    if (method === 'POST') posts++
    if (method === 'POST' && refusals.length > 0) return reply(409, { code: refusals.shift(), message: '' })
    if (method === 'POST') return reply(201, {})
    if (end === 'one') return reply(200, person)
    const { searchParams } = new URL(url)
    lists.push(
      `${end} ${searchParams.get('state') ?? searchParams.get('cursor') ?? ''} ${searchParams.get('region') ?? ''}`,
    )
    const from = Number(searchParams.get('cursor') ?? 0)
    const page_rows = 50
    const persons = people.slice(from, from + page_rows)
    const next_cursor = from + page_rows < people.length ? String(from + page_rows) : undefined
    if (end === 'persons') return reply(200, { persons, next_cursor })
    return reply(200, { [end === 'assisted-proofs' ? 'proofs' : end]: [] })
  })
})
afterEach(() => void vi.restoreAllMocks())
enableAutoUnmount(afterEach)

it('hands in what is taken, and names the person as handed in', async () => {
  const { take, rows, sent, state, waiting } = await batch()
  await take(rows.value[0]!, jpeg, 'PAPER')
  await vi.waitFor(() => expect(state.value).toBe('resting'))
  expect([sent.value, posts, waiting.value, rows.value[0]!.state]).toEqual([1, 1, [], 'HANDED_IN'])
})

it('says where a picture was not kept', async () => {
  const { take, rows, waiting } = await batch()
  vi.spyOn(outbox, 'add').mockRejectedValueOnce(new Error('QuotaExceededError'))
  await expect(take(rows.value[0]!, jpeg, 'PAPER')).rejects.toThrow('QuotaExceededError')
  expect([waiting.value, posts]).toEqual([[], 0])
})

it('has kept a picture also where the list cannot be read', async () => {
  const { take, rows, waiting } = await batch()
  vi.spyOn(outbox, 'list').mockRejectedValue(new Error('InvalidStateError'))
  await take(rows.value[0]!, jpeg, 'PAPER')
  expect([waiting.value.length, rows.value[0]!.state]).toEqual([1, 'ON_PHONE'])
})

it('waits, and sends later, where the storage fails on the way', async () => {
  const { take, sync, rows, state, sent } = await batch()
  vi.spyOn(outbox, 'picture').mockRejectedValueOnce(new Error('InvalidStateError'))
  await take(rows.value[0]!, jpeg, 'PAPER')
  await vi.waitFor(() => expect(state.value).toBe('waiting'))
  await sync()
  expect([state.value, sent.value]).toEqual(['resting', 1])
})

it('takes pictures once the server knows the phone', async () => {
  isKnown = false
  const { take, rows, isReady, prepare } = await batch()
  expect([isReady.value, keys]).toEqual([false, 1])
  await expect(take(rows.value[0]!, jpeg, 'PAPER')).rejects.toThrow('no key')
  // Who could not take one has the page ask for a key again.
  await vi.waitFor(() => expect([isReady.value, keys]).toEqual([false, 2]))
  isKnown = true
  await Promise.all([prepare(), prepare()])
  expect([isReady.value, keys]).toEqual([true, 3])
  await take(rows.value[0]!, jpeg, 'PAPER')
  await vi.waitFor(() => expect(posts).toBe(1))
})

it('registers the phone anew where its key was revoked', async () => {
  const { take, rows, conflicts, isReady, state } = await batch()
  refusals = ['FIELD_KEY_REFUSED']
  await take(rows.value[0]!, jpeg, 'PAPER')
  await vi.waitFor(() => expect([keys, state.value]).toEqual([2, 'resting']))
  expect([conflicts.value.map(({ outcome }) => outcome), isReady.value]).toEqual([['KEY_REFUSED'], true])
  await take(rows.value[0]!, jpeg, 'PAPER')
  await vi.waitFor(() => expect(posts).toBe(2))
})

it('keeps what is taken while the session has ended, and hands it in after the next login', async () => {
  const session = useOperator()
  await session.login('helper', '', '')
  const { take, rows, sent, state, waiting } = await batch()
  isLoggedIn = false
  await take(rows.value[0]!, jpeg, 'PAPER')
  await vi.waitFor(() => expect(session.state.value).toBe('expired'))
  expect([posts, waiting.value.length, rows.value[0]!.state]).toEqual([0, 1, 'ON_PHONE'])
  await session.login('helper', '', '')
  await vi.waitFor(() => expect(state.value).toBe('resting'))
  expect([sent.value, posts, waiting.value.length, session.state.value]).toEqual([1, 1, 0, 'member'])
})

it('holds a thousand people, and of a place that is chosen those who live there', async () => {
  const village = (at: number) => villages[at < 980 ? 2 : at < 1100 ? 1 : 0]
  people = Array.from({ length: 2000 }, (_, at) => ({
    ...person,
    person_id: String(at),
    region: village(at),
  }))
  const { rows, isMore, region, choose, failure } = await batch()
  expect([rows.value.length, isMore.value]).toEqual([1000, true])
  lists = []
  await choose(villages[1])
  expect([rows.value.length, isMore.value, region.value]).toEqual([120, false, villages[1]])
  expect(rows.value.every((row) => row.region === villages[1])).toBe(true)
  expect(lists).toContain(`tasks VERIFYING ${villages[1]}`)
  // Nobody who lives behind it is asked for: the server begins with the last place.
  expect(lists.filter((one) => one.startsWith('persons'))).toHaveLength(23)
  // Without a network what is here stays.
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('offline'))
  await choose(villages[2])
  expect([rows.value.length, failure.value?.kind]).toEqual([120, 'network'])
})
