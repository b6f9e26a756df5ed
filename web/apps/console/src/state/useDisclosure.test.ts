import { createApi } from '@jianzai/api'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { SHOWN_S } from './disclosure'
import { useDisclosure } from './useDisclosure'

vi.mock('./services', () => ({ api: {}, service: {} }))
vi.mock('vue-router', () => ({ useRouter: () => ({}), useRoute: () => ({}) }))

const whole = { id_number: '11010519491231002X', phone: '13812345678' }
let scope = effectScope()
const open = () => scope.run(() => useDisclosure(createApi('http://127.0.0.1'), '0'.repeat(26)))!

function answer(status: number, body: object) {
  return vi
    .spyOn(globalThis, 'fetch')
    .mockImplementation(
      async () =>
        new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }),
    )
}

beforeEach(() => {
  scope = effectScope()
  vi.useFakeTimers()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

it('shows the whole numbers for a minute, and says why to the server', async () => {
  const fetch = answer(201, whole)
  const { show, shown, left_s } = open()
  expect(await show('CALL')).toBe(true)
  expect(await (fetch.mock.lastCall![0] as Request).json()).toEqual({ reason: 'CALL' })
  expect([shown.value, left_s.value]).toEqual([whole, SHOWN_S])
  vi.advanceTimersByTime(59_000)
  expect([shown.value, left_s.value]).toEqual([whole, 1])
  vi.advanceTimersByTime(1_000)
  expect([shown.value, left_s.value]).toEqual([undefined, 0])
})

it('hides them at once when asked to, and when the page is left', async () => {
  answer(201, whole)
  const { show, hide, shown } = open()
  await show('PAYMENT')
  hide()
  expect(shown.value).toBeUndefined()
  await show('PAYMENT')
  scope.stop()
  expect([shown.value, vi.getTimerCount()]).toEqual([undefined, 0])
})

it('keeps nothing that comes when the page was left', async () => {
  answer(201, whole)
  const { show, shown } = open()
  const showing = show('CALL')
  scope.stop()
  expect([await showing, shown.value, vi.getTimerCount()]).toEqual([false, undefined, 0])
})

it('shows nothing where the server refuses', async () => {
  answer(429, { code: 'TOO_MANY_TRIES', message: '', request_id: '' })
  const { show, shown, failure } = open()
  expect(await show('CALL')).toBe(false)
  expect(shown.value).toBeUndefined()
  expect(failure.value).toMatchObject({ status: 429 })
})
