import { createAppI18n } from '@jianzai/ui'
import { mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import chinese from '../locales/zh-CN'
import CallbackOffer from './CallbackOffer.vue'

const { session } = vi.hoisted(() => ({ session: { state: { value: 'guest' } } }))
vi.mock('../state/useSession', () => ({ useSession: () => session }))

async function hrefOn(path: string): Promise<string | undefined> {
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const names = ['register', 'login', 'reset', 'callback', 'support', 'terms']
  const routes = names.map((name) => ({ path: `/${name}`, name, component: { render: () => null } }))
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push(path)
  return mount(CallbackOffer, { global: { plugins: [plugin, router] } })
    .get('a')
    .attributes('href')
}

it.each(['register', 'login', 'reset'])('tells where somebody got stuck: %s', async (name) => {
  session.state.value = 'guest'
  expect(await hrefOn(`/${name}`)).toBe(`/callback?about=${name}`)
})

it('says nothing of other pages, and leads who is logged in to the own page', async () => {
  session.state.value = 'guest'
  expect(await hrefOn('/terms')).toBe('/callback')
  session.state.value = 'member'
  expect(await hrefOn('/register')).toBe('/support')
})
