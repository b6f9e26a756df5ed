import { createApi, type Operator } from '@jianzai/api'
import { reply } from '@jianzai/api/testing'
import { MemoryFieldOutbox } from '@jianzai/capture'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import { useFieldBatch } from './useFieldBatch'

const capture = vi.hoisted(() => ({ outbox: undefined as unknown }))
vi.mock('@jianzai/capture', async (load) => ({
  ...(await load<object>()),
  createFieldOutbox: async () => capture.outbox,
}))
vi.mock('./services', () => ({ api: {} }))
vi.mock('vue-router', () => ({ useRouter: () => ({ replace: vi.fn() }) }))

const jpeg = new Uint8Array([255, 216, 255]).buffer
const person = {
  person_id: 'one',
  name: 'one',
  id_number_masked: '9',
  entitlements: [{ category_code: 'A', category_name: 'a', due_on: '2026-01-31' }],
}
let outbox: MemoryFieldOutbox
let posts: number

async function batch() {
  let made!: ReturnType<typeof useFieldBatch>
  const operator = { operator_id: 'helper', role: 'VILLAGE_HELPER' } as Operator
  mount(
    defineComponent({
      setup() {
        made = useFieldBatch(createApi('http://127.0.0.1'), operator)
        return () => undefined
      },
    }),
  )
  await flushPromises()
  await vi.waitFor(() => expect(made.rows.value).toHaveLength(1))
  return made
}

beforeEach(() => {
  capture.outbox = outbox = new MemoryFieldOutbox()
  posts = 0
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const { method, url } = input as Request
    const end = new URL(url).pathname.split('/').at(-1)!
    if (method === 'POST') posts++
    if (method === 'POST') return reply(201, {})
    if (end === 'one') return reply(200, person)
    return reply(200, { [end === 'assisted-proofs' ? 'proofs' : end]: end === 'persons' ? [person] : [] })
  })
})
afterEach(() => void vi.restoreAllMocks())
enableAutoUnmount(afterEach)

it('hands in what is taken, and names the person as handed in', async () => {
  const { take, rows, sent, state, waiting } = await batch()
  await take(rows.value[0]!, jpeg)
  await vi.waitFor(() => expect(state.value).toBe('resting'))
  expect([sent.value, posts, waiting.value, rows.value[0]!.state]).toEqual([1, 1, [], 'HANDED_IN'])
})

it('says where a picture was not kept', async () => {
  const { take, rows, waiting } = await batch()
  vi.spyOn(outbox, 'add').mockRejectedValueOnce(new Error('QuotaExceededError'))
  await expect(take(rows.value[0]!, jpeg)).rejects.toThrow('QuotaExceededError')
  expect([waiting.value, posts]).toEqual([[], 0])
})

it('has kept a picture also where the list cannot be read', async () => {
  const { take, rows, waiting } = await batch()
  vi.spyOn(outbox, 'list').mockRejectedValue(new Error('InvalidStateError'))
  await take(rows.value[0]!, jpeg)
  expect([waiting.value.length, rows.value[0]!.state]).toEqual([1, 'ON_PHONE'])
})

it('waits, and sends later, where the storage fails on the way', async () => {
  const { take, sync, rows, state, sent } = await batch()
  vi.spyOn(outbox, 'picture').mockRejectedValueOnce(new Error('InvalidStateError'))
  await take(rows.value[0]!, jpeg)
  await vi.waitFor(() => expect(state.value).toBe('waiting'))
  await sync()
  expect([state.value, sent.value]).toEqual(['resting', 1])
})
