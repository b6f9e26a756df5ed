import { expect, it } from 'vitest'
import chinese from '../../../citizen/src/locales/zh-CN'
import { citizenTexts } from './citizenTexts'

const system = {
  terms_version: '2026-11',
  consent_version: '2026-11-27',
  keep_image_version: '2026-11-28',
  retention: [{ kept: 'FRAMES', unit: 'DAYS', now: 3, longest: 7, shortest: 1 }],
} as unknown as Parameters<typeof citizenTexts>[0]

it('shows the words that citizens are asked with, whole and with the days that hold', async () => {
  const [terms, consent, keepImage] = await citizenTexts(system, 'zh-CN')
  expect(terms).toMatchObject({ name: 'terms', version: '2026-11' })
  expect(terms!.parts).toHaveLength(Object.keys(chinese.terms.body).length)
  expect(consent!.version).toBe('2026-11-27')
  expect(consent!.parts[0]).toEqual(chinese.consent.what)
  expect(consent!.parts.map(({ text }) => text).join('')).toContain('最多留 3 天')
  expect(keepImage!.parts).toEqual([
    { title: chinese.consent.keepImage.title, text: chinese.consent.keepImage.text },
  ])
  expect((await citizenTexts(system, 'en'))[0]!.parts[0]).not.toEqual(terms!.parts[0])
})
