import type { DisclosedPhone, OpenTicket, Operator } from '@jianzai/api'
import { createAppI18n } from '@jianzai/ui'
import { flushPromises, mount, RouterLinkStub } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import chinese from '../locales/zh-CN'
import { useOperator } from '../state/useOperator'
import { wantedPerson } from '../state/wantedPerson'
import TicketDialog from './TicketDialog.vue'

const { POST } = vi.hoisted(() => ({ POST: vi.fn() }))
vi.mock('../state/services', () => ({ api: { POST }, service: {} }))
useOperator().operator.value = { login: 'clerk', role: 'CLERK' } as Operator

const ticket: OpenTicket['ticket'] = {
  ticket_id: '03'.repeat(13),
  kind: 'CALLBACK',
  state: 'CLAIMED',
  phone_masked: '138****5678',
  note: '我登录不上。',
  opened_at: '2026-11-25T02:00:00Z',
  due_on: '2026-11-26',
  tries: 0,
}

async function open(one: Omit<OpenTicket, 'ticket'>, disclosed: object) {
  POST.mockResolvedValue({ data: disclosed, response: new Response(null, { status: 201 }) })
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const blank = { render: () => null }
  const routes = [
    { path: '/', name: 'tickets', component: blank },
    { path: '/persons', name: 'persons', component: blank },
  ]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push('/')
  const dialog = mount(TicketDialog, {
    props: {
      open: { ticket, ...one },
      known: undefined,
      onDisclosed: (known: DisclosedPhone) => void dialog.setProps({ known }),
    },
    global: { plugins: [plugin, router], stubs: { RouterLink: RouterLinkStub, teleport: true } },
    attachTo: document.body,
  })
  await flushPromises()
  return { dialog, router }
}

beforeEach(() => {
  wantedPerson.value = ''
})
afterEach(() => {
  document.body.innerHTML = ''
})

it('says that nobody has proved who asked without a login, and looks for them only when told to', async () => {
  const { dialog, router } = await open(
    { asked_by: '欧阳测试甲', without_login: true },
    { phone: '13800005678', id_number: '11010519491231002X' },
  )
  expect(dialog.get('[data-test="not-proved"]').text()).toContain('没有核实是不是本人')
  expect(dialog.get('[data-test="caller-id-number"]').text()).toBe('11010519491231002X')
  expect(dialog.text()).not.toContain('提出人会看到')
  expect(dialog.text()).not.toContain('本人会收到短信')
  expect(POST.mock.calls.every(([path]) => String(path).endsWith('/disclosures'))).toBe(true)
  await dialog.get('[data-test="find-caller"]').trigger('click')
  await flushPromises()
  expect(router.currentRoute.value.fullPath).toBe('/persons')
  expect(wantedPerson.value).toBe('11010519491231002X')
  dialog.unmount()
})

it('looks for the name where no number was typed', async () => {
  const { dialog } = await open({ asked_by: '欧阳测试甲', without_login: true }, { phone: '13800005678' })
  expect(dialog.get('[data-test="caller-id-number"]').text()).toBe('–')
  await dialog.get('[data-test="find-caller"]').trigger('click')
  expect(wantedPerson.value).toBe('欧阳测试甲')
  dialog.unmount()
})

it('warns of nobody who was logged in', async () => {
  const { dialog } = await open({ asked_by: '欧阳测试甲' }, { phone: '13800005678' })
  expect(dialog.find('[data-test="not-proved"]').exists()).toBe(false)
  expect(dialog.find('[data-test="find-caller"]').exists()).toBe(false)
  expect(dialog.text()).toContain('提出人会看到')
  dialog.unmount()
})
