import { createAppI18n } from '@jianzai/ui'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import chinese from '../locales/zh-CN'
import { someReceipts } from '../state/someReceipt'
import VerifyPage from './VerifyPage.vue'

const { GET } = vi.hoisted(() => ({ GET: vi.fn() }))
vi.mock('../state/services', () => ({ api: { GET } }))
const { key, text } = someReceipts.SM2

beforeEach(() => {
  localStorage.clear()
  vi.useFakeTimers({ now: new Date('2026-11-27T04:00:00Z'), toFake: ['Date'] })
  const data = { algorithm: 'SM2', key_id: 'ad4b2be8', public_key: key, other_public_keys: [] }
  GET.mockResolvedValue({ data, response: new Response() })
})

async function checked(typed: string) {
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const page = mount(VerifyPage, { global: { plugins: [plugin] } })
  await flushPromises()
  await page.get('[data-test="verify-text"]').setValue(typed)
  await page.get('form').trigger('submit')
  await flushPromises()
  return page
}

it('says in large words that it is genuine, whose it is, and that the person is to be compared', async () => {
  const page = await checked(text)
  expect(page.get('h1').text()).toBe('这张凭证是真的')
  expect(page.get('[data-test="verify-name"]').text()).toBe('王*英')
  expect(page.get('[data-test="verify-number"]').text()).toBe('01kc0v3xj8q2m7t5r9w4y6a1bd')
  expect(page.get('[data-test="verify-day"]').text()).toContain('2026年11月25日')
  expect(page.get('[data-test="verify-next"]').text()).toContain('2027年11月30日')
  expect(page.text()).toContain(chinese.verify.compare)
  expect(page.find('[data-test="verify-over"]').exists()).toBe(false)
})

it('says that the next proof is overdue', async () => {
  vi.setSystemTime(new Date('2027-11-30T15:59:00Z'))
  expect((await checked(text)).find('[data-test="verify-over"]').exists()).toBe(false)
  vi.setSystemTime(new Date('2027-11-30T16:01:00Z'))
  expect((await checked(text)).find('[data-test="verify-over"]').exists()).toBe(true)
})

it('says what to do where it is not, and shows nothing of what it claims', async () => {
  const page = await checked(text.replace('王*英', '李*英'))
  expect(page.get('h1').text()).toBe('不能证明这张凭证是真的')
  expect(page.text()).toContain(chinese.verify.next.call)
  expect(page.get('[data-test="verify-not-genuine"]').text()).not.toContain('李*英')
})

it('checks by what it kept where there is no network', async () => {
  await checked(text)
  GET.mockRejectedValue(new TypeError('offline'))
  const page = await checked(text)
  expect(page.get('h1').text()).toBe('这张凭证是真的')
  expect(page.get('[data-test="verify-keys"]').text()).toContain('2026年11月27日')
})

it('asks for a network where it has no key', async () => {
  GET.mockRejectedValue(new TypeError('offline'))
  expect((await checked(text)).get('[data-test="verify-noKeys"]').text()).toContain('请连上网络')
})
