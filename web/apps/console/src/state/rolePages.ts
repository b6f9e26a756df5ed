import type { Operator, OperatorRole } from '@jianzai/api'

/** The pages of each role, its home first; everybody has `account`, too. The server's routes are what keeps them out. */
const pages: Record<OperatorRole, string[]> = {
  CLERK: ['persons', 'newPerson', 'person', 'agency', 'plans', 'newPlan', 'plan', 'tasks', 'rules'],
  REVIEWER: [
    'persons',
    'newPerson',
    'person',
    'reviews',
    'review',
    'payroll',
    'agency',
    'plans',
    'newPlan',
    'plan',
    'tasks',
    'rules',
  ],
  VILLAGE_HELPER: ['persons', 'person', 'tasks'],
  EMPLOYER: ['persons', 'person', 'tasks'],
  AUDITOR: ['audit', 'system'],
  SYSTEM_ADMIN: ['agency', 'rules', 'system'],
  SECURITY_ADMIN: ['operators', 'system'],
}

/** Those that the menu names, in its order. */
export const menu = [
  'persons',
  'plans',
  'tasks',
  'reviews',
  'payroll',
  'agency',
  'rules',
  'operators',
  'audit',
  'system',
] as const

export const homeOf = (role: OperatorRole): string => pages[role][0]!
/** Payroll is the whole agency's. */
export const mayOpen = ({ role, region }: Pick<Operator, 'role' | 'region'>, page: string): boolean =>
  page === 'account' || (pages[role].includes(page) && !(page === 'payroll' && region))
/** Adds people and makes references. */
export const isDesk = (role: OperatorRole): boolean => role === 'CLERK' || role === 'REVIEWER'
