import { createAppI18n } from '@jianzai/ui'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import chinese from '../locales/zh-CN'
import SupportPage from './SupportPage.vue'

const { GET, DELETE } = vi.hoisted(() => ({ GET: vi.fn(), DELETE: vi.fn() }))
vi.mock('../state/services', () => ({ api: { GET, DELETE } }))
vi.mock('../state/useSupportContacts', async () => {
  const { ref } = await import('vue')
  return { useSupportContacts: () => ({ contacts: ref([]), failure: ref() }) }
})
vi.mock('../state/useSession', async () => {
  const { ref } = await import('vue')
  return { useSession: () => ({ me: ref({ phone_masked: '138****0000' }), expire: () => undefined }) }
})

const answer = (status: number, data: object) => ({ data, response: new Response(null, { status }) })
const ticket = (id: string, kind: string, state: string, more = {}) => ({
  ...{ ticket_id: id, kind, state, phone_masked: '138****0000', note: `凭证编号：${id}`, tries: 0 },
  ...{ opened_at: '2026-11-25T02:00:00Z', due_on: '2026-12-02', ...more },
})

/** What the account asked for, the newest first. */
async function open(tickets: object[]) {
  GET.mockResolvedValue(answer(200, { tickets }))
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const routes = [{ path: '/', name: 'faq', component: { render: () => null } }]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push('/')
  const page = mount(SupportPage, {
    global: { plugins: [plugin, router], stubs: { SupportContacts: true } },
  })
  await flushPromises()
  return { page, shown: () => page.findAll('[data-test="ticket"]').map((one) => one.text()) }
}

beforeEach(() => {
  GET.mockReset()
  DELETE.mockReset().mockResolvedValue(answer(200, {}))
})

it('shows what is being looked into, too, and lets it be taken back; a call can be asked for beside it', async () => {
  const { page, shown } = await open([
    ticket('c', 'APPEAL', 'DONE', { outcome: 'SOLVED' }),
    ticket('b', 'APPEAL', 'CLAIMED'),
    ticket('a', 'APPEAL', 'OPEN'),
  ])
  expect(shown()).toHaveLength(2)
  expect(shown()[0]).toContain('凭证编号：b')
  expect(page.find('[data-test="callback"]').exists()).toBe(true)
  expect(page.get('[data-test="withdraw"]').text()).toBe('不用查了')
  await page.get('[data-test="appeals"] [data-test="withdraw"]').trigger('click')
  await flushPromises()
  expect(DELETE.mock.calls[0]![1]).toMatchObject({ params: { path: { ticket_id: 'b' } } })
})

it('shows the last answer where nothing is open', async () => {
  const { shown } = await open([
    ticket('d', 'CALLBACK', 'WITHDRAWN'),
    ticket('c', 'APPEAL', 'DONE', { outcome: 'SOLVED', answer: '是您侄子办的' }),
    ticket('b', 'APPEAL', 'WITHDRAWN'),
  ])
  expect(shown()).toHaveLength(2)
  expect(shown()[1]).toContain('是您侄子办的')
})

it('asks for one call at a time', async () => {
  const { page } = await open([ticket('a', 'CALLBACK', 'OPEN')])
  expect(page.find('[data-test="callback"]').exists()).toBe(false)
  expect(page.find('[data-test="appeals"]').exists()).toBe(false)
})

it.each([
  ['SOLVED', 'good', '已办好'],
  ['REFUSED', 'wait', '没有办成'],
  ['NOT_REACHED', 'wait', '没有打通'],
])('says what came of it: %s', async (outcome, colour, words) => {
  const { page } = await open([ticket('a', 'CALLBACK', 'DONE', { outcome })])
  const line = page.get('[data-test="ticket"] .dates')
  expect(line.classes()).toContain(colour)
  expect(line.text()).toContain(words)
})
