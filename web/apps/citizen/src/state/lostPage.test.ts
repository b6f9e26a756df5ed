import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { guardLoads, isLost } from './lostPage'

const script = 'https://pension.example/assets/index-old.js'
const empty = { render: () => null }
const open = vi.fn()
let fails = true
let router: Router

beforeEach(async () => {
  vi.useFakeTimers()
  fails = true
  open.mockReset()
  isLost.value = false
  router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', component: empty },
      { path: '/other', component: empty },
      {
        path: '/late',
        component: async () => {
          if (fails) throw new TypeError('Failed to fetch dynamically imported module: late.js')
          return empty
        },
      },
    ],
  })
  vi.spyOn(console, 'warn').mockReturnValue()
  guardLoads(router, script, open)
  await router.push('/')
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function serve(html: string) {
  const headers = { 'content-type': 'text/html' }
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(html, { headers }))
}
const lose = () => router.push('/late').catch(() => undefined)

it('goes on to a page whose files come late', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('offline'))
  await lose()
  expect(isLost.value).toBe(true)
  await vi.advanceTimersByTimeAsync(3000)
  expect(router.currentRoute.value.path).toBe('/')
  fails = false
  await vi.advanceTimersByTimeAsync(3000)
  expect([router.currentRoute.value.path, isLost.value]).toEqual(['/late', false])
})

it('does not go there any more when somebody goes elsewhere', async () => {
  serve('<script src="/assets/index-old.js">')
  await lose()
  await router.push('/other')
  fails = false
  await vi.advanceTimersByTimeAsync(6000)
  expect([router.currentRoute.value.path, isLost.value]).toEqual(['/other', false])
})

it('opens the page anew where there is a new version', async () => {
  serve('<script src="/assets/index-new.js">')
  await lose()
  await vi.advanceTimersByTimeAsync(3000)
  expect(open).toHaveBeenCalledWith('/late')
})

it('leaves other faults alone', async () => {
  router.beforeEach(() => {
    throw new Error('a bug')
  })
  await router.push('/other').catch(() => undefined)
  expect(isLost.value).toBe(false)
})
