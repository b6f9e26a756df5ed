import type { AttemptResult, Scores } from '@jianzai/api'

export type ScoreTally = Scores['tallies'][number]

/** What became of attempts, or would have. */
export type Tallied = Record<AttemptResult, number>
const none = (): Tallied => ({ PASSED: 0, NOT_PASSED: 0, REVIEW: 0 })

export interface Thresholds {
  accept: number
  review: number
}

/** Of those that reviewers decided: how many of each verdict lie on a side of the threshold. */
export interface Verdicts {
  approved: number
  rejected: number
}

export interface LabReading {
  /** All that have a score. */
  count: number
  /** As they were decided. */
  was: Tallied
  /** By the score alone, with the other threshold. */
  would: Tallied
  above: Verdicts
  below: Verdicts
  /** Lie in the very step in which the threshold lies: counted above. */
  unsure: number
}

/** A step's numbers are exact in decimals only. */
const tolerance = 1e-9

/** At or above `accept` it passes, below `review` it is refused. A step counts as its lower end. */
export function resultAt(from: number, { accept, review }: Thresholds): AttemptResult {
  if (from >= accept - tolerance) return 'PASSED'
  return from >= Math.min(review, accept) - tolerance ? 'REVIEW' : 'NOT_PASSED'
}

/** What the stored scores would have led to. Nothing is decided anew by it. */
export function readLab(tallies: ScoreTally[], step: number, thresholds: Thresholds): LabReading {
  const reading: LabReading = {
    count: 0,
    was: none(),
    would: none(),
    above: { approved: 0, rejected: 0 },
    below: { approved: 0, rejected: 0 },
    unsure: 0,
  }
  for (const { from, result, is_by_reviewer, count } of tallies) {
    // The step that holds the threshold is not cut: it counts as a whole where most of it lies.
    const isCut = from < thresholds.accept - tolerance && from + step > thresholds.accept + tolerance
    const would = isCut && from + step / 2 >= thresholds.accept ? 'PASSED' : resultAt(from, thresholds)
    reading.count += count
    reading.was[result] += count
    reading.would[would] += count
    if (isCut) reading.unsure += count
    if (!is_by_reviewer || result === 'REVIEW') continue
    const side = would === 'PASSED' ? reading.above : reading.below
    side[result === 'PASSED' ? 'approved' : 'rejected'] += count
  }
  return reading
}

/** What a histogram shows: each step from the lowest to the highest score there is, the empty ones included. */
export interface HistogramBar {
  from: number
  counts: Tallied
}
const bars_max = 400

export function histogramOf(tallies: ScoreTally[], step: number): HistogramBar[] {
  if (tallies.length === 0 || !(step > 0)) return []
  const indexOf = ({ from }: { from: number }) => Math.round(from / step)
  const indexes = tallies.map(indexOf)
  const [first, last] = [Math.min(...indexes), Math.max(...indexes)]
  const bars = Array.from({ length: Math.min(last - first + 1, bars_max) }, (_, at) => ({
    from: Number(((first + at) * step).toFixed(6)),
    counts: none(),
  }))
  for (const tally of tallies) {
    const bar = bars[indexOf(tally) - first]
    if (bar) bar.counts[tally.result] += tally.count
  }
  return bars
}

/** Of all attempts of the agency with a score: how large a share lies below this one, 0 to 1; undefined where there are none. */
export function shareBelow(tallies: ScoreTally[], step: number, score: number): number | undefined {
  const all = tallies.reduce((sum, { count }) => sum + count, 0)
  if (all === 0) return undefined
  const below = tallies
    .filter(({ from }) => from + step <= score + tolerance)
    .reduce((sum, { count }) => sum + count, 0)
  return below / all
}
