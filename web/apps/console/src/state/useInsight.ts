import { outcomeOf, type ApiClient, type Insight, type Reviewers, type Scores } from '@jianzai/api'
import { ref, shallowRef } from 'vue'
import type { Days } from './figures'
import { useCall } from './useCall'

/** Figures with what they are of. */
export interface ShownInsight {
  days: Days
  /** Undefined: all that one sees. */
  region: string | undefined
  insight: Insight
  reviewers: Reviewers['reviewers']
  scores: Scores | undefined
}

/** The figures of a period and a region; how the scores lie and what reviewers decided: only for reviewers. */
export function useInsight(api: ApiClient, first: Days, isReviewer: boolean) {
  const days = ref<Days>(first)
  const region = ref<string>()
  const loading = useCall()
  const scoring = useCall()
  const reviewing = useCall()
  const shown = shallowRef<ShownInsight>()
  let turn = 0

  /** Only what was asked for last is shown, and no figure beside those of another period. */
  async function load(): Promise<void> {
    const own = ++turn
    const asked = { days: days.value, region: region.value }
    const params = { query: asked.days }
    const [insight, figures, scores] = await Promise.all([
      loading.run(() =>
        outcomeOf(
          api.GET('/api/v1/console/insight', { params: { query: { ...asked.days, region: asked.region } } }),
        ),
      ),
      isReviewer
        ? reviewing.run(() => outcomeOf(api.GET('/api/v1/console/insight/reviewers', { params })))
        : undefined,
      isReviewer
        ? scoring.run(() => outcomeOf(api.GET('/api/v1/console/insight/scores', { params })))
        : undefined,
    ])
    if (own !== turn) return
    if (insight) shown.value = { ...asked, insight, reviewers: figures?.reviewers ?? [], scores }
    else region.value = shown.value?.region
  }

  return { days, region, loading, scoring, reviewing, shown, load }
}
