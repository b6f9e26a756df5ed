import type { Block, CardResult, CardScanState } from '@jianzai/capture'
import { createAppI18n, SETTLE_MS } from '@jianzai/ui'
import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import chinese from '../locales/zh-CN'
import CardScan from './CardScan.vue'

const scan = {
  state: ref<CardScanState>('idle'),
  hint: ref<string>(),
  waiting: ref<{ kind: string }>(),
  block: ref<Block>(),
  result: ref<CardResult>(),
  isCameraOn: ref(false),
  begin: vi.fn(),
  shoot: vi.fn(),
  takeFile: vi.fn(),
}
vi.mock('@jianzai/capture', async (load) => ({
  ...(await load<object>()),
  useDeviceCardScan: () => scan,
}))
vi.mock('../state/services', () => ({ api: {} }))

const field = (value: string) => ({ value, confidence: 99, is_sure: true })
const read: CardResult = {
  reading: {
    side: 'FRONT',
    advice: [],
    risks: [],
    contradictions: [],
    name: field('王试兰'),
    number: field('999999194903020019'),
  },
  jpeg: new ArrayBuffer(0),
}

async function page() {
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const mounted = mount(CardScan, { global: { plugins: [plugin] } })
  const part = (name: string) => mounted.find(`[data-test="${name}"]`)
  return { part, events: (name: string) => mounted.emitted(name) }
}
async function blockWith(block: Block): Promise<void> {
  scan.state.value = 'blocked'
  scan.block.value = block
  await nextTick()
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.clearAllMocks()
  scan.state.value = 'idle'
  scan.block.value = scan.result.value = scan.hint.value = undefined
})
afterEach(() => void vi.useRealTimers())
enableAutoUnmount(afterEach)

it('says what for before the camera opens', async () => {
  const { part } = await page()
  expect(part('card-notice').text()).toContain('读完马上删除，不保存')
  await part('card-start').trigger('click')
  expect(scan.begin).toHaveBeenCalledTimes(1)
})

it('can be tried again where the camera is at fault, and says that typing will do', async () => {
  const { part } = await page()
  await blockWith({ kind: 'CAMERA_DENIED' })
  expect(part('block').exists()).toBe(true)
  expect(part('no-matter').text()).toBe('没关系，点“用照片”或“自己填”就可以。')
  expect(part('card-by-hand').text()).toBe('自己填')
  expect(part('card-start').text()).toBe('再试一次')
})

it.each<Block>([{ kind: 'NOT_A_PICTURE' }, { kind: 'REFUSED', failure: { kind: 'network' } }])(
  'cannot be tried again at %j',
  async (block) => {
    const { part } = await page()
    await blockWith(block)
    expect(part(block.kind === 'REFUSED' ? 'failure' : 'block').exists()).toBe(true)
    for (const name of ['no-matter', 'card-start', 'card-shoot']) expect(part(name).exists()).toBe(false)
    expect(part('card-file').text()).toBe('用照片')
  },
)

it('says what to do when it has given up', async () => {
  const { part } = await page()
  scan.hint.value = 'GIVEN_UP'
  await nextTick()
  expect(part('card-hint').text()).toBe('没有读出来。可以再试一次，也可以自己填。')
  expect(part('card-start').exists()).toBe(true)
})

it('takes no answer before what was read could be seen, and begins at the top of the page', async () => {
  const toTop = vi.spyOn(window, 'scrollTo')
  const { part, events } = await page()
  scan.state.value = 'read'
  scan.result.value = read
  await nextTick()
  expect(toTop).toHaveBeenCalledExactlyOnceWith(0, 0)
  expect(part('card-check').text()).toBe('请和身份证核对')
  const buttons = ['card-right', 'card-correct', 'card-again']
  for (const name of buttons) await part(name).trigger('click')
  expect([events('answered'), scan.begin.mock.calls.length]).toEqual([undefined, 0])
  vi.advanceTimersByTime(SETTLE_MS)
  await nextTick()
  for (const name of buttons) await part(name).trigger('click')
  const answers = { name: '王试兰', id_number: '999999194903020019' }
  expect(events('answered')).toEqual([
    [answers, true],
    [answers, false],
  ])
  expect(scan.begin).toHaveBeenCalledTimes(1)
})
