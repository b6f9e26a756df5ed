import { dayText, momentText, type AppI18n, type Locale } from '@jianzai/ui'
import type { InjectionKey } from 'vue'
import { useI18n } from 'vue-i18n'

export const localeKey: InjectionKey<AppI18n> = Symbol('locale')

/** Days and times in the words of the chosen language. */
export function useDays() {
  const { locale } = useI18n()
  return {
    day: (day: string) => dayText(day, locale.value as Locale),
    moment: (time: string) => momentText(time, locale.value as Locale),
  }
}
