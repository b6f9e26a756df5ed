import { outcomeOf, type ApiClient, type Attempt, type Scores } from '@jianzai/api'
import { dayInChina } from '@jianzai/ui'
import { shallowRef } from 'vue'
import { periodOf } from './periods'
import { useCall } from './useCall'

/** So long a distribution is taken for the present one: it is the background of many cases. */
const fresh_ms = 10 * 60_000
const known = new Map<string, { scores: Scores; at: number }>()

/** How the scores of the last year lie around a region, to see where one of them stands; without one in the agency. */
export function useScores(api: ApiClient, region: string | undefined) {
  const { state, failure, run } = useCall()
  const scores = shallowRef<Scores>()
  // One distribution serves all of a county.
  const around = region?.slice(0, 6)
  async function load(): Promise<void> {
    const before = known.get(around ?? '')
    if (before && Date.now() - before.at < fresh_ms) {
      scores.value = before.scores
      return
    }
    const query = { ...periodOf('year', dayInChina(new Date())), around }
    const found = await run(() => outcomeOf(api.GET('/api/v1/console/insight/scores', { params: { query } })))
    if (!found) return
    known.set(around ?? '', { scores: found, at: Date.now() })
    scores.value = found
  }
  return { state, failure, scores, load }
}

/** The score that is compared with the thresholds of a distribution; undefined: it comes from other networks, or there is none. */
export function comparedScore(
  { network_set, score, normalised_score }: Pick<Attempt, 'network_set' | 'score' | 'normalised_score'>,
  scores: Pick<Scores, 'network_set' | 'is_normalised'>,
): number | undefined {
  if (network_set !== scores.network_set) return undefined
  return scores.is_normalised ? normalised_score : score
}
