import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { SPEAK_AFTER_MS, useSpoken } from './speech'

class Utterance {
  lang = ''
  constructor(readonly text: string) {}
}
const voice = { cancel: vi.fn(), speak: vi.fn<(words: Utterance) => void>() }
const said = () => voice.speak.mock.calls.map(([{ text, lang }]) => `${lang} ${text}`)

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('speechSynthesis', voice)
  vi.stubGlobal('SpeechSynthesisUtterance', Utterance)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.clearAllMocks()
})

it('says what has stood for a moment, and nothing that came and went', async () => {
  const words = ref<string>()
  const scope = effectScope()
  scope.run(() =>
    useSpoken(
      () => words.value,
      () => 'zh-CN',
    ),
  )
  const say = async (now: string | undefined, ms: number) => {
    words.value = now
    await nextTick()
    vi.advanceTimersByTime(ms)
  }
  await say('暗', SPEAK_AFTER_MS - 1)
  await say('糊', SPEAK_AFTER_MS - 1)
  expect(said()).toEqual([])
  vi.advanceTimersByTime(1)
  expect(said()).toEqual(['zh-CN 糊'])
  await say('暗', 1)
  await say(undefined, SPEAK_AFTER_MS)
  expect(said()).toHaveLength(1)
  await say('暗', 1)
  voice.cancel.mockClear()
  scope.stop()
  vi.advanceTimersByTime(SPEAK_AFTER_MS)
  expect(said()).toHaveLength(1)
  expect(voice.cancel).toHaveBeenCalledTimes(1)
})
