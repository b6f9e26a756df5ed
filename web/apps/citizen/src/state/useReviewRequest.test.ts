import { createApi, type Attempt } from '@jianzai/api'
import { afterEach, expect, it, vi } from 'vitest'
import { createReviewRequest, reviewable } from './useReviewRequest'

const attempt = (attempt_id: string, some: Partial<Attempt>): Attempt => ({
  attempt_id,
  state: 'DECIDED',
  opened_at: '2026-11-26T00:00:00Z',
  ...some,
})
const failed = attempt('failed', { result: 'NOT_PASSED', may_request_review: true })

it.each([
  ['the last try', [failed], failed],
  ['the last one that was decided', [attempt('open', { state: 'OPEN' }), failed], failed],
  ['nothing after a pass', [attempt('passed', { result: 'PASSED' }), failed], undefined],
  [
    'nothing that somebody looks at',
    [attempt('asked', { result: 'NOT_PASSED', may_request_review: false })],
    undefined,
  ],
  ['nothing of nothing', [], undefined],
])('a person may be asked to look at %s', (_what, attempts, expected) => {
  expect(reviewable(attempts)).toBe(expected)
})

function answer(status: number, body: object) {
  return vi
    .spyOn(globalThis, 'fetch')
    .mockResolvedValue(
      new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }),
    )
}
afterEach(() => void vi.restoreAllMocks())

it('asks once, and gives the attempt as it is then', async () => {
  const [done, toLogin] = [vi.fn(), vi.fn()]
  const made = createReviewRequest(createApi('http://127.0.0.1'), done, toLogin)
  const reviewed = { ...failed, review: { state: 'OPEN', due_on: '2026-12-01' } }
  const sent = answer(201, reviewed)
  await Promise.all([made.request('failed'), made.request('failed')])
  expect(sent).toHaveBeenCalledTimes(1)
  expect(done).toHaveBeenCalledWith(reviewed)
  expect(toLogin).not.toHaveBeenCalled()
})

it('says why not, or asks for the login', async () => {
  const [done, toLogin] = [vi.fn(), vi.fn()]
  const made = createReviewRequest(createApi('http://127.0.0.1'), done, toLogin)
  answer(409, { code: 'REVIEW_CLOSED', message: '', request_id: '' })
  await made.request('failed')
  expect(made.failure.value?.kind).toBe('refused')
  answer(401, { code: 'UNAUTHENTICATED', message: '', request_id: '' })
  await made.request('failed')
  expect([toLogin.mock.calls.length, done.mock.calls.length]).toEqual([1, 0])
})
