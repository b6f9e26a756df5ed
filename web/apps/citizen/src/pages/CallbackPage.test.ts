import { createAppI18n } from '@jianzai/ui'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import chinese from '../locales/zh-CN'
import CallbackPage from './CallbackPage.vue'

const { GET, POST } = vi.hoisted(() => ({ GET: vi.fn(), POST: vi.fn() }))
vi.mock('../state/services', async () => {
  const { ref } = await import('vue')
  return { api: { GET, POST }, service: ref() }
})
vi.mock('../state/registration', () => ({
  registration: { draft: { name: '欧阳测试甲', phone: '13800005678', id_number: '11010519491231002X' } },
}))

const answer = (status: number, data: object) =>
  status < 300
    ? { data, response: new Response(null, { status }) }
    : { error: data, response: new Response(null, { status }) }
const first = { agency_id: '01'.repeat(13), name: '甲县', phone: '0317-12333' }
const second = { agency_id: '02'.repeat(13), name: '乙县', phone: '0317-54321' }
const farDay = '2999-12-02'
type Sent = { body: object; params: { header: Record<string, string> } }
const sent = () => POST.mock.calls.map(([, options]) => options as Sent)

async function open(agencies = [first], path = '/callback') {
  GET.mockResolvedValue(answer(200, { agencies }))
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const blank = { render: () => null }
  const routes = [
    { path: '/', name: 'home', component: blank },
    { path: '/login', name: 'login', component: blank },
    { path: '/callback', name: 'callback', component: CallbackPage },
  ]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push(path)
  const page = mount(CallbackPage, { global: { plugins: [plugin, router] }, attachTo: document.body })
  await flushPromises()
  const next = async (field?: string, text?: string) => {
    if (field) await page.get(`#field-${field}`).setValue(text)
    await page.get('form').trigger('submit')
    await flushPromises()
  }
  return { page, next, router }
}

beforeEach(() => {
  document.body.innerHTML = ''
  window.scrollTo = vi.fn() as unknown as typeof window.scrollTo
  GET.mockReset()
  POST.mockReset().mockResolvedValue(answer(201, { phone_masked: '138****5678', due_on: farDay }))
})

it('asks one thing at a time, and says when the call comes, from whom, and what nobody asks for', async () => {
  const { page, next } = await open()
  await next()
  expect(page.get('[data-test="error-name"]').text()).toBe(chinese.fields.REQUIRED)
  await next('name', ' 试大娘 ')
  await next('phone', '12')
  expect(page.get('[data-test="error-phone"]').text()).toBeTruthy()
  await next('phone', '１３８ 0000 5678')
  expect(page.get('h1').text()).toContain('可以不填')
  await next()
  await next('note', '收不到短信')
  expect(sent()).toHaveLength(1)
  expect(sent()[0]!.body).toEqual({ name: '试大娘', phone: '13800005678', note: '收不到短信' })
  const done = page.get('[data-test="callback-asked"]').text()
  expect(done).toContain('2999年12月2日')
  expect(done).toContain('138****5678')
  expect(done).toContain('经办机构的工作人员')
  expect(done).toContain('不会问您要密码、验证码')
  expect(page.find('form').exists()).toBe(false)
})

it('lets somebody choose where there are several agencies', async () => {
  const { page, next } = await open([first, second])
  await next('name', '试大娘')
  await next('phone', '13800005678')
  await next('id_number', '110105194912310')
  await next()
  expect(page.get('[data-test="error-agency_id"]').text()).toBe(chinese.fields.REQUIRED)
  await page.findAll('[data-test="agency"]')[1]!.trigger('click')
  await flushPromises()
  await next()
  expect(sent()[0]!.body).toEqual({
    name: '试大娘',
    phone: '13800005678',
    // As it was typed: nobody is sent away for it.
    id_number: '110105194912310',
    agency_id: second.agency_id,
  })
})

it('asks nothing again that was answered at the registration, and says what it is about', async () => {
  const { page, next } = await open([first], '/callback?about=register')
  await next()
  await next()
  await next()
  const note = page.get<HTMLTextAreaElement>('#field-note')
  expect(note.element.value).toBe(chinese.callback.about.register)
  await next()
  expect(sent()[0]!.body).toEqual({
    name: '欧阳测试甲',
    phone: '13800005678',
    id_number: '11010519491231002X',
    note: chinese.callback.about.register,
  })
})

it('takes what was typed at the registration nowhere else', async () => {
  const { page } = await open([first], '/callback?about=login')
  expect(page.get<HTMLInputElement>('#field-name').element.value).toBe('')
})

it('asks once where the answer was lost', async () => {
  const { next } = await open()
  POST.mockRejectedValueOnce(new TypeError('offline'))
  await next('name', '试大娘')
  await next('phone', '13800005678')
  await next()
  await next()
  await next()
  const keys = sent().map(({ params }) => params.header['Idempotency-Key'])
  expect(keys).toHaveLength(2)
  expect(keys[0]).toBe(keys[1])
})

it('shows the phone of the chosen agency where too many ask', async () => {
  const { page, next } = await open([first, second])
  POST.mockResolvedValue(
    answer(429, {
      code: 'TOO_MANY_CALLBACKS',
      message: '现在要求回电的人太多，这一次没有登记上。请过一小时再试，或直接拨打经办机构的电话。',
      request_id: 'r1',
      retry_after_s: 3600,
    }),
  )
  await next('name', '试大娘')
  await next('phone', '13800005678')
  await next()
  await page.findAll('[data-test="agency"]')[0]!.trigger('click')
  await flushPromises()
  await next()
  expect(page.get('[data-test="failure"]').text()).toContain('直接拨打经办机构的电话')
  const phones = page.get('[data-test="agency-phones"]')
  expect(phones.findAll('a').map((link) => link.attributes('href'))).toEqual(['tel:0317-12333'])
  expect(phones.text()).toContain('甲县')
  expect(page.find('[data-test="callback-asked"]').exists()).toBe(false)
})

it('is sorry where somebody asked before and nobody has called', async () => {
  POST.mockResolvedValue(answer(201, { phone_masked: '138****5678', due_on: '2020-01-06' }))
  const { page, next } = await open()
  await next('name', '试大娘')
  await next('phone', '13800005678')
  await next()
  await next()
  expect(page.get('[data-test="callback-asked"]').text()).toContain('对不起')
})
