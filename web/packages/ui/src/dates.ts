import type { Locale } from './i18n'

/** A day in China (`2026-11-24`) in words: 2026年11月24日. */
export function dayText(day: string, locale: Locale): string {
  const [year, month, date] = day.split('-').map(Number)
  if (!year || !month || !date) return day
  if (locale === 'zh-CN') return `${year}年${month}月${date}日`
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(Date.UTC(year, month - 1, date)),
  )
}

/** A UTC moment as day and time in China. */
export function momentText(time: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale === 'zh-CN' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Asia/Shanghai',
  }).format(new Date(time))
}

/** The day in China on which a UTC moment falls, in words. */
export function momentDayText(time: string, locale: Locale): string {
  const china = new Date(new Date(time).getTime() + 8 * 3_600_000)
  return dayText(china.toISOString().slice(0, 10), locale)
}
