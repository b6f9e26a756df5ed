import { createApi, type OpenTicket } from '@jianzai/api'
import { beforeEach, expect, it, vi } from 'vitest'
import { useTicketWork } from './useTicketWork'

vi.mock('./services', () => ({ api: {}, service: {} }))
vi.mock('vue-router', () => ({ useRouter: () => ({}), useRoute: () => ({}) }))

const ticket = (state: 'OPEN' | 'CLAIMED' | 'DONE', claimed_by?: string) =>
  ({ ticket: { ticket_id: 'one', state, kind: 'VISIT' }, claimed_by }) as OpenTicket
const asked: string[] = []
const answers: { status: number; body: unknown }[] = []
const answer = (status: number, body: unknown) => answers.push({ status, body })

function open() {
  const reload = vi.fn(() => Promise.resolve())
  const put = vi.fn<(changed: OpenTicket) => void>()
  return { reload, put, ...useTicketWork(createApi('http://127.0.0.1'), 'clerk', { reload, put }) }
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
  expect(work.put).toHaveBeenCalledWith(ticket('CLAIMED', 'clerk'))
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
  expect(work.put).toHaveBeenCalledOnce()
})
