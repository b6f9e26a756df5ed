import { isLoggedOut, outcomeOf, type ApiClient, type Outcome } from '@jianzai/api'
import { reactive, ref } from 'vue'
import { createQuestions } from './useQuestions'

export type ClosingStep = 'sure' | 'password'

/** Closes the account: what goes and what stays is read first. `leave` clears the phone. */
export function createClosing(api: ApiClient, leave: () => Promise<void>) {
  const draft = reactive({ password: '' })
  /** Whether the server said so itself. */
  const isTold = ref(false)
  let isUnanswered = false

  async function close(): Promise<Outcome<unknown>> {
    const outcome = await outcomeOf(api.POST('/api/v1/me/closure', { body: { ...draft } }))
    isTold.value = outcome.ok
    if (!outcome.ok) {
      // The session goes with the account: after a lost answer it is most likely done.
      const isGone = isUnanswered && isLoggedOut(outcome.failure)
      isUnanswered ||= outcome.failure.kind === 'network'
      if (!isGone) return outcome
    }
    await leave()
    return { ok: true, value: undefined, status: 204 }
  }

  const questions = createQuestions<ClosingStep>({
    steps: ['sure', 'password'],
    faultOf: (step) => (step === 'password' && draft.password === '' ? 'REQUIRED' : undefined),
    submit: close,
  })
  return { ...questions, draft, isTold }
}
