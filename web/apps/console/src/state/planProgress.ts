import type { TaskState } from '@jianzai/api'

/** What becomes of tasks, in the order in which a bar shows it. */
export const groups = ['done', 'waiting', 'verifying', 'suspended', 'ended'] as const
export type Group = (typeof groups)[number]

/** Of a plan and of all plans alike. */
export const groupOf: Record<TaskState, Group> = {
  PASSED: 'done',
  MATCHED: 'done',
  RESUMED: 'done',
  PENDING: 'waiting',
  REVIEWING: 'waiting',
  VERIFYING: 'verifying',
  SUSPEND_PROPOSED: 'suspended',
  SUSPENDED: 'suspended',
  TERMINATED: 'ended',
}

export interface Progress {
  counts: Record<Group, number>
  total: number
  /** Of all that proof is still asked of, rounded down so that 100 means everybody; 100 of nobody. */
  percent: number
}

export function progressOf(tasks: Record<string, number>): Progress {
  const counts: Record<Group, number> = { done: 0, waiting: 0, verifying: 0, suspended: 0, ended: 0 }
  for (const [state, count] of Object.entries(tasks)) counts[groupOf[state as TaskState]] += count
  const total = groups.reduce((sum, group) => sum + counts[group], 0)
  const asked = total - counts.ended
  return { counts, total, percent: asked === 0 ? 100 : Math.floor((100 * counts.done) / asked) }
}
