import { createApi } from '@jianzai/api'
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import { lastDecision } from './nextReview'
import { RENEW_MS, useReviewCase } from './useReviewCase'

vi.mock('./services', () => ({ api: {}, service: {} }))
const replace = vi.fn()
vi.mock('vue-router', () => ({ useRouter: () => ({ replace }), useRoute: () => ({ fullPath: '/' }) }))

const own = 'a'.repeat(26)
const other = 'b'.repeat(26)
const waiting = {
  review_id: own,
  due_on: '2026-11-30',
  state: 'OPEN',
  waits_for_second: false,
  is_collector: false,
  frames: [0],
}
let calls: string[] = []
/** Answers by method and the end of the path. */
let replies: Record<string, [number, object]> = {}

beforeEach(() => {
  calls = []
  replies = {
    [`GET ${own}`]: [200, waiting],
    'PUT claim': [200, waiting],
    'DELETE claim': [200, waiting],
    'POST decision': [200, { ...waiting, state: 'APPROVED', decided_at: '2026-11-26T00:00:00Z' }],
    'GET reviews': [200, { reviews: [waiting, { ...waiting, review_id: other }] }],
  }
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const { method, url } = input as Request
    const call = `${method} ${new URL(url).pathname.split('/').at(-1)}`
    calls.push(call)
    const [status, body] = replies[call]!
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
  })
})
let page: ReturnType<typeof mount> | undefined
afterEach(() => {
  page?.unmount()
  page = undefined
  replace.mockClear()
  lastDecision.value = undefined
  vi.restoreAllMocks()
})

async function open() {
  let made!: ReturnType<typeof useReviewCase>
  page = mount(
    defineComponent({
      setup() {
        made = useReviewCase(createApi('http://127.0.0.1'), own)
        return () => null
      },
    }),
  )
  await flushPromises()
  return made
}
const refusal = (code: string): [number, object] => [409, { code, message: '', request_id: '' }]

it('sees to the case while it is open, and leaves it to others afterwards', async () => {
  const { bar, isMine } = await open()
  expect([calls, bar.value, isMine.value]).toEqual([[`GET ${own}`, 'PUT claim'], undefined, true])
  page!.unmount()
  page = undefined
  await flushPromises()
  expect(calls.at(-1)).toBe('DELETE claim')
})

it('goes to the next case after a decision, and remembers the last', async () => {
  const { decide } = await open()
  expect(await decide('APPROVE', '', '2')).toBe(true)
  expect(replace).toHaveBeenCalledWith({ name: 'review', params: { id: other } })
  expect(lastDecision.value).toMatchObject({ verdict: 'APPROVE', review: { state: 'APPROVED' } })
})

it('goes to the list where nothing is left', async () => {
  replies['GET reviews'] = [200, { reviews: [waiting] }]
  const { decide } = await open()
  await decide('REJECT', 'because', '')
  expect(replace).toHaveBeenCalledWith({ name: 'reviews' })
})

it('says that another one sees to it, and lets nobody decide', async () => {
  replies[`GET ${own}`] = [200, { ...waiting, claimed_by: 'other' }]
  const { bar, decide } = await open()
  expect([bar.value, calls]).toEqual(['claimed', [`GET ${own}`]])
  expect(await decide('APPROVE', '', '')).toBe(false)
  expect(calls).not.toContain('POST decision')
})

it('says so, too, where the other one was faster by a moment', async () => {
  replies['PUT claim'] = refusal('REVIEW_CLAIMED')
  const { claiming, isMine } = await open()
  expect([claiming.failure.value, isMine.value]).toEqual([undefined, false])
  expect(calls).toEqual([`GET ${own}`, 'PUT claim', `GET ${own}`])
})

it('leaves the case of who made the photograph, and what waits for a second opinion', async () => {
  replies[`GET ${own}`] = replies['PUT claim'] = [200, { ...waiting, is_collector: true }]
  expect((await open()).bar.value).toBe('collector')
  page!.unmount()
  replies[`GET ${own}`] = [200, { ...waiting, waits_for_second: true }]
  expect((await open()).bar.value).toBe('second')
})

it.each(['REVIEW_CLOSED', 'DEATH_REPORTED'])(
  'stays where it came too late (%s), and looks again',
  async (code) => {
    const { decide } = await open()
    replies['POST decision'] = refusal(code)
    expect(await decide('APPROVE', '', '')).toBe(false)
    expect(calls.at(-1)).toBe(`GET ${own}`)
    expect([replace.mock.calls, lastDecision.value]).toEqual([[], undefined])
  },
)

it('is over with the first decision, also where it asks for more and no next one comes', async () => {
  replies['POST decision'] = [200, { ...waiting, state: 'ASKED' }]
  replies['GET reviews'] = [503, { code: 'BUSY', message: '', request_id: '' }]
  const { bar, decide, going } = await open()
  expect(await decide('ASK_MORE', 'more', '')).toBe(true)
  expect([bar.value, going.failure.value?.kind]).toEqual(['closed', 'refused'])
  expect(await decide('APPROVE', '', '')).toBe(false)
  expect(calls.filter((call) => call === 'POST decision')).toHaveLength(1)
})

it('skips nothing while a decision is sent, and decides nothing on the way to the next', async () => {
  const { decide, skip } = await open()
  const deciding = decide('APPROVE', '', '')
  await skip()
  expect(calls).not.toContain('GET reviews')
  await deciding
  expect([replace.mock.calls.length, lastDecision.value?.verdict]).toEqual([1, 'APPROVE'])
})

it('decides nothing any more when the next one was asked for', async () => {
  const { decide, skip } = await open()
  const skipping = skip()
  expect(await decide('APPROVE', '', '')).toBe(false)
  await skipping
  expect(calls).not.toContain('POST decision')
})

it('stays with its reviewer where the network fails, and not where another one took it', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const { isMine } = await open()
  replies['PUT claim'] = [502, {}]
  await vi.advanceTimersByTimeAsync(RENEW_MS)
  await flushPromises()
  expect([calls.filter((call) => call === 'PUT claim').length, isMine.value]).toEqual([2, true])
  replies['PUT claim'] = refusal('REVIEW_CLAIMED')
  await vi.advanceTimersByTimeAsync(RENEW_MS)
  await flushPromises()
  expect(isMine.value).toBe(false)
  vi.useRealTimers()
})
