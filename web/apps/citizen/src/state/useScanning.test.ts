import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, reactive, ref } from 'vue'
import { useScanning } from './useScanning'

type Query = Record<string, string>
const { setting } = vi.hoisted(() => ({ setting: {} as Record<'route' | 'router' | 'service', unknown> }))
vi.mock('vue-router', () => ({ useRoute: () => setting.route, useRouter: () => setting.router }))
vi.mock('./services', () => ({
  get service() {
    return setting.service
  },
}))

const route = reactive({ path: '/register', query: {} as Query })
const router = {
  push: vi.fn(async (to: { query: Query }) => void (route.query = to.query)),
  replace: vi.fn(async (to: { query: Query }) => void (route.query = to.query)),
  // The browser goes back in its own time.
  back: vi.fn(),
  resolve: (address: string) => ({ path: address.split('?')[0] }),
}
const service = ref<{ reads_cards: boolean }>()
Object.assign(setting, { route, router, service })
const behind = (back: string | null) => history.replaceState({ back }, '')

beforeEach(() => {
  vi.clearAllMocks()
  route.path = '/register'
  route.query = { way: 'phone' }
  service.value = { reads_cards: true }
  behind('/register?way=phone')
})

describe('the scan', () => {
  it('has an address of its own on the page', async () => {
    const { isScanning, open } = useScanning()
    expect(isScanning.value).toBe(false)
    await open()
    expect(route.query).toEqual({ way: 'phone', scan: '1' })
    expect(isScanning.value).toBe(true)
  })

  it('is offered unless the service says that it reads none', () => {
    const { isOffered, isScanning } = useScanning()
    route.query = { scan: '1' }
    service.value = undefined
    expect([isOffered.value, isScanning.value]).toEqual([true, true])
    service.value = { reads_cards: false }
    expect([isOffered.value, isScanning.value]).toEqual([false, false])
  })
})

describe('closing it', () => {
  it('goes back once, however often it is tapped', async () => {
    const { open, close } = useScanning()
    await open()
    await close()
    await close()
    expect(router.back).toHaveBeenCalledTimes(1)
    // There now; and it can be opened and closed again.
    route.query = { way: 'phone' }
    await nextTick()
    await close()
    expect(router.back).toHaveBeenCalledTimes(1)
    await open()
    await nextTick()
    await close()
    expect(router.back).toHaveBeenCalledTimes(2)
    expect(router.replace).not.toHaveBeenCalled()
  })

  it.each([null, '/', '/login?next=/register'])('stays on the page where %s is behind it', async (back) => {
    const { isScanning, open, close } = useScanning()
    await open()
    behind(back)
    await close()
    expect(router.back).not.toHaveBeenCalled()
    expect(route.query).toEqual({ way: 'phone' })
    expect(isScanning.value).toBe(false)
  })

  it('does nothing when the page has been left', async () => {
    const { open, close } = useScanning()
    await open()
    route.path = '/terms'
    await close()
    expect(router.back).not.toHaveBeenCalled()
    expect(router.replace).not.toHaveBeenCalled()
  })
})
