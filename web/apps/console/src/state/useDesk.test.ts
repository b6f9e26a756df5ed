import { createApi } from '@jianzai/api'
import { reply } from '@jianzai/api/testing'
import { mount } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { deskPlaces, isWhole, listOf, nextOf, useDesk } from './useDesk'
import { pages } from './rolePages'

afterEach(() => void vi.restoreAllMocks())

it('leads to the list of a queue, and to what is due first in it', () => {
  expect(listOf('SUSPENSION_PROPOSALS')).toEqual({ name: 'tasks', query: { state: 'SUSPEND_PROPOSED' } })
  expect(nextOf('REVIEWS', 'r')).toEqual({ name: 'review', params: { id: 'r' } })
  expect(nextOf('VISITS', 'v')).toEqual({ name: 'visits', query: { next: 'v' } })
  expect(nextOf('IMPORTS_TO_START', 'i')).toEqual({ name: 'imports', params: { id: 'i' } })
  expect(nextOf('TICKETS', 't')).toEqual({ name: 'tickets', query: { next: 't' } })
  expect(nextOf('REFERENCES_MISSING', 'p')).toEqual({
    name: 'referenceWork',
    query: { work: 'MISSING', next: 'p' },
  })
})

it('knows a page for every queue', () => {
  for (const { list } of Object.values(deskPlaces)) expect(Object.values(pages).flat()).toContain(list)
})

it('makes one batch of all that payroll is to be told', () => {
  expect(isWhole('PAYROLL_WAITING')).toBe(true)
  expect(listOf('PAYROLL_WAITING')).toEqual({ name: 'payroll', query: undefined })
  expect(isWhole('VISITS')).toBe(false)
})

it('adds up what is late', async () => {
  const waits = { waiting: 3, late: 2, is_more: false }
  const items = [
    { queue: 'REVIEWS', ...waits, first_id: 'r' },
    { queue: 'TICKETS', ...waits, late: 1 },
  ]
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => reply(200, { items }))
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', component: { render: () => null } }],
  })
  let desk!: ReturnType<typeof useDesk>
  const setup = () => {
    desk = useDesk(createApi('http://127.0.0.1'))
    return () => null
  }
  mount({ setup }, { global: { plugins: [router] } })
  await desk.load()
  expect(desk.items.value).toEqual(items)
  expect(desk.late.value).toBe(3)
})
