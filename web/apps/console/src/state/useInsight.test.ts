import type { ApiClient } from '@jianzai/api'
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { useInsight } from './useInsight'

vi.mock('./services', () => ({ api: {}, service: {} }))
vi.mock('vue-router', () => ({ useRouter: () => ({}), useRoute: () => ({}) }))

const week = { from: '2026-11-20', to: '2026-11-26' }
const month = { from: '2026-10-28', to: '2026-11-26' }
interface Call {
  what: string
  query: Record<string, string | undefined>
  answer: (status: number, data?: object) => Promise<void>
}
function open() {
  const calls: Call[] = []
  const GET = (path: string, { params: { query } }: { params: { query: Call['query'] } }) =>
    new Promise((resolve) =>
      calls.push({
        what: path.split('/').at(-1)!,
        query,
        answer: async (status, data) => {
          const error = { code: 'BUSY', message: '', request_id: '' }
          resolve({ ...(data ? { data } : { error }), response: new Response(null, { status }) })
          await flushPromises()
        },
      }),
    )
  const made = useInsight({ GET } as unknown as ApiClient, month, true)
  /** Answers the three calls of a look. */
  async function answer(look: number, insight?: object, others?: { reviewers: object[]; scores: object }) {
    const [one, two, three] = calls.slice(3 * look, 3 * look + 3)
    await one!.answer(insight ? 200 : 503, insight)
    await two!.answer(others ? 200 : 503, others && { reviewers: others.reviewers })
    await three!.answer(others ? 200 : 503, others?.scores)
  }
  return { ...made, calls, answer }
}
const others = { reviewers: [{ login: 'r' }], scores: { network_set: 'fusion' } }

it('shows the figures with the days and the region that they are of', async () => {
  const { days, region, shown, load, calls, answer } = open()
  void load()
  await answer(0, { of: 'month' }, others)
  expect(shown.value).toMatchObject({ days: month, insight: { of: 'month' }, scores: others.scores })
  days.value = week
  region.value = '130900000000'
  void load()
  expect(calls[3]!.query).toEqual({ ...week, region: '130900000000' })
  expect(shown.value).toMatchObject({ days: month, region: undefined })
  await answer(1, { of: 'week' }, others)
  expect(shown.value).toMatchObject({ days: week, region: '130900000000', insight: { of: 'week' } })
})

it('shows what was asked for last, whichever answer comes last', async () => {
  const { days, shown, load, answer } = open()
  void load()
  days.value = week
  void load()
  await answer(1, { of: 'week' }, others)
  await answer(0, { of: 'month' }, others)
  expect(shown.value).toMatchObject({ days: week, insight: { of: 'week' } })
})

it('keeps no scores and reviewers of another period beside new figures', async () => {
  const { days, shown, load, answer } = open()
  void load()
  await answer(0, { of: 'month' }, others)
  days.value = week
  void load()
  await answer(1, { of: 'week' })
  expect(shown.value).toMatchObject({ days: week, reviewers: [], scores: undefined })
})

it('stays with what it shows where the figures do not come', async () => {
  const { region, shown, load, answer } = open()
  void load()
  await answer(0, { of: 'month' }, others)
  region.value = '130900000000'
  void load()
  await answer(1, undefined, others)
  expect(shown.value).toMatchObject({ days: month, region: undefined, reviewers: others.reviewers })
  expect(region.value).toBeUndefined()
})
