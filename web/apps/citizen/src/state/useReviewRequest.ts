import { outcomeOf, type ApiClient, type Attempt, type Failure } from '@jianzai/api'
import { ref, shallowRef } from 'vue'

/** What a person may be asked to look at: the last try, where it did not pass and nobody looks at it yet. */
export function reviewable(attempts: Attempt[]): Attempt | undefined {
  const last = attempts.find(({ state }) => state === 'DECIDED')
  return last?.may_request_review && last.result === 'NOT_PASSED' ? last : undefined
}

/** Asks that a person looks at an attempt (申请人工审核). */
export function createReviewRequest(
  api: ApiClient,
  done: (attempt: Attempt) => void,
  toLogin: () => Promise<void>,
) {
  const isSending = ref(false)
  const failure = shallowRef<Failure>()

  async function request(attempt_id: string): Promise<void> {
    if (isSending.value) return
    isSending.value = true
    failure.value = undefined
    const outcome = await outcomeOf(
      api.POST('/api/v1/attempts/{attempt_id}/review', { params: { path: { attempt_id } } }),
    )
    isSending.value = false
    if (outcome.ok) done(outcome.value)
    else if (outcome.failure.kind === 'refused' && outcome.failure.status === 401) await toLogin()
    else failure.value = outcome.failure
  }

  return { isSending, failure, request }
}
