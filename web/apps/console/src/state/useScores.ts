import { outcomeOf, type ApiClient, type Attempt, type Scores } from '@jianzai/api'
import { dayInChina } from '@jianzai/ui'
import { shallowRef } from 'vue'
import { periodOf } from './periods'
import { useCall } from './useCall'

/** So long a distribution is taken for the present one: it is the background of many cases. */
const fresh_ms = 10 * 60_000
let known: { scores: Scores; at: number } | undefined

/** How the scores of the last year lie, to see where one of them stands. */
export function useScores(api: ApiClient) {
  const { state, failure, run } = useCall()
  const scores = shallowRef<Scores>()
  async function load(): Promise<void> {
    if (known && Date.now() - known.at < fresh_ms) {
      scores.value = known.scores
      return
    }
    const query = periodOf('year', dayInChina(new Date()))
    const found = await run(() => outcomeOf(api.GET('/api/v1/console/insight/scores', { params: { query } })))
    if (!found) return
    known = { scores: found, at: Date.now() }
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
