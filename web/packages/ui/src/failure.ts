import type { Failure } from '@jianzai/api'
import { useI18n } from 'vue-i18n'

export interface FailureText {
  what: string
  next: string
  requestId?: string
}

type Translate = (key: string) => string
type Exists = (key: string) => boolean

/** A failure in words. The server's own Chinese sentence is used where the page is Chinese. */
export function failureText(failure: Failure, locale: string, t: Translate): FailureText {
  if (failure.kind === 'network') return { what: t('network.what'), next: t('network.next') }
  const { code, message, request_id } = failure.error
  const what = locale === 'zh-CN' && message ? message : t(`errors.${code}.what`)
  const next = t(`errors.${code}.next`)
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
