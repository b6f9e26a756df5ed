import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import chinese from '../locales/zh-CN'
import { draftOf, newDraft, requestOf, ruleSentence, windowsOf } from './ruleDraft'

const { t } = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': chinese } }).global
const say = (key: string, values?: Record<string, unknown>) => t(key, values ?? {})

describe('a due rule', () => {
  it('is read and written as the server has it', () => {
    const rule = {
      kind: 'FIXED_WINDOW' as const,
      months: 0,
      windows: '01-01..06-30,07-01..12-31',
      grace_days: 5,
      minors: false,
      modes: ['COLOUR' as const],
    }
    expect(requestOf(draftOf(rule))).toEqual({
      kind: 'FIXED_WINDOW',
      windows: '01-01..06-30,07-01..12-31',
      grace_days: '5',
      minors: 'NO',
      modes: 'COLOUR',
    })
    expect(requestOf(newDraft())).toEqual({
      kind: 'ROLLING_MONTH_END',
      months: '12',
      grace_days: '0',
      minors: 'YES',
      modes: 'COLOUR,POSE,STATIC',
    })
    expect(windowsOf('')).toEqual([])
  })

  it('says what it means', () => {
    expect(ruleSentence(newDraft(), say)).toBe(
      '每次认证通过后，从下个月起算满 12 个月，最迟在那个月的最后一天之前再认证一次。',
    )
    const fixed = { ...newDraft(), kind: 'FIXED_WINDOW' as const, grace_days: 10, minors: false }
    expect(ruleSentence(fixed, say)).toBe(
      '每年在 1月1日至6月30日、7月1日至12月31日 这些时间里各认证一次。到期后再宽限 10 天。未满 18 周岁的不用刷脸，到经办机构办理。',
    )
    const quiet = { ...newDraft(), kind: 'ROLLING_DAY' as const, modes: ['STATIC' as const] }
    expect(ruleSentence(quiet, say)).toContain('只认：静态（无动作）')
  })
})
