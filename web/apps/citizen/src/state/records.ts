import type { Attempt, Pass } from '@jianzai/api'
import { dayInChina } from '@jianzai/ui'

/** One of the records (认证记录): an attempt, or a pass without one. */
type HistoryRecord = { attempt: Attempt } | { pass: Pass }

const dayOf = (record: HistoryRecord): string =>
  'pass' in record ? record.pass.seen_on : dayInChina(new Date(record.attempt.opened_at))

/**
 * Attempts and passes together, the latest day first. Passes that are older than the attempts loaded so far
 * wait for those between, unless there are no more.
 */
export function recordsOf(attempts: Attempt[], passes: Pass[], isMore: boolean): HistoryRecord[] {
  const oldest = attempts.at(-1)
  const isShown = (pass: Pass) => !isMore || !oldest || dayOf({ pass }) >= dayOf({ attempt: oldest })
  const all: HistoryRecord[] = [
    ...attempts.map((attempt) => ({ attempt })),
    ...passes.filter(isShown).map((pass) => ({ pass })),
  ]
  return all.sort((one, other) => dayOf(other).localeCompare(dayOf(one)))
}
