import type { AssistedWay, OperatorRole } from '@jianzai/api'

const all: AssistedWay[] = [
  'AGENCY',
  'HOME_VISIT',
  'VILLAGE',
  'EMPLOYER',
  'COURIER',
  'HOSPITAL',
  'STREET_OFFICE',
  'EMBASSY',
]

/** How somebody in this role may say that a person was seen, the likeliest first; the server refuses the others. */
export function waysOf(role: OperatorRole): AssistedWay[] {
  if (role === 'VILLAGE_HELPER') return ['VILLAGE', 'HOME_VISIT']
  if (role === 'EMPLOYER') return ['EMPLOYER']
  return all
}

/** How old what was seen may be, in days. */
export const ASSISTED_AGE_DAYS = 30
