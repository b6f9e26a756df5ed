/** The steps of the wizard, in their order. */
export const steps = ['whom', 'when', 'how', 'check'] as const
export type Step = (typeof steps)[number]

const stepOf: Record<string, Step> = {
  name: 'whom',
  category_code: 'whom',
  region: 'whom',
  self_from: 'when',
  self_to: 'when',
  verify_days: 'when',
  grace_days: 'when',
  hours: 'how',
  tries_max: 'how',
  review_workdays: 'how',
}

export interface PlanDraft {
  name: string
  category_code: string
  region: string
  hasDays: boolean
  self_from: string
  self_to: string
  verify_days: number
  grace_days: number
  hasHours: boolean
  hours_from: string
  hours_to: string
  tries_max: number
  review_workdays: number
}

export const newPlanDraft = (region: string): PlanDraft => ({
  name: '',
  category_code: '',
  region,
  hasDays: false,
  self_from: '',
  self_to: '',
  verify_days: 30,
  grace_days: 0,
  hasHours: false,
  hours_from: '08:00',
  hours_to: '18:00',
  tries_max: 3,
  review_workdays: 3,
})

/** As the server reads it: texts, and nothing that was typed and not chosen. */
export function planRequest(draft: PlanDraft) {
  return {
    name: draft.name.trim(),
    category_code: draft.category_code,
    ...(draft.region && { region: draft.region }),
    ...(draft.hasDays && { self_from: draft.self_from, self_to: draft.self_to }),
    verify_days: String(draft.verify_days ?? ''),
    grace_days: String(draft.grace_days ?? ''),
    ...(draft.hasHours && { hours: `${draft.hours_from}-${draft.hours_to}` }),
    tries_max: String(draft.tries_max ?? ''),
    review_workdays: String(draft.review_workdays ?? ''),
  }
}

/** Where the first wrong field is. */
export const firstFaultyStep = (errors: Record<string, string>): Step | undefined =>
  steps.find((step) => Object.keys(errors).some((field) => stepOf[field] === step))
