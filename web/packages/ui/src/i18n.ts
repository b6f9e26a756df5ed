import { ref } from 'vue'
import { createI18n, type I18n } from 'vue-i18n'

/** A language by the name of its file, a BCP 47 tag: `zh-CN`. */
export type Locale = string
type Messages = { [key: string]: string | Messages }

/** What every app starts with, and what stands in where another language lacks a text. */
export const CHINESE: Locale = 'zh-CN'
const remembered = 'jianzai.locale'

export interface AppLocales {
  chinese: Messages
  /** The files of the others, fetched when chosen (`import.meta.glob`): one more file is one more language. */
  files: Record<string, () => Promise<unknown>>
}

export interface AppI18n {
  plugin: I18n
  /** Chinese first. */
  locales: Locale[]
  current: () => Locale
  /** False where its file cannot be fetched now. */
  choose: (locale: Locale) => Promise<boolean>
  /** What the language calls itself (`language` in its file). */
  labelOf: (locale: Locale) => Promise<string>
}

const nameOf = (path: string): Locale => path.replace(/^.*\//, '').replace(/\.\w+$/, '')

function rememberedLocale(): Locale {
  try {
    return localStorage.getItem(remembered) ?? CHINESE
  } catch {
    // Storage may be shut off.
    return CHINESE
  }
}

export async function createAppI18n({ chinese, files }: AppLocales): Promise<AppI18n> {
  const loaders = new Map(Object.entries(files).map(([path, load]) => [nameOf(path), load]))
  const plugin = createI18n({
    legacy: false,
    locale: CHINESE,
    fallbackLocale: CHINESE,
    messages: { [CHINESE]: chinese },
  })
  const global = plugin.global as unknown as {
    locale: { value: Locale }
    setLocaleMessage: (locale: Locale, messages: Messages) => void
  }

  async function messagesOf(locale: Locale): Promise<Messages> {
    const load = loaders.get(locale)
    return load ? ((await load()) as { default: Messages }).default : chinese
  }

  async function choose(locale: Locale): Promise<boolean> {
    try {
      if (locale !== CHINESE) global.setLocaleMessage(locale, await messagesOf(locale))
    } catch {
      return false
    }
    global.locale.value = locale
    document.documentElement.lang = locale
    try {
      localStorage.setItem(remembered, locale)
    } catch {
      // Not remembered; nothing is lost but the choice.
    }
    return true
  }

  const labelOf = async (locale: Locale) => {
    const { language } = await messagesOf(locale).catch((): Messages => ({}))
    return typeof language === 'string' ? language : locale
  }

  const first = rememberedLocale()
  await choose(loaders.has(first) ? first : CHINESE)
  return {
    plugin: plugin as unknown as I18n,
    locales: [CHINESE, ...[...loaders.keys()].filter((name) => name !== CHINESE)],
    current: () => global.locale.value,
    choose,
    labelOf,
  }
}

/** The languages to choose from, by what they call themselves. */
export function useLanguages(i18n: AppI18n) {
  const languages = ref<{ locale: Locale; label: string }[]>([])
  void Promise.all(i18n.locales.map(async (locale) => ({ locale, label: await i18n.labelOf(locale) }))).then(
    (known) => (languages.value = known),
  )
  return languages
}
