import { beforeEach, expect, it, vi } from 'vitest'
import { Voice, type Words } from './voice'

const words = (...keys: string[]): Words[] => keys.map((key) => ({ key, text: key, language: 'zh-CN' }))
const settle = () => new Promise((resolve) => setTimeout(resolve))

function setting() {
  const log: string[] = []
  /** Ends what sounds. */
  let end: (() => void) | undefined
  const has = new Set(['a', 'b', 'c'])
  const state = { refuses: false }
  const sounding = (how: string) =>
    new Promise<void>((resolve) => {
      log.push(how)
      end = resolve
    })
  const clip = vi.fn(async ({ key }: Words) => (has.has(key) ? new Blob([key]) : undefined))
  const voice = new Voice({
    clip,
    play: async (blob) => {
      if (state.refuses) throw new DOMException('not before a tap', 'NotAllowedError')
      const text = await blob.text()
      if (text === 'c') throw new Error('cannot be decoded')
      await sounding(text)
    },
    speak: ({ text }) => sounding(`own:${text}`),
    hush: () => end?.(),
  })
  const ended = async () => {
    end?.()
    await settle()
    await settle()
  }
  const say = async (keys: string[], urgency: 'now' | 'next') => {
    voice.say(words(...keys), urgency)
    await settle()
    await settle()
  }
  return { voice, log, clip, state, ended, say }
}

beforeEach(() => localStorage.clear())

it('says one after the other, by clips, else by the voice of the phone', async () => {
  const { log, ended, say } = setting()
  await say(['a', 'none', 'c', 'b'], 'now')
  expect(log).toEqual(['a'])
  for (let i = 0; i < 3; i++) await ended()
  expect(log).toEqual(['a', 'own:none', 'own:c', 'b'])
})

it('never talks over itself: what is urgent ends the former', async () => {
  const { log, ended, say } = setting()
  await say(['a', 'b'], 'now')
  await say(['none'], 'now')
  expect(log).toEqual(['a', 'own:none'])
  await ended()
  expect(log).toHaveLength(2)
})

it('lets one finish before a hint, and says only the last hint then', async () => {
  const { log, ended, say } = setting()
  await say(['a'], 'now')
  await say(['none'], 'next')
  await say(['b'], 'next')
  expect(log).toEqual(['a'])
  await ended()
  expect(log).toEqual(['a', 'b'])
})

it('is silent when muted, remembers it, and fetches nothing', async () => {
  const { voice, log, clip, say } = setting()
  await say(['a'], 'now')
  voice.mute(true)
  clip.mockClear()
  await say(['b'], 'now')
  voice.prepare(words('b'))
  expect(log).toEqual(['a'])
  expect(clip).not.toHaveBeenCalled()
  expect(setting().voice.isMuted.value).toBe(true)
  voice.mute(false)
  expect(setting().voice.isMuted.value).toBe(false)
})

it('says after the first tap what was not let before, if nothing else has been said since', async () => {
  const { voice, log, state, say } = setting()
  state.refuses = true
  await say(['a'], 'now')
  // Neither by the voice of the phone.
  expect(log).toEqual([])
  state.refuses = false
  voice.unlocked()
  await settle()
  await settle()
  expect(log).toEqual(['a'])
  voice.unlocked()
  await settle()
  expect(log).toEqual(['a'])
})

it('hushes', async () => {
  const { voice, log, ended, say } = setting()
  await say(['a', 'b'], 'now')
  await say(['none'], 'next')
  voice.hush()
  await ended()
  expect(log).toEqual(['a'])
})

it('prepares what comes next', () => {
  const { voice, clip } = setting()
  voice.prepare(words('a', 'b'))
  expect(clip.mock.calls.map(([{ key }]) => key)).toEqual(['a', 'b'])
})
