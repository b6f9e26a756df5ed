import type { ChallengeMode, DueRule } from '@jianzai/api'

export const kinds = ['ROLLING_MONTH_END', 'ROLLING_DAY', 'ROLLING_MONTH_INCLUSIVE', 'FIXED_WINDOW'] as const
export type RuleKind = (typeof kinds)[number]
export const allModes: ChallengeMode[] = ['COLOUR', 'POSE', 'STATIC']

/** A due rule as it is edited. */
export interface RuleDraft {
  kind: RuleKind
  months: number
  /** Of FIXED_WINDOW: `01-01..06-30`, one after the other. */
  windows: { from: string; to: string }[]
  grace_days: number
  minors: boolean
  modes: ChallengeMode[]
}

export const newDraft = (): RuleDraft => ({
  kind: 'ROLLING_MONTH_END',
  months: 12,
  windows: [
    { from: '01-01', to: '06-30' },
    { from: '07-01', to: '12-31' },
  ],
  grace_days: 0,
  minors: true,
  modes: [...allModes],
})

export const windowsOf = (text: string): { from: string; to: string }[] =>
  text
    .split(',')
    .filter((window) => window !== '')
    .map((window) => {
      const [from = '', to = ''] = window.split('..')
      return { from, to }
    })

export function draftOf(rule: DueRule): RuleDraft {
  const windows = windowsOf(rule.windows)
  return {
    kind: rule.kind,
    months: rule.kind === 'FIXED_WINDOW' ? 12 : rule.months,
    windows: windows.length > 0 ? windows : newDraft().windows,
    grace_days: rule.grace_days,
    minors: rule.minors,
    modes: [...rule.modes],
  }
}

/** As the server reads it: texts, and only what the kind has use for. */
export function requestOf(draft: RuleDraft) {
  const isFixed = draft.kind === 'FIXED_WINDOW'
  return {
    kind: draft.kind,
    ...(isFixed
      ? { windows: draft.windows.map(({ from, to }) => `${from.trim()}..${to.trim()}`).join(',') }
      : { months: String(draft.months ?? '') }),
    grace_days: String(draft.grace_days ?? 0),
    minors: draft.minors ? 'YES' : 'NO',
    modes: allModes.filter((mode) => draft.modes.includes(mode)).join(','),
  }
}

type Translate = (key: string, values?: Record<string, unknown>) => string

/** `1月1日`, from `01-01`. */
function dayText(day: string, t: Translate): string {
  const [month = '', date = ''] = day.split('-')
  return t('rules.day', { month: Number(month), day: Number(date) })
}

/** What a rule means, in a sentence or three. */
export function ruleSentence(draft: RuleDraft, t: Translate): string {
  const when =
    draft.kind === 'FIXED_WINDOW'
      ? t('rules.means.FIXED_WINDOW', {
          windows: draft.windows
            .map(({ from, to }) => t('rules.window', { from: dayText(from, t), to: dayText(to, t) }))
            .join(t('rules.and')),
        })
      : t(`rules.means.${draft.kind}`, { months: draft.months })
  const parts = [when]
  if (draft.grace_days > 0) parts.push(t('rules.means.grace', { days: draft.grace_days }))
  if (!draft.minors) parts.push(t('rules.means.noMinors'))
  if (draft.modes.length < allModes.length) {
    const modes = allModes.filter((mode) => draft.modes.includes(mode))
    parts.push(
      t('rules.means.modes', { modes: modes.map((mode) => t(`attempt.modes.${mode}`)).join(t('rules.or')) }),
    )
  }
  return parts.join('')
}
