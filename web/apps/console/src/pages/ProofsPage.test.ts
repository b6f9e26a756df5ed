import type { Operator } from '@jianzai/api'
import { createAppI18n, SETTLE_MS } from '@jianzai/ui'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { ElMessage } from 'element-plus'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import chinese from '../locales/zh-CN'
import { useOperator } from '../state/useOperator'
import ProofsPage from './ProofsPage.vue'

const { GET, PUT } = vi.hoisted(() => ({ GET: vi.fn(), PUT: vi.fn() }))
vi.mock('../state/services', () => ({ api: { GET, PUT }, service: {} }))
useOperator().operator.value = { login: 'reviewer', role: 'REVIEWER' } as Operator

const answer = (status: number, body: object) =>
  status < 300
    ? { data: body, response: new Response(null, { status }) }
    : { error: body, response: new Response(null, { status }) }
const refusal = (code: string) => answer(409, { code, message: '', request_id: '0' })
const proof = (letter: string, evidence = ['PHOTO']) => ({
  proof_id: letter.repeat(26),
  person_id: 'p'.repeat(26),
  person_name: '试甲',
  way: 'HOME_VISIT',
  seen_on: '2026-11-25',
  evidence,
  state: 'PROPOSED',
  made_by: 'clerk',
  made_at: '2026-11-25T02:00:00Z',
})
const list = (proofs: object[], next_cursor?: string) => answer(200, { proofs, next_cursor })
const failed = answer(500, { code: 'INTERNAL', message: '', request_id: '0' })
type Answer = ReturnType<typeof answer>
type Query = { state?: 'REFUSED'; cursor?: string }
/** The pages of those that wait and of the refused, one for each time they are asked for, the last of them from then on. */
function wait(waiting: Answer[], refused = [list([])]): void {
  GET.mockImplementation((_address: string, { params }: { params: { query: Query } }) => {
    const pages = params.query.state === 'REFUSED' ? refused : waiting
    return Promise.resolve(pages.length > 1 ? pages.shift() : pages[0])
  })
}
const cursors = () =>
  GET.mock.calls
    .map(([, { params }]) => (params as { query: Query }).query)
    .filter(({ state }) => !state)
    .map(({ cursor }) => cursor)
const bodies = () => PUT.mock.calls.map(([, options]) => (options as { body: object }).body)

/** The page with the case `letter` open, as the desk leads to it. */
async function open(letter: string) {
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const routes = [
    { path: '/proofs', name: 'proofs', component: ProofsPage },
    { path: '/persons/:id', name: 'person', component: { render: () => null } },
  ]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push(`/proofs?next=${letter.repeat(26)}`)
  const page = mount(ProofsPage, { global: { plugins: [plugin, router] } })
  await settle()
  const part = (name: string) => page.find(`[data-test="${name}"]`)
  const look = async (name: string) => {
    await page.get(`img[src$="/evidence/${name}"]`).trigger('load')
    await settle()
  }
  const isDisabled = () => page.get<HTMLButtonElement>('[data-test="confirm-proof"]').element.disabled
  const confirm = async () => {
    await page.get('[data-test="confirm-proof"]').trigger('click')
    await settle()
  }
  return { page, part, look, isDisabled, confirm }
}
async function settle(): Promise<void> {
  await flushPromises()
  vi.advanceTimersByTime(SETTLE_MS)
  await flushPromises()
  await nextTick()
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  GET.mockReset()
  PUT.mockReset()
})
afterEach(() => {
  vi.useRealTimers()
})
enableAutoUnmount(afterEach)

it('says which pieces the reviewer has seen', async () => {
  wait([list([proof('a', ['PAPER', 'PHOTO'])])])
  PUT.mockResolvedValue(answer(200, { ...proof('a'), state: 'CONFIRMED' }))
  const { page, look, isDisabled, confirm } = await open('a')
  await look('PHOTO')
  expect(isDisabled()).toBe(true)
  await look('PAPER')
  expect(isDisabled()).toBe(false)
  await confirm()
  expect(bodies()).toEqual([{ seen: ['PHOTO', 'PAPER'] }])
  expect(page.find('[data-test="proof-dialog"]').exists()).toBe(false)
})

it('shows a piece that was added meanwhile, and confirms when that was seen, too', async () => {
  // The case stands on the second page.
  const first = list([proof('0')], 'after-0')
  wait([list([proof('a')]), first, list([proof('a', ['PAPER', 'PHOTO'])])])
  PUT.mockResolvedValueOnce(refusal('EVIDENCE_ADDED'))
  const { page, look, isDisabled, confirm } = await open('a')
  await look('PHOTO')
  await confirm()
  expect(page.get('[data-test="failure"]').text()).toContain('又补交了材料')
  expect(isDisabled()).toBe(true)
  PUT.mockResolvedValueOnce(answer(200, { ...proof('a'), state: 'CONFIRMED' }))
  await look('PAPER')
  expect(isDisabled()).toBe(false)
  await confirm()
  expect(bodies()).toEqual([{ seen: ['PHOTO'] }, { seen: ['PHOTO', 'PAPER'] }])
  expect(page.find('[data-test="proof-dialog"]').exists()).toBe(false)
})

it('closes what somebody else has decided meanwhile', async () => {
  wait([list([proof('a')]), list([])])
  PUT.mockResolvedValueOnce(refusal('EVIDENCE_ADDED'))
  const { page, look, confirm } = await open('a')
  await look('PHOTO')
  await confirm()
  expect(page.find('[data-test="proof-dialog"]').exists()).toBe(false)
})

it('opens what the desk leads to of those that wait, on whichever page it stands', async () => {
  wait([list([proof('0')], 'after-0'), list([proof('a')])])
  const { part } = await open('a')
  expect(cursors()).toEqual([undefined, 'after-0'])
  expect(part('proof-dialog').exists()).toBe(true)
  expect(part('assisted-dialog').exists()).toBe(false)
})

it('hands in anew what the desk leads to of the refused', async () => {
  const refused = {
    ...{ ...proof('r'), state: 'REFUSED', made_by: 'reviewer' },
    ...{ note: '看不清脸', decided_by: 'other', decided_at: '2026-11-26T02:00:00Z' },
  }
  wait([list([proof('a')], 'after-a')], [list([refused])])
  const { part } = await open('r')
  expect(part('refused-proofs').text()).toContain('看不清脸')
  expect(part('assisted-dialog').exists()).toBe(true)
  expect(part('proof-dialog').exists()).toBe(false)
  expect(cursors()).toEqual([undefined])
})

it.each([
  ['says that it is gone', [list([])], [list([])], 1],
  ['says nothing of what a failed page may hold', [list([proof('0')], 'after-0'), failed], [list([])], 0],
  ['says nothing of what the refused may hold when those cannot be had', [list([])], [failed], 0],
] as const)('%s', async (_, waiting, refused, said) => {
  const say = vi.spyOn(ElMessage, 'info')
  wait([...waiting], [...refused])
  const { part } = await open('a')
  expect(say).toHaveBeenCalledTimes(said)
  expect(part('failure').exists()).toBe(said === 0)
  say.mockRestore()
})
