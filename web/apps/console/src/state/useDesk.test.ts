import { createApi, type OperatorRole } from '@jianzai/api'
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { countOf, useDesk } from './useDesk'

/** Nobody else is called. */
vi.mock('./services', () => ({ api: {}, service: {} }))

const today = '2026-11-25'

it('counts what waits and what is late; what is due today is not', () => {
  const rows = [{ id: 'a', due_on: '2026-11-24' }, { id: 'b', due_on: '2026-11-25' }, { id: 'c' }]
  expect(countOf('TICKETS', rows, true, today)).toEqual({
    kind: 'TICKETS',
    waiting: 3,
    late: 1,
    is_more: true,
    next_id: 'a',
  })
  expect(countOf('LOSSES', [], false, today)).toMatchObject({ waiting: 0, late: 0, next_id: undefined })
})

afterEach(() => void vi.restoreAllMocks())

const lists: Record<string, object> = {
  '/api/v1/console/reviews': { reviews: [{ review_id: 'r', due_on: '2020-01-01' }] },
  '/api/v1/console/tickets': {
    tickets: [
      { ticket: { ticket_id: 'others', due_on: '2020-01-01' }, claimed_by: 'somebody' },
      { ticket: { ticket_id: 'mine', due_on: '2999-01-01' }, claimed_by: 'me' },
      { ticket: { ticket_id: 'free', due_on: '2999-01-02' } },
    ],
    next_cursor: 'x',
  },
  '/api/v1/console/assisted-proofs': {
    proofs: [
      { proof_id: 'own', made_by: 'me' },
      { proof_id: 'anothers', made_by: 'clerk' },
    ],
  },
  '/api/v1/console/losses': { losses: [] },
  '/api/v1/console/tasks': { tasks: [{ person_id: 'p', verify_to: '2020-01-01' }] },
}

async function deskOf(role: OperatorRole) {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const body = lists[new URL((input as Request).url).pathname]
    const headers = { 'content-type': 'application/json' }
    return new Response(JSON.stringify(body), { status: 200, headers })
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', component: { render: () => null } }],
  })
  let made!: ReturnType<typeof useDesk>
  mount(
    {
      setup: () => {
        made = useDesk(createApi('http://127.0.0.1'), { role, login: 'me' })
        return () => null
      },
    },
    { global: { plugins: [router] } },
  )
  await made.load()
  await flushPromises()
  return made.items.value.map(
    ({ kind, waiting, late, next_id }) => `${kind} ${waiting} ${late} ${next_id ?? '-'}`,
  )
}

it('tells a reviewer of everything, but for what others see to and what only others may confirm', async () => {
  expect(await deskOf('REVIEWER')).toEqual([
    'REVIEWS 1 1 r',
    'TICKETS 2 0 mine',
    'ASSISTED_PROOFS 1 0 anothers',
    'LOSSES 0 0 -',
    'TASKS_OVERDUE 1 1 p',
    'SUSPENSION_PROPOSALS 1 1 p',
  ])
})

it('asks for a village helper only what one may see', async () => {
  expect(await deskOf('VILLAGE_HELPER')).toEqual(['ASSISTED_PROOFS 2 0 own', 'TASKS_OVERDUE 1 1 p'])
})
