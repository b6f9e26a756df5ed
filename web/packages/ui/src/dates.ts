import { CHINESE, type Locale } from './i18n'

/** English days stand before their months. */
const formatOf = (locale: Locale) => (locale === 'en' ? 'en-GB' : locale)

/** Made once a language: making one costs more than all the days of a page. */
function formatter(options: Intl.DateTimeFormatOptions): (locale: Locale) => Intl.DateTimeFormat {
  const made = new Map<Locale, Intl.DateTimeFormat>()
  return (locale) => {
    let format = made.get(locale)
    if (!format) made.set(locale, (format = new Intl.DateTimeFormat(formatOf(locale), options)))
    return format
  }
}
const dayFormat = formatter({ dateStyle: 'long', timeZone: 'UTC' })
const momentFormat = formatter({ dateStyle: 'long', timeStyle: 'short', timeZone: 'Asia/Shanghai' })

/** A day in China (`2026-11-24`) in words: 2026年11月24日. */
export function dayText(day: string, locale: Locale): string {
  const [year, month, date] = day.split('-').map(Number)
  if (!year || !month || !date) return day
  if (locale === CHINESE) return `${year}年${month}月${date}日`
  return dayFormat(locale).format(new Date(Date.UTC(year, month - 1, date)))
}

/** A UTC moment as day and time in China. */
export function momentText(time: string, locale: Locale): string {
  return momentFormat(locale).format(new Date(time))
}

/** The day in China on which a moment falls: `2026-11-24`. */
export function dayInChina(moment: Date): string {
  return new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}

/** The same of a UTC moment, in words. */
export function momentDayText(time: string, locale: Locale): string {
  return dayText(dayInChina(new Date(time)), locale)
}
