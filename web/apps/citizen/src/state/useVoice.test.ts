import { createAppI18n } from '@jianzai/ui'
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import chinese from '../locales/zh-CN'

vi.mock('virtual:voice-clips', () => ({ default: { 'zh-CN': '/assets/voice/zh-CN.json' } }))
const index = { 'capture.looking': 'aa', 'capture.advice.DARK': 'bb' }

class Utterance {
  lang = ''
  onend?: () => void
  constructor(readonly text: string) {}
}
const phone = {
  cancel: vi.fn(),
  speak: vi.fn((words: Utterance) => void setTimeout(() => words.onend?.(), 10)),
}
const fetched = vi.fn(
  async (address: string) => new Response(address.endsWith('.json') ? JSON.stringify(index) : address),
)
const played: string[] = []

beforeEach(async () => {
  vi.useFakeTimers()
  vi.resetModules()
  localStorage.clear()
  played.length = 0
  fetched.mockClear()
  phone.speak.mockClear()
  vi.stubGlobal('speechSynthesis', phone)
  vi.stubGlobal('SpeechSynthesisUtterance', Utterance)
  vi.stubGlobal('fetch', fetched)
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:${(blob as Blob).type || 'clip'}`)
  vi.spyOn(HTMLMediaElement.prototype, 'pause').mockImplementation(() => undefined)
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(async function (this: HTMLMediaElement) {
    played.push(this.src)
    setTimeout(() => this.onended?.(new Event('ended')), 10)
  })
  // What the tests before left waiting for a tap.
  document.body.click()
  await vi.advanceTimersByTimeAsync(100)
  played.length = 0
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

async function page(keys: string[] = []) {
  const { useSpoken, useVoice } = await import('./useVoice')
  const spoken = ref(keys)
  let voice!: ReturnType<typeof useVoice>
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const component = defineComponent(() => {
    voice = useVoice()
    useSpoken(() => spoken.value)
    return () => h('p')
  })
  const mounted = mount(component, { global: { plugins: [plugin] } })
  const show = async (now: string[], ms: number) => {
    spoken.value = now
    await nextTick()
    await vi.advanceTimersByTimeAsync(ms)
  }
  return { voice, show, mounted }
}
const said = () => phone.speak.mock.calls.map(([{ text, lang }]) => `${lang} ${text}`)

it('fetches a clip once and plays it; without one the phone itself speaks', async () => {
  const { voice } = await page()
  voice.say(['capture.looking', 'capture.framing'], 'now')
  await vi.advanceTimersByTimeAsync(100)
  voice.say(['capture.looking'], 'now')
  await vi.advanceTimersByTimeAsync(100)
  expect(fetched.mock.calls.map(([address]) => address)).toEqual([
    '/assets/voice/zh-CN.json',
    '/assets/voice/zh-CN/capture.looking-aa.mp3',
  ])
  expect(played).toHaveLength(2)
  expect(said()).toEqual(['zh-CN 把脸放进圆框里'])
})

it('speaks itself where the index or the clip does not come, and asks for it again the next time', async () => {
  const { voice } = await page()
  fetched.mockRejectedValueOnce(new TypeError('no network'))
  voice.say(['capture.looking'], 'now')
  await vi.advanceTimersByTimeAsync(100)
  expect(said()).toEqual(['zh-CN 请看着镜头，不要动'])
  fetched.mockResolvedValueOnce(new Response(JSON.stringify(index)))
  fetched.mockRejectedValueOnce(new TypeError('no network'))
  voice.say(['capture.looking'], 'now')
  await vi.advanceTimersByTimeAsync(100)
  expect(said()).toHaveLength(2)
  voice.say(['capture.looking'], 'now')
  await vi.advanceTimersByTimeAsync(100)
  expect(played).toHaveLength(1)
})

it('says what has stood for a moment, nothing that came and went, and nothing twice in a row', async () => {
  const { show, mounted } = await page()
  const { REPEAT_AFTER_MS, SAY_AFTER_MS } = await import('./useVoice')
  await show(['capture.advice.DARK'], SAY_AFTER_MS - 1)
  await show(['capture.advice.BLUR'], SAY_AFTER_MS + 50)
  expect(said()).toEqual(['zh-CN 有点模糊，请拿稳手机、擦擦镜头'])
  await show([], 1)
  await show(['capture.advice.BLUR'], SAY_AFTER_MS + 50)
  expect(said()).toHaveLength(1)
  await show([], REPEAT_AFTER_MS)
  await show(['capture.advice.BLUR'], SAY_AFTER_MS + 50)
  expect(said()).toHaveLength(2)
  phone.cancel.mockClear()
  mounted.unmount()
  expect(phone.cancel).toHaveBeenCalled()
})

it('is let to sound by the first tap', async () => {
  const play = vi.mocked(HTMLMediaElement.prototype.play)
  const { voice } = await page()
  play.mockRejectedValueOnce(new DOMException('not before a tap', 'NotAllowedError'))
  voice.say(['capture.looking'], 'now')
  await vi.advanceTimersByTimeAsync(100)
  expect(played).toEqual([])
  expect(said()).toEqual([])
  document.body.click()
  await vi.advanceTimersByTimeAsync(100)
  // A moment of silence, and then the words.
  expect(played).toEqual(['blob:audio/wav', expect.stringMatching(/^blob:(?!audio)/)])
  document.body.click()
  await vi.advanceTimersByTimeAsync(100)
  expect(played).toHaveLength(2)
})
