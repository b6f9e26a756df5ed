import type { Operator, OperatorRole } from '@jianzai/api'

/** The menu: pages by kind of work, in its order. A role sees of it what it may open; a group without pages is not shown. */
export const menuGroups = [
  { name: 'work', pages: ['desk', 'batch', 'reviews', 'tickets', 'visits', 'proofs', 'losses'] },
  { name: 'people', pages: ['persons', 'referenceWork', 'referenceProposals', 'mergeProposals', 'imports'] },
  { name: 'figures', pages: ['insight'] },
  { name: 'payment', pages: ['plans', 'tasks', 'payroll'] },
  { name: 'office', pages: ['agency', 'support'] },
  { name: 'system', pages: ['operators', 'audit', 'rules', 'system'] },
] as const

const planPages = ['plans', 'newPlan', 'plan', 'tasks', 'rules']
const peoplePages = ['persons', 'newPerson', 'person']
const deskPages = [
  'desk',
  'tickets',
  'visits',
  'proofs',
  'losses',
  ...peoplePages,
  'referenceWork',
  'insight',
  ...planPages,
  'imports',
  'agency',
  'support',
]
/** Of those who are at the people's side, and not in the agency. */
const fieldPages = ['desk', 'batch', 'proofs', 'persons', 'person', 'tasks']

/** The pages of each role, its home first; everybody has `account`, too. The server's routes are what keeps them out. */
export const pages: Record<OperatorRole, string[]> = {
  CLERK: deskPages,
  REVIEWER: [...deskPages, 'reviews', 'review', 'referenceProposals', 'mergeProposals', 'payroll'],
  VILLAGE_HELPER: [...fieldPages, 'visits'],
  EMPLOYER: [...fieldPages, 'support'],
  AUDITOR: ['desk', 'audit', 'system'],
  SYSTEM_ADMIN: ['desk', 'agency', 'support', 'rules', 'system'],
  SECURITY_ADMIN: ['desk', 'operators', 'system'],
}

/** What is the whole agency's, and no region's. */
const wholeAgency = ['payroll']

export const homeOf = (role: OperatorRole): string => pages[role][0]!
export const mayOpen = ({ role, region }: Pick<Operator, 'role' | 'region'>, page: string): boolean =>
  page === 'account' || (pages[role].includes(page) && !(region && wholeAgency.includes(page)))
/** What the menu shows somebody. */
export const menuOf = (operator: Pick<Operator, 'role' | 'region'>) =>
  menuGroups
    .map(({ name, pages }) => ({ name, pages: pages.filter((page) => mayOpen(operator, page)) }))
    .filter((group) => group.pages.length > 0)
/** Adds people and makes references. */
export const isDesk = (role: OperatorRole): boolean => role === 'CLERK' || role === 'REVIEWER'
