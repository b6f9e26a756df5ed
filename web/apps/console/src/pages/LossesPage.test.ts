import type { Loss, Operator } from '@jianzai/api'
import { createAppI18n } from '@jianzai/ui'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import chinese from '../locales/zh-CN'
import { useOperator } from '../state/useOperator'
import LossesPage from './LossesPage.vue'

const { GET } = vi.hoisted(() => ({ GET: vi.fn() }))
vi.mock('../state/services', () => ({ api: { GET }, service: {} }))

const loss = {
  ...{ sign_id: 's', person_id: 'p', person_name: '试田秀兰', kind: 'DEATH', source: '儿子来电' },
  ...{ happened_on: '2026-11-01', received_at: '2026-11-02T02:00:00Z', checked_by: 'reviewer' },
} satisfies Loss

beforeEach(() => {
  const data = { losses: [loss] }
  GET.mockReset().mockResolvedValue({ data, response: new Response(null, { status: 200 }) })
})

it.each([
  ['REVIEWER', 'another', '去终止待遇', true],
  ['REVIEWER', 'reviewer', '看此人的待遇和任务', false],
  ['CLERK', 'clerk', '看此人的待遇和任务', false],
] as const)('offers a %s (%s) what the server would not refuse', async (role, login, way, decides) => {
  useOperator().operator.value = { role, login } as Operator
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const routes = ['/losses', '/tasks', '/persons/:id'].map((path) => ({
    ...{ path, name: path.split('/')[1]!.replace('persons', 'person'), component: { render: () => null } },
  }))
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push('/losses?work=TERMINATE')
  const page = mount(LossesPage, { global: { plugins: [plugin, router] }, attachTo: document.body })
  await flushPromises()
  const there = page.get('[data-test="to-benefits"]')
  expect(there.text()).toBe(way)
  expect(there.classes().includes('el-button--primary')).toBe(decides)
  expect(page.find('[data-test="dismiss-loss"]').exists()).toBe(decides)
  page.unmount()
})
