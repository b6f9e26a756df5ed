import type { Benefits, Operator } from '@jianzai/api'
import { createAppI18n } from '@jianzai/ui'
import { flushPromises, mount, RouterLinkStub } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import chinese from '../locales/zh-CN'
import { useOperator } from '../state/useOperator'
import BenefitPanel from './BenefitPanel.vue'

const { api, isSure } = vi.hoisted(() => ({
  api: { GET: vi.fn(), PUT: vi.fn(), DELETE: vi.fn() },
  isSure: vi.fn(),
}))
vi.mock('../state/services', () => ({ api, service: {} }))
vi.mock('../state/useSure', () => ({ useSure: () => isSure }))
const { operator } = useOperator()

const benefit = {
  category_code: 'WORK_INJURY',
  category_name: '工伤',
  payment: 'PAID',
} satisfies Benefits['benefits'][number]
const death = {
  kind: 'DEATH',
  source: '儿子来电',
  happened_on: '2026-11-01',
  checked_by: 'clerk',
} satisfies Benefits['losses'][number]
const known = (changes: Partial<Benefits>): Benefits => ({
  person_id: 'p',
  person_name: '试田秀兰',
  benefits: [benefit],
  losses: [death],
  loss_check: 'BY_ANOTHER',
  ...changes,
})
const answered = (data: Benefits) => ({ data, response: new Response(null, { status: 200 }) })

async function panel(benefits: Benefits) {
  api.GET.mockResolvedValue(answered(benefits))
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const mounted = mount(BenefitPanel, {
    props: { personId: 'p' },
    global: { plugins: [plugin], stubs: { RouterLink: RouterLinkStub } },
  })
  await flushPromises()
  return { mounted, part: (name: string) => mounted.find<HTMLButtonElement>(`[data-test="${name}"]`) }
}

beforeEach(() => {
  vi.resetAllMocks()
  operator.value = { role: 'REVIEWER' } as Operator
  isSure.mockResolvedValue(true)
})

it.each([
  ['REVIEWER', 'NONE', '登记死亡等'],
  ['REVIEWER', 'ONLY_OWN', '请另一位审核员'],
  ['CLERK', 'BY_ANOTHER', '由审核员'],
] as const)('tells a %s with %s what is missing, and offers no end', async (role, loss_check, words) => {
  operator.value = { role } as Operator
  const { part } = await panel(known({ loss_check }))
  expect(part('benefits-missing').text()).toContain(words)
  expect(part('terminate').exists()).toBe(false)
  expect(part('reinstate').exists()).toBe(false)
})

it('lets another reviewer end the benefit, once they are sure', async () => {
  const { mounted, part } = await panel(known({}))
  expect(part('confirmed-loss').text()).toContain('clerk')
  expect(part('benefits-missing').exists()).toBe(false)
  isSure.mockResolvedValueOnce(false)
  await part('terminate').trigger('click')
  await flushPromises()
  expect(api.PUT).not.toHaveBeenCalled()
  api.PUT.mockResolvedValue(answered(known({ benefits: [{ ...benefit, payment: 'TERMINATED' }] })))
  await part('terminate').trigger('click')
  await flushPromises()
  expect(api.PUT.mock.calls[0]![1]).toMatchObject({
    params: { path: { person_id: 'p', category_code: 'WORK_INJURY' } },
  })
  expect(part('terminate').exists()).toBe(false)
  expect(part('reinstate').exists()).toBe(true)
  expect(mounted.emitted('changed')).toHaveLength(1)
})

it('says a refusal where it was pressed', async () => {
  const { mounted, part } = await panel(known({}))
  api.PUT.mockResolvedValue({
    error: { code: 'TASK_REFUSED', message: '', request_id: 'r', suspension_bars: ['NO_CONFIRMED_LOSS'] },
    response: new Response(null, { status: 409 }),
  })
  await part('terminate').trigger('click')
  await flushPromises()
  expect(part('refusal').text()).toContain('没有核实过的')
  expect(mounted.emitted('changed')).toBeUndefined()
})
