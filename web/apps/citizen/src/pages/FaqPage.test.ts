import { createAppI18n } from '@jianzai/ui'
import { flushPromises, mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import chinese from '../locales/zh-CN'
import FaqPage from './FaqPage.vue'

const { GET } = vi.hoisted(() => ({ GET: vi.fn() }))
vi.mock('../state/services', async () => {
  const { ref } = await import('vue')
  const support = { phones: ['400-128-8966'], wechat_ids: [], hours: '9-17' }
  return { api: { GET }, service: ref({ support }) }
})
vi.mock('../state/useSession', async () => {
  const { ref } = await import('vue')
  return { useSession: () => ({ state: ref('guest') }) }
})

async function open(path: string) {
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const blank = { render: () => null }
  const routes = [
    { path: '/help', name: 'faq', component: FaqPage },
    { path: '/', name: 'home', component: blank },
    { path: '/support', name: 'support', component: blank },
    { path: '/callback', name: 'callback', component: blank },
    { path: '/verify', name: 'verify', component: blank },
  ]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push(path)
  const page = mount(FaqPage, { global: { plugins: [plugin, router] }, attachTo: document.body })
  await flushPromises()
  return page
}

it('opens the answer that somebody was sent to, and brings the keyboard there', async () => {
  const page = await open('/help#no-face')
  const entry = page.get('#no-face')
  expect(entry.attributes('open')).toBeDefined()
  expect(entry.text()).toContain(chinese.reasons.NO_FACE.next)
  expect(document.activeElement).toBe(entry.get('summary').element)
  expect(page.findAll('details[open]')).toHaveLength(1)
  page.unmount()
})

it('finds by what is typed, says so, and ends with whom to call, without asking the network', async () => {
  const page = await open('/help')
  expect(page.findAll('details[open]')).toHaveLength(0)
  await page.get('input').setValue('口罩')
  expect(page.get('[role="status"]').text()).toBe('找到 1 条')
  expect(page.get('[data-test="faq-found"]').text()).toContain('摘下口罩')
  await page.get('input').setValue('zzzz')
  expect(page.get('[role="status"]').text()).toBe(chinese.faq.none)
  expect(page.get('[data-test="support-phones"]').text()).toContain('400-128-8966')
  // Who is not logged in is called all the same.
  await page.get('[data-test="to-support"]').trigger('click')
  await flushPromises()
  expect(page.vm.$router.currentRoute.value.name).toBe('callback')
  expect(GET).not.toHaveBeenCalled()
  page.unmount()
})
