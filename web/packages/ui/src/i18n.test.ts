import { beforeEach, expect, it, vi } from 'vitest'
import { createAppI18n, useLanguages } from './i18n'

const chinese = { language: '中文', greeting: '您好', only: '只有中文' }
const file = (messages: object) => vi.fn(async () => ({ default: messages }))
const english = file({ language: 'English', greeting: 'Hello' })

beforeEach(() => {
  localStorage.clear()
  // What is missing in one language is said in Chinese, with a warning while developing.
  vi.spyOn(console, 'warn').mockReturnValue()
  english.mockClear()
})

it('fetches no other language before it is chosen', async () => {
  const i18n = await createAppI18n({ chinese, files: { './locales/en.ts': english } })
  expect([i18n.current(), document.documentElement.lang]).toEqual(['zh-CN', 'zh-CN'])
  expect(english).not.toHaveBeenCalled()
})

it('speaks one more language for one more file, named and labelled by itself', async () => {
  const files = {
    './locales/en.ts': english,
    './locales/yue.ts': file({ language: '粵語', greeting: '你好呀' }),
  }
  const i18n = await createAppI18n({ chinese, files })
  expect(i18n.locales).toEqual(['zh-CN', 'en', 'yue'])
  const languages = useLanguages(i18n)
  await vi.waitFor(() =>
    expect(languages.value.map(({ label }) => label)).toEqual(['中文', 'English', '粵語']),
  )

  expect(await i18n.choose('yue')).toBe(true)
  const { t } = i18n.plugin.global as unknown as { t: (key: string) => string }
  expect([t('greeting'), t('only'), document.documentElement.lang]).toEqual(['你好呀', '只有中文', 'yue'])
  // And next time from the start.
  expect((await createAppI18n({ chinese, files })).current()).toBe('yue')
})

it('stays with Chinese where a language is gone, or cannot be fetched', async () => {
  localStorage.setItem('jianzai.locale', 'gone')
  const files = { './locales/en.ts': vi.fn().mockRejectedValue(new TypeError('offline')) }
  const i18n = await createAppI18n({ chinese, files })
  expect(i18n.current()).toBe('zh-CN')
  expect(await i18n.choose('en')).toBe(false)
  expect(await i18n.labelOf('en')).toBe('en')
  expect(i18n.current()).toBe('zh-CN')
})
