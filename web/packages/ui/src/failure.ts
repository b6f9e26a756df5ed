import type { Failure } from '@jianzai/api'
import { useI18n } from 'vue-i18n'

interface FailureText {
  what: string
  next: string
  requestId?: string
}

type Translate = (key: string, values?: Record<string, unknown>) => string
type Exists = (key: string) => boolean

const minute_s = 60
const hour_s = 3600
const usualWait_s = 30

/** A wait in the largest unit that it fills, rounded up. */
function waitText(wait_s: number, t: Translate): string {
  if (wait_s <= minute_s) return t('waits.seconds', { n: wait_s })
  if (wait_s <= hour_s) return t('waits.minutes', { n: Math.ceil(wait_s / minute_s) })
  return t('waits.hours', { n: Math.ceil(wait_s / hour_s) })
}

/** A failure in words. The server's own Chinese sentence is used where the page is Chinese. */
export function failureText(failure: Failure, locale: string, t: Translate): FailureText {
  if (failure.kind === 'network') return { what: t('network.what'), next: t('network.next') }
  const { code, message, request_id, retry_after_s } = failure.error
  const what = locale === 'zh-CN' && message ? message : t(`errors.${code}.what`)
  const next = t(`errors.${code}.next`, { wait: waitText(retry_after_s ?? usualWait_s, t) })
  return { what, next: what.includes(next) ? '' : next, requestId: request_id }
}

/** The texts of the wrong fields, by field name. */
export function fieldTexts(
  failure: Failure,
  locale: string,
  t: Translate,
  te: Exists,
): Record<string, string> {
  const texts: Record<string, string> = {}
  if (failure.kind !== 'refused') return texts
  for (const { field, code, message } of failure.error.fields ?? []) {
    const key = te(`fields.${code}`) ? `fields.${code}` : 'fields.OTHER'
    texts[field] ??= locale === 'zh-CN' && message ? message : t(key)
  }
  return texts
}

export function useFailureText() {
  const { t, te, locale } = useI18n()
  return {
    textOf: (failure: Failure) => failureText(failure, locale.value, t),
    fieldsOf: (failure: Failure) => fieldTexts(failure, locale.value, t, (key) => te(key, 'zh-CN')),
  }
}
