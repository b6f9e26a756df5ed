import { createAppI18n } from '@jianzai/ui'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import chinese from '../locales/zh-CN'
import AppealPage from './AppealPage.vue'

const { GET, POST, DELETE } = vi.hoisted(() => ({ GET: vi.fn(), POST: vi.fn(), DELETE: vi.fn() }))
vi.mock('../state/services', () => ({ api: { GET, POST, DELETE } }))
vi.mock('../state/useSession', async () => {
  const { ref } = await import('vue')
  return { useSession: () => ({ me: ref({ phone_masked: '138****0000' }), expire: () => undefined }) }
})

const answer = (status: number, data: object) => ({ data, response: new Response(null, { status }) })
const number = '01'.repeat(13)
const relative = '02'.repeat(13)
const appeal = (state: string, about = number, kind = 'APPEAL') => ({
  ticket_id: '03'.repeat(13),
  kind,
  state,
  phone_masked: '138****0000',
  note: `不是本人办的：${about}`,
  opened_at: '2026-11-25T02:00:00Z',
  due_on: '2026-12-02',
})
type Sent = { body: object; params: { header: Record<string, string> } }
const sent = () => POST.mock.calls.map(([, options]) => options as Sent)

async function open(tickets: object[], query = '') {
  GET.mockResolvedValue(answer(200, { tickets }))
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const routes = [{ path: '/:rest(.*)', name: 'records', component: { render: () => null } }]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push(`/${query}`)
  const page = mount(AppealPage, { props: { id: number }, global: { plugins: [plugin, router] } })
  await flushPromises()
  const tap = async (name: string) => {
    await page.get(`[data-test="${name}"]`).trigger('click')
    await flushPromises()
  }
  return { page, tap }
}

beforeEach(() => {
  GET.mockReset()
  POST.mockReset().mockResolvedValue(answer(201, appeal('OPEN')))
  DELETE.mockReset().mockResolvedValue(answer(200, appeal('WITHDRAWN')))
})

it('asks the agency with the number of the receipt, and says when it answers', async () => {
  const { page, tap } = await open([appeal('OPEN', number, 'CALLBACK')])
  expect(page.text()).toContain(number)
  await tap('appeal')
  const [{ body }] = sent() as [Sent]
  expect(body).toEqual({ kind: 'APPEAL', note: `这次认证不是本人办的，请查一查。凭证编号：${number}` })
  expect(page.get('[data-test="ticket"]').text()).toContain('12月2日')
  expect(page.find('[data-test="appeal"]').exists()).toBe(false)
  expect(page.find('[data-test="other-appeal"]').exists()).toBe(false)
})

it('asks about whom the account helps', async () => {
  const { page, tap } = await open([], `?relative=${relative}`)
  expect(page.get('h1').text()).toBe('这次不是本人办的？')
  await tap('appeal')
  expect(sent()[0]!.body).toMatchObject({ relative_id: relative })
})

it('asks once where the answer was lost', async () => {
  const { tap } = await open([])
  POST.mockRejectedValueOnce(new TypeError('offline'))
  await tap('appeal')
  await tap('appeal')
  const keys = sent().map(({ params }) => params.header['Idempotency-Key'])
  expect(keys).toHaveLength(2)
  expect(keys[0]).toBe(keys[1])
})

it('shows what was asked for before, and takes it back', async () => {
  const { page, tap } = await open([appeal('CLAIMED')])
  expect(page.find('[data-test="appeal"]').exists()).toBe(false)
  GET.mockResolvedValue(answer(200, { tickets: [appeal('WITHDRAWN')] }))
  await tap('withdraw')
  expect(DELETE).toHaveBeenCalledOnce()
  expect(page.find('[data-test="appeal"]').exists()).toBe(true)
})

it('says so where the agency is still looking into another receipt', async () => {
  const { page, tap } = await open([appeal('OPEN', 'another')])
  POST.mockResolvedValue(answer(201, appeal('OPEN', 'another')))
  await tap('appeal')
  expect(page.get('[data-test="other-appeal"]').text()).toContain(number)
})
