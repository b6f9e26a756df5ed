import { createAppI18n } from '@jianzai/ui'
import { expect, it, vi } from 'vitest'
import chinese from './locales/zh-CN'

it('names every page, and nobody on it', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('offline'))
  const { routes } = await import('./router')
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const { t, te } = plugin.global as unknown as {
    t: (key: string) => string
    te: (key: string) => boolean
  }
  for (const { path, redirect, meta } of routes) {
    // The first page bears the service's name alone.
    if (redirect || path === '/') continue
    expect(te(meta?.title ?? ''), path).toBe(true)
    expect(t(meta!.title!), path).not.toContain('{')
  }
})

it('opens what needs no network before the server has said who is logged in', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('offline'))
  const { createAppRouter } = await import('./router')
  const router = createAppRouter()
  void router.push('/help')
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(router.currentRoute.value.name).toBeUndefined()
  await router.push('/verify')
  expect(router.currentRoute.value.name).toBe('verify')
})
