import { createApi, type OpenTicket, type Operator } from '@jianzai/api'
import { beforeEach, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import { isTriedToday, useTicketWork } from './useTicketWork'

vi.mock('./services', () => ({ api: {}, service: {} }))
vi.mock('vue-router', () => ({ useRouter: () => ({}), useRoute: () => ({}) }))

const ticket = (state: 'OPEN' | 'CLAIMED' | 'DONE', claimed_by?: string) =>
  ({ ticket: { ticket_id: 'one', state, kind: 'VISIT' }, claimed_by }) as OpenTicket
const asked: string[] = []
const answers: { status: number; body: unknown }[] = []
const answer = (status: number, body: unknown) => answers.push({ status, body })

function open(role: Operator['role'] = 'CLERK') {
  const reload = vi.fn(() => Promise.resolve())
  const tickets = ref([ticket('OPEN')])
  const by = { login: 'clerk', role }
  return { reload, tickets, ...useTicketWork(createApi('http://127.0.0.1'), by, { reload, tickets }) }
}

beforeEach(() => {
  asked.length = 0
  answers.length = 0
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname.replace('/api/v1/console', '')}`)
    const { status, body } = answers.shift()!
    return Promise.resolve(Response.json(body, { status }))
  })
})

it('fetches the one that it is led to, wherever in the list it stands, and claims it', async () => {
  const work = open()
  answer(200, ticket('OPEN'))
  answer(200, ticket('CLAIMED', 'clerk'))
  expect(await work.seeOne('one')).toBe(true)
  expect(asked).toEqual(['GET /tickets/one', 'PUT /tickets/one/claim'])
  expect(work.open.value).toEqual(ticket('CLAIMED', 'clerk'))
  expect(work.tickets.value).toEqual([ticket('CLAIMED', 'clerk')])
})

it('leaves alone what somebody else sees to, and what is closed', async () => {
  const work = open()
  for (const one of [ticket('CLAIMED', 'other'), ticket('DONE', 'clerk')]) {
    answer(200, one)
    expect(await work.seeOne('one')).toBe(false)
  }
  expect(asked).toEqual(['GET /tickets/one', 'GET /tickets/one'])
  expect(work.open.value).toBeUndefined()
})

it('says that another one was faster, and shows the list anew', async () => {
  const work = open()
  answer(409, { code: 'TICKET_CLOSED', message: '', request_id: '' })
  await work.see(ticket('OPEN'))
  expect(work.failure.value).toMatchObject({ kind: 'refused' })
  expect(work.reload).toHaveBeenCalledOnce()
  expect(work.open.value).toBeUndefined()
})

it('keeps in the list what reached nobody', () => {
  const work = open()
  work.open.value = ticket('CLAIMED', 'clerk')
  work.tried(ticket('CLAIMED', 'clerk'))
  expect(work.open.value).toBeUndefined()
  expect(work.tickets.value).toEqual([ticket('CLAIMED', 'clerk')])
})

it('drops from the list what was answered', () => {
  const work = open()
  work.open.value = ticket('CLAIMED', 'clerk')
  work.answered(ticket('DONE', 'clerk'))
  expect([work.open.value, work.tickets.value]).toEqual([undefined, []])
})

it('lets a reviewer release what others claimed, and a clerk the own', () => {
  const may = (role: Operator['role']) =>
    [ticket('CLAIMED', 'clerk'), ticket('CLAIMED', 'other'), ticket('OPEN')].map(open(role).mayRelease)
  expect(may('CLERK')).toEqual([true, false, false])
  expect(may('REVIEWER')).toEqual([true, true, false])
})

it('knows by the day in China whether it was tried today', () => {
  vi.useFakeTimers({ now: new Date('2026-11-26T16:30:00Z'), toFake: ['Date'] })
  const tried = (tried_at?: string) => isTriedToday({ ...ticket('OPEN').ticket, tried_at })
  expect([tried(), tried('2026-11-26T15:59:00Z'), tried('2026-11-26T16:01:00Z')]).toEqual([
    false,
    false,
    true,
  ])
  vi.useRealTimers()
})
