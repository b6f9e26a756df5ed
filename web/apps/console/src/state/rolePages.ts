import type { Operator, OperatorRole } from '@jianzai/api'

/** The pages of each role, its home first; everybody has `account`, too. The server's routes are what keeps them out. */
const pages: Record<OperatorRole, string[]> = {
  CLERK: ['persons', 'newPerson', 'person', 'imports', 'agency'],
  REVIEWER: ['persons', 'newPerson', 'person', 'reviews', 'review', 'payroll', 'imports', 'agency'],
  VILLAGE_HELPER: ['persons', 'person'],
  EMPLOYER: ['persons', 'person'],
  AUDITOR: ['audit'],
  SYSTEM_ADMIN: ['agency'],
  SECURITY_ADMIN: ['operators'],
}

/** Those that the menu names, in its order. */
export const menu = ['persons', 'reviews', 'payroll', 'imports', 'agency', 'operators', 'audit'] as const

export const homeOf = (role: OperatorRole): string => pages[role][0]!
/** Payroll is the whole agency's. */
export const mayOpen = ({ role, region }: Pick<Operator, 'role' | 'region'>, page: string): boolean =>
  page === 'account' || (pages[role].includes(page) && !(page === 'payroll' && region))
/** Adds people and makes references. */
export const isDesk = (role: OperatorRole): boolean => role === 'CLERK' || role === 'REVIEWER'
