import type { Operator, Task } from '@jianzai/api'
import { createAppI18n } from '@jianzai/ui'
import { mount, RouterLinkStub } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import chinese from '../locales/zh-CN'
import TaskCard from './TaskCard.vue'

vi.mock('../state/services', () => ({ api: {}, service: {} }))
const { operator } = vi.hoisted(() => ({ operator: { value: undefined as Partial<Operator> | undefined } }))
vi.mock('../state/useOperator', () => ({ useOperator: () => ({ operator }) }))

const task: Task = {
  task_id: 't',
  plan_id: 'p',
  plan_name: '2026 年度认证',
  person_id: 'q',
  person_name: '试田秀兰',
  phone_masked: '190****0001',
  state: 'VERIFYING',
  self_from: '2026-01-01',
  self_to: '2026-03-31',
  verify_to: '2026-04-30',
  protected_to: '2026-05-30',
  contacts: [],
  suspension_bars: ['TOO_EARLY'],
}

async function card(changes: Partial<Task> = {}) {
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const mounted = mount(TaskCard, {
    props: { task: { ...task, ...changes } },
    global: { plugins: [plugin], stubs: { RouterLink: RouterLinkStub } },
    attachTo: document.body,
  })
  return { mounted, part: (name: string) => mounted.find<HTMLButtonElement>(`[data-test="${name}"]`) }
}

beforeEach(() => void (operator.value = { role: 'CLERK' }))

it('offers the ways of contact once they are asked for, and keeps the focus', async () => {
  const { mounted, part } = await card()
  expect(part('channel-VOICE').exists()).toBe(false)
  expect(part('log-contact').attributes('aria-expanded')).toBe('false')
  await part('log-contact').trigger('click')
  expect(part('log-contact').attributes('aria-expanded')).toBe('true')
  await part('channel-VOICE').trigger('click')
  expect(mounted.emitted('contact')).toEqual([['VOICE']])
  expect(part('channel-VOICE').exists()).toBe(false)
  expect(document.activeElement).toBe(part('log-contact').element)
})

it('takes the ways back with the escape key', async () => {
  const { mounted, part } = await card()
  await part('log-contact').trigger('click')
  await part('channel-VISIT').trigger('keydown', { key: 'Escape' })
  expect(part('channel-VISIT').exists()).toBe(false)
  expect(document.activeElement).toBe(part('log-contact').element)
  expect(mounted.emitted('contact')).toBeUndefined()
})

it('lets who works outside say only that they went there', async () => {
  operator.value = { role: 'VILLAGE_HELPER' }
  const { part } = await card()
  await part('log-contact').trigger('click')
  expect(part('channel-VISIT').exists()).toBe(true)
  expect(part('channel-VOICE').exists()).toBe(false)
  expect(part('bars').exists()).toBe(false)
})

it('says what stands against a suspension, and proposes none until then', async () => {
  const { mounted, part } = await card()
  expect(part('bars').text()).toContain('时间没到')
  expect(part('act-propose').element.disabled).toBe(true)
  await mounted.setProps({ task: { ...task, suspension_bars: [] } })
  expect(part('bars').exists()).toBe(false)
  await part('act-propose').trigger('click')
  expect(mounted.emitted('act')).toEqual([['propose']])
})

it('asks nobody about a task that is settled', async () => {
  const { part } = await card({ state: 'PASSED', settled_on: '2026-02-01' })
  expect(part('log-contact').exists()).toBe(false)
})
