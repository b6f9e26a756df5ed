import type { Task } from '@jianzai/api'
import { createAppI18n } from '@jianzai/ui'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import chinese from '../locales/zh-CN'
import ContactDialog from './ContactDialog.vue'

const { api } = vi.hoisted(() => ({ api: { POST: vi.fn() } }))
vi.mock('../state/services', () => ({ api, service: {} }))

const task = { task_id: 't', person_name: '试田秀兰' } as Task

async function dialog() {
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const mounted = mount(ContactDialog, {
    props: { task, channel: 'VOICE' },
    global: { plugins: [plugin], stubs: { teleport: true, transition: true } },
  })
  await flushPromises()
  return { mounted, part: (name: string) => mounted.find<HTMLButtonElement>(`[data-test="${name}"]`) }
}

beforeEach(() => vi.resetAllMocks())

it('logs nothing by one tap: what came of it is asked first', async () => {
  const { mounted, part } = await dialog()
  expect(part('save-contact').element.disabled).toBe(true)
  await part('result-NOT_REACHED').find('input').setValue()
  expect(part('save-contact').element.disabled).toBe(false)
  expect(api.POST).not.toHaveBeenCalled()
  api.POST.mockResolvedValue({ data: task, response: new Response(null, { status: 201 }) })
  await mounted.find('#contact-note').setValue(' 女儿接的 ')
  await part('save-contact').trigger('click')
  await flushPromises()
  expect(api.POST.mock.calls[0]![1]).toEqual({
    params: { path: { task_id: 't' } },
    body: { channel: 'VOICE', result: 'NOT_REACHED', note: '女儿接的' },
  })
  expect(mounted.emitted('saved')).toEqual([[task]])
})

it('says a refusal in the dialog', async () => {
  const { mounted, part } = await dialog()
  api.POST.mockResolvedValue({
    error: { code: 'TASK_REFUSED', message: '', request_id: 'r', suspension_bars: ['STATE'] },
    response: new Response(null, { status: 409 }),
  })
  await part('result-REACHED').find('input').setValue()
  await part('save-contact').trigger('click')
  await flushPromises()
  expect(part('refusal').text()).toContain('还不在核实期')
  expect(mounted.emitted('saved')).toBeUndefined()
})
