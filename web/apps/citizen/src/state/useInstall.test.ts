import { expect, it, vi } from 'vitest'
import { installWay, useInstall, watchForInstall } from './useInstall'

const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1'
const facts = { userAgent: iPhone, maxTouchPoints: 5, isStandalone: false, hasPrompt: false }

it.each([
  ['on an iPhone by hand', {}, 'ios'],
  ['on an iPad, which calls itself a Mac', { userAgent: iPhone.replace('(iPhone;', '(Macintosh;') }, 'ios'],
  ['not on a Mac', { userAgent: iPhone.replace(/\(iPhone[^)]*/, '(Macintosh'), maxTouchPoints: 0 }, 'none'],
  ['not in WeChat', { userAgent: `${iPhone} MicroMessenger/8.0`, hasPrompt: true }, 'none'],
  ['not in another browser of an iPhone', { userAgent: iPhone.replace('Version', 'CriOS') }, 'none'],
  ['not where it runs from the home screen', { isStandalone: true, hasPrompt: true }, 'none'],
  [
    'by a question of the browser',
    { userAgent: 'Chrome/120.0 Mobile Safari/537.36', hasPrompt: true },
    'prompt',
  ],
  ['not where the browser asks nothing', { userAgent: 'Chrome/120.0 Mobile Safari/537.36' }, 'none'],
] as const)('is put on the home screen %s', (_where, some, way) => {
  expect(installWay({ ...facts, ...some })).toBe(way)
})

it('asks when somebody wants it, and once', async () => {
  watchForInstall(window)
  const { way, isInstalled, install } = useInstall()
  expect(way.value).toBe('none')
  const ask = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
    prompt: vi.fn(async () => undefined),
  })
  window.dispatchEvent(ask)
  expect([way.value, ask.defaultPrevented, ask.prompt.mock.calls.length]).toEqual(['prompt', true, 0])
  await install()
  expect([way.value, ask.prompt.mock.calls.length]).toEqual(['none', 1])
  window.dispatchEvent(new Event('appinstalled'))
  expect(isInstalled.value).toBe(true)
})
