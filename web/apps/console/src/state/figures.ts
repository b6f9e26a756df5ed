/** Counts as tables: one table is behind each chart, for who reads numbers, for print and for files. */
import type { AttemptResult, Insight, ProofWay, Reviewers } from '@jianzai/api'
import { groupOf, groups } from './planProgress'

/** One line of a table. `key`: what it is about, as the server names it; absent: nobody said. */
export interface FigureRow<Column extends string> {
  key: string | undefined
  counts: Record<Column, number>
  sum: number
}

export interface FigureTable<Column extends string> {
  columns: Column[]
  rows: FigureRow<Column>[]
}

/** Sums counts by line and column; columns keep their order, lines come as they first appear. */
export function tabulate<Item extends { count: number }, Column extends string>(
  items: Item[],
  columns: readonly Column[],
  keyOf: (item: Item) => string | undefined,
  columnOf: (item: Item) => Column | undefined,
): FigureTable<Column> {
  const rows = new Map<string | undefined, FigureRow<Column>>()
  for (const item of items) {
    const [key, column] = [keyOf(item), columnOf(item)]
    if (column === undefined || !columns.includes(column)) continue
    const row = rows.get(key) ?? {
      key,
      counts: Object.fromEntries(columns.map((one) => [one, 0])) as Record<Column, number>,
      sum: 0,
    }
    row.counts[column] += item.count
    row.sum += item.count
    rows.set(key, row)
  }
  return { columns: [...columns], rows: [...rows.values()] }
}

const byKey = <Column extends string>(table: FigureTable<Column>): FigureTable<Column> => ({
  ...table,
  rows: [...table.rows].sort((one, other) =>
    one.key === undefined ? 1 : other.key === undefined ? -1 : one.key.localeCompare(other.key),
  ),
})

const day_ms = 86_400_000
/** Days of a count, both included, as `2026-11-24`. */
export interface Days {
  from: string
  to: string
}
export function daysOf({ from, to }: Days): string[] {
  const days: string[] = []
  const [first, last] = [Date.parse(`${from}T00:00:00Z`), Date.parse(`${to}T00:00:00Z`)]
  for (let at = first; at <= last && days.length < 400; at += day_ms)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

/** With a line for each day, those without anything included: a gap in a chart is a day on which nobody proved. */
function everyDay<Column extends string>(
  { columns, rows }: FigureTable<Column>,
  days: Days,
): FigureTable<Column> {
  const known = new Map(rows.map((row) => [row.key, row]))
  const empty = Object.fromEntries(columns.map((one) => [one, 0])) as Record<Column, number>
  return {
    columns,
    rows: daysOf(days).map((key) => known.get(key) ?? { key, counts: { ...empty }, sum: 0 }),
  }
}

export const results: readonly AttemptResult[] = ['PASSED', 'NOT_PASSED', 'REVIEW']
export const waysOfProof: readonly ProofWay[] = ['SELF', 'RELATIVE', 'REVIEW', 'ASSISTED', 'MATCHED']
export const ageBands = ['UNDER_60', '60_69', '70_79', '80_89', '90_AND_OVER'] as const
export const channels = ['SELF', 'RELATIVE'] as const

export const attemptsByDay = (insight: Insight, days: Days) =>
  everyDay(
    tabulate(
      insight.attempts_by_day,
      results,
      ({ day }) => day,
      ({ result }) => result,
    ),
    days,
  )
export const proofsByDay = (insight: Insight, days: Days) =>
  everyDay(
    tabulate(
      insight.proofs_by_day,
      [...waysOfProof, 'UNKNOWN'] as const,
      ({ day }) => day,
      ({ way }) => way ?? 'UNKNOWN',
    ),
    days,
  )

type Circumstance = Insight['attempts_by_circumstance'][number]
const circumstances = (insight: Insight, keyOf: (one: Circumstance) => string | undefined) =>
  tabulate(insight.attempts_by_circumstance, results, keyOf, ({ result }) => result)

/** Who is in no band comes last. */
function fromYoungToOld<Row extends { key: string | undefined }>(rows: Row[]): Row[] {
  const orderOf = ({ key }: Row) =>
    key === undefined ? ageBands.length : ageBands.indexOf(key as (typeof ageBands)[number])
  return [...rows].sort((one, other) => orderOf(one) - orderOf(other))
}
export function attemptsByAge(insight: Insight): FigureTable<AttemptResult> {
  const table = circumstances(insight, ({ age_band }) => age_band)
  return { ...table, rows: fromYoungToOld(table.rows) }
}
export const attemptsByChannel = (insight: Insight) => byKey(circumstances(insight, ({ channel }) => channel))
export const attemptsByTry = (insight: Insight) => byKey(circumstances(insight, (one) => one.try))

/** Why it was not passed at once, the commonest first. */
export function reasons(insight: Insight): FigureTable<AttemptResult> {
  const table = tabulate(
    insight.attempts_by_circumstance.filter(({ reason }) => reason !== undefined),
    ['NOT_PASSED', 'REVIEW'] as const,
    ({ reason }) => reason,
    ({ result }) => (result === 'PASSED' ? undefined : result),
  )
  const rows = [...table.rows].sort((one, other) => other.sum - one.sum)
  return { columns: table.columns, rows: rows as FigureRow<AttemptResult>[] }
}

export const tasksByCategory = (insight: Insight) =>
  byKey(
    tabulate(
      insight.tasks_by_category,
      groups,
      (one) => one.category_code,
      ({ state }) => groupOf[state],
    ),
  )
export const tasksByRegion = (insight: Insight) =>
  byKey(
    tabulate(
      insight.tasks_by_region,
      groups,
      (one) => one.region,
      ({ state }) => groupOf[state],
    ),
  )

export function tasksByAge(insight: Insight) {
  const table = tabulate(
    insight.tasks_by_age,
    groups,
    (one) => one.age_band,
    ({ state }) => groupOf[state],
  )
  return { ...table, rows: fromYoungToOld(table.rows) }
}
/** Completed tasks by how, in the order of the ways. */
export function doneByWay(insight: Insight): FigureTable<'done'> {
  const table = tabulate(
    insight.tasks_by_way,
    ['done'] as const,
    ({ way }) => way,
    ({ state }) => (groupOf[state] === 'done' ? 'done' : undefined),
  )
  const orderOf = ({ key }: { key: string | undefined }) =>
    key === undefined ? waysOfProof.length : waysOfProof.indexOf(key as ProofWay)
  return { ...table, rows: [...table.rows].sort((one, other) => orderOf(one) - orderOf(other)) }
}
/** Tasks that proof is still asked of, or was. */
export const asked = (insight: Insight): number =>
  insight.tasks_by_way.reduce((sum, { state, count }) => sum + (groupOf[state] === 'ended' ? 0 : count), 0)

/** Fewer than these say little about anybody else. */
export const FEW = 30

export interface Rate {
  /** 0 to 1; undefined: there was nothing to take a share of. */
  share: number | undefined
  of: number
  isFew: boolean
}
export const rateOf = (part: number, of: number): Rate => ({
  share: of === 0 ? undefined : part / of,
  of,
  isFew: of < FEW,
})

/** Done, of all that proof is still asked of. */
export const completionOf = ({
  counts,
  sum,
}: {
  counts: Record<'done' | 'ended', number>
  sum: number
}): Rate => ({
  ...rateOf(counts.done, sum - counts.ended),
  isFew: false,
})

/** Passed by the first try since the last pass, of all first tries that are decided. */
export function firstTryRate(insight: Insight): Rate {
  const row = attemptsByTry(insight).rows.find(({ key }) => key === 'FIRST')
  return rateOf(row?.counts.PASSED ?? 0, (row?.sum ?? 0) - (row?.counts.REVIEW ?? 0))
}

/** Refused, of what was decided without or by a reviewer; what still waits for one counts as neither. */
export const refusalRate = ({ counts }: FigureRow<AttemptResult>): Rate =>
  rateOf(counts.NOT_PASSED, counts.NOT_PASSED + counts.PASSED)

type ReviewerRow = Reviewers['reviewers'][number]
/** How often two that looked at one case were of one mind. */
export const agreementRate = ({ for_two, disputed }: Pick<ReviewerRow, 'for_two' | 'disputed'>): Rate =>
  rateOf(for_two - disputed, for_two)
