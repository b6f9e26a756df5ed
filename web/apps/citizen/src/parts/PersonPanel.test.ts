import type { CaptureState } from '@jianzai/capture'
import { createAppI18n } from '@jianzai/ui'
import { mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import chinese from '../locales/zh-CN'
import PersonPanel from './PersonPanel.vue'

vi.mock('../state/services', async () => {
  const { ref } = await import('vue')
  return { service: ref({ review_workdays: 3, support: { phones: ['12333'] } }) }
})

async function panel(state: CaptureState, counts = true) {
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const routes = [{ path: '/:rest(.*)', name: 'support', component: { render: () => null } }]
  const router = createRouter({ history: createMemoryHistory(), routes })
  const mounted = mount(PersonPanel, { props: { state, counts }, global: { plugins: [plugin, router] } })
  const has = (name: string) => mounted.find(`[data-test="person-${name}"]`).exists()
  return { text: mounted.text(), has, phones: mounted.findAll('a[href^="tel:"]').length }
}

it.each<[CaptureState, string, string[]]>([
  ['idle', '马上就好', ['call']],
  ['opening', '马上就好', ['call']],
  ['asking', '3 个工作日内答复', ['file', 'call']],
  ['framing', '3 个工作日内答复', ['look', 'file', 'call']],
  ['blocked', '3 个工作日内答复', ['file', 'call']],
  // Who left the page now would leave the pictures half sent.
  ['uploading', '照片正在交上去', []],
  ['deciding', '照片正在交上去', []],
])('offers while %s what is possible then', async (state, text, ways) => {
  const { text: shown, has, phones } = await panel(state)
  expect(shown).toContain(text)
  expect(['look', 'file', 'call'].filter(has)).toEqual(ways)
  expect(phones).toBe(ways.length === 0 ? 1 : 0)
  expect(has('close')).toBe(true)
})

it.each<[CaptureState, string]>([
  ['asking', '不能只看照片来认证'],
  ['framing', '不能只看照片来认证'],
  ['uploading', '照片正在交上去'],
])('offers no pictures while %s where they do not count', async (state, text) => {
  const { text: shown, has } = await panel(state, false)
  expect(shown).toContain(text)
  expect(['look', 'file'].filter(has)).toEqual([])
})
