import { createApi } from '@jianzai/api'
import { answer } from '@jianzai/api/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { guardLoads, isLost } from './lostPage'

vi.mock('./services', () => ({ api: createApi('http://127.0.0.1') }))

const empty = { render: () => null }
const open = vi.fn()
let router: Router

beforeEach(async () => {
  vi.useFakeTimers()
  open.mockReset()
  router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', component: empty },
      { path: '/other', component: empty },
      {
        path: '/late',
        component: async () => {
          throw new TypeError('Failed to fetch dynamically imported module: late.js')
        },
      },
    ],
  })
  vi.spyOn(console, 'warn').mockReturnValue()
  guardLoads(router, open)
  await router.push('/')
})
afterEach(async () => {
  // Lets it go on waiting for nobody.
  await router.push('/other')
  await vi.advanceTimersByTimeAsync(3000)
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const offline = () => vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('offline'))
const lose = () => router.push('/late').catch(() => undefined)

it('opens a page whose files did not come anew, once the server answers', async () => {
  offline()
  await lose()
  expect(isLost.value).toBe(true)
  await vi.advanceTimersByTimeAsync(3000)
  expect([open.mock.calls.length, router.currentRoute.value.path]).toEqual([0, '/'])
  answer(200, {})
  await vi.advanceTimersByTimeAsync(3000)
  expect(open.mock.calls).toEqual([['/late']])
})

it('opens the one that was wanted last, once', async () => {
  offline()
  await lose()
  await router.push('/late?again').catch(() => undefined)
  answer(200, {})
  await vi.advanceTimersByTimeAsync(3000)
  expect(open.mock.calls).toEqual([['/late?again']])
})

it('does not go there any more when somebody goes elsewhere', async () => {
  answer(200, {})
  await lose()
  await router.push('/other')
  await vi.advanceTimersByTimeAsync(6000)
  expect([router.currentRoute.value.path, isLost.value, open.mock.calls.length]).toEqual(['/other', false, 0])
})

it('leaves other faults alone', async () => {
  const fail = router.beforeEach(() => {
    throw new Error('a bug')
  })
  await router.push('/other').catch(() => undefined)
  fail()
  expect(isLost.value).toBe(false)
})
