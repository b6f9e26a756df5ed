import { createAppI18n } from '@jianzai/ui'
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import chinese from '../locales/zh-CN'
import CapturePage from './CapturePage.vue'

const phone = vi.hoisted(() => ({ open: (): void => undefined, getUserMedia: vi.fn(async () => undefined) }))
vi.mock('@jianzai/capture', async (original) => {
  const capture = await original<typeof import('@jianzai/capture')>()
  const outbox = { pending: async () => undefined }
  return {
    ...capture,
    createOutbox: () => new Promise((resolve) => (phone.open = () => resolve(outbox))),
    createFrameSocket: () => ({ warm: () => undefined, close: () => undefined }),
  }
})
vi.mock('../state/services', async () => {
  const { ref } = await import('vue')
  return { api: {}, service: ref() }
})
vi.mock('../state/useSession', async () => {
  const { ref } = await import('vue')
  return { useSession: () => ({ me: ref({ account_id: 'account' }) }) }
})
afterEach(() => vi.unstubAllGlobals())

it.each([true, false])('opens no camera for a page that was left before: %s', async (isLeft) => {
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: phone.getUserMedia } })
  phone.getUserMedia.mockClear()
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const routes = [{ path: '/:rest(.*)', component: { render: () => null } }]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push('/')
  const page = mount(CapturePage, { global: { plugins: [plugin, router] } })
  if (isLeft) page.unmount()
  phone.open()
  await flushPromises()
  expect(phone.getUserMedia).toHaveBeenCalledTimes(isLeft ? 0 : 1)
  if (!isLeft) page.unmount()
})
