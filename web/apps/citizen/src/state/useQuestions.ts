import type { Failure, Outcome } from '@jianzai/api'
import { computed, ref, shallowRef } from 'vue'

export type QuestionsState = 'asking' | 'sending' | 'done'

export interface QuestionsParts<Q extends string> {
  /** In the order in which they are asked; named as the fields of the request. */
  steps: readonly Q[]
  /** As a field code of the server, which checks again. */
  faultOf: (step: Q) => string | undefined
  /** What has to succeed before the question after this one is asked. */
  leave?: (step: Q) => Promise<Failure | undefined>
  submit: () => Promise<Outcome<unknown>>
}

/** Questions one after the other, and what is wrong with an answer; the last one hands all in. */
export function createQuestions<Q extends string>({ steps, faultOf, leave, submit }: QuestionsParts<Q>) {
  const state = ref<QuestionsState>('asking')
  const index = ref(0)
  const step = computed(() => steps[index.value]!)
  const position = computed(() => index.value + 1)
  /** A field code found here. */
  const fault = ref<string>()
  const failure = shallowRef<Failure>()

  async function next(): Promise<void> {
    if (state.value === 'sending') return
    failure.value = undefined
    fault.value = faultOf(step.value)
    if (fault.value) return
    state.value = 'sending'
    if (position.value === steps.length) return handIn()
    failure.value = await leave?.(step.value)
    state.value = 'asking'
    if (!failure.value) index.value++
  }

  async function handIn(): Promise<void> {
    const outcome = await submit()
    state.value = outcome.ok ? 'done' : 'asking'
    if (outcome.ok) return
    const wrong = outcome.failure.kind === 'refused' ? (outcome.failure.error.fields ?? []) : []
    const first = steps.findIndex((name) => wrong.some(({ field }) => field === name))
    if (first < 0) {
      failure.value = outcome.failure
    } else {
      index.value = first
      fault.value = wrong.find(({ field }) => field === steps[first])?.code
    }
  }

  /** Whether there was a question before. */
  function previous(): boolean {
    const isFirst = index.value === 0
    if (!isFirst) index.value--
    fault.value = undefined
    failure.value = undefined
    return !isFirst
  }

  return { state, step, steps, position, fault, failure, next, previous }
}

/** As a page sees them (`reactive`). */
export interface Questions {
  state: QuestionsState
  position: number
  steps: readonly string[]
  fault: string | undefined
  failure: Failure | undefined
  next: () => Promise<void>
  previous: () => boolean
}
