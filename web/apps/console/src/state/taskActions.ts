import type { ContactChannel, ContactResult, OperatorRole, Task, TaskState } from '@jianzai/api'
import { isDesk } from './rolePages'

/** Those that the office works on first. */
export const taskStates: TaskState[] = [
  'VERIFYING',
  'SUSPEND_PROPOSED',
  'SUSPENDED',
  'PENDING',
  'REVIEWING',
  'PASSED',
  'MATCHED',
  'RESUMED',
  'TERMINATED',
]

export type TaskAction = 'propose' | 'drop' | 'approve'

/** What somebody of that role may do to the task in its state; the server has the last word. */
export function actionsOf(role: OperatorRole, { state }: Pick<Task, 'state'>): TaskAction[] {
  const isReviewer = role === 'REVIEWER'
  if (!isDesk(role)) return []
  const actions: TaskAction[] = []
  if (state === 'VERIFYING') actions.push('propose')
  if (state === 'SUSPEND_PROPOSED') actions.push('drop')
  if (state === 'SUSPEND_PROPOSED' && isReviewer) actions.push('approve')
  return actions
}

/** How somebody of that role can have asked: who helps outside went there. */
export const channelsOf = (role: OperatorRole): ContactChannel[] =>
  isDesk(role) ? ['VOICE', 'SMS', 'VISIT', 'LETTER', 'APP'] : ['VISIT']

/** What can have come of it. */
export const contactResults: ContactResult[] = ['REACHED', 'FAMILY', 'LEFT_WORD', 'NOT_REACHED']
