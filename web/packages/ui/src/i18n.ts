import { createI18n, type I18n } from 'vue-i18n'

export type Locale = 'zh-CN' | 'en'
export type Messages = { [key: string]: string | Messages }

const remembered = 'jianzai.locale'

function initialLocale(): Locale {
  try {
    if (localStorage.getItem(remembered) === 'en') return 'en'
  } catch {
    // Storage may be shut off; Chinese then.
  }
  return 'zh-CN'
}

/** Chinese from the start; English is fetched when somebody chooses it. */
export interface AppLocales {
  chinese: Messages
  loadEnglish: () => Promise<Messages>
}

export interface AppI18n {
  plugin: I18n
  current: () => Locale
  choose: (locale: Locale) => Promise<void>
}

export async function createAppI18n(locales: AppLocales): Promise<AppI18n> {
  const plugin = createI18n({
    legacy: false,
    locale: 'zh-CN',
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': locales.chinese },
  })
  const global = plugin.global as unknown as {
    locale: { value: Locale }
    setLocaleMessage: (locale: Locale, messages: Messages) => void
  }
  const choose = async (locale: Locale) => {
    if (locale === 'en') global.setLocaleMessage('en', await locales.loadEnglish())
    global.locale.value = locale
    document.documentElement.lang = locale
    try {
      localStorage.setItem(remembered, locale)
    } catch {
      // Not remembered; nothing is lost but the choice.
    }
  }
  await choose(initialLocale())
  return { plugin: plugin as unknown as I18n, current: () => global.locale.value, choose }
}
