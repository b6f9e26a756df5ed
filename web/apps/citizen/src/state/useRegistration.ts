import { Intention, outcomeOf, type ApiClient, type Failure } from '@jianzai/api'
import { idNumberFault, normaliseIdNumber, normalisePhone, phoneFault } from '@jianzai/ui'
import { reactive, ref, shallowRef } from 'vue'

export const steps = ['name', 'id_number', 'password', 'phone', 'phone_again', 'terms'] as const
export type Step = (typeof steps)[number]
export type RegistrationState = 'asking' | 'sending' | 'done'

export interface Draft {
  name: string
  id_number: string
  password: string
  phone: string
  phone_again: string
  accepted: boolean
}

const shortestPassword = 8
const longestName = 50

/** The fault of one answer, in the server's field codes; the server checks again. */
export function faultOf(step: Step, draft: Draft): string | undefined {
  switch (step) {
    case 'name':
      if (draft.name.trim() === '') return 'REQUIRED'
      return draft.name.trim().length > longestName ? 'TOO_LONG' : undefined
    case 'id_number':
      return idNumberFault(draft.id_number)
    case 'password':
      if (draft.password === '') return 'REQUIRED'
      return draft.password.length < shortestPassword ? 'TOO_SHORT' : undefined
    case 'phone':
      return phoneFault(draft.phone)
    case 'phone_again':
      if (draft.phone_again.trim() === '') return 'REQUIRED'
      return normalisePhone(draft.phone) === normalisePhone(draft.phone_again) ? undefined : 'PHONES_DIFFER'
    case 'terms':
      return draft.accepted ? undefined : 'TERMS_NOT_ACCEPTED'
  }
}

/** The step that asks for a field of the request. */
export function stepOfField(field: string): Step {
  return (steps as readonly string[]).includes(field) ? (field as Step) : 'terms'
}

const empty: Draft = { name: '', id_number: '', password: '', phone: '', phone_again: '', accepted: false }

/** Registration, one question after the other. Answers outlive the visit to the terms page. */
export function createRegistration(api: ApiClient, termsVersion: () => string | undefined) {
  const state = ref<RegistrationState>('asking')
  const step = ref<Step>('name')
  const draft = reactive<Draft>({ ...empty })
  /** Field codes found here; texts come from the locale. */
  const faults = reactive<Partial<Record<Step, string>>>({})
  const failure = shallowRef<Failure>()
  const intention = new Intention()

  function check(): boolean {
    const fault = faultOf(step.value, draft)
    if (fault) faults[step.value] = fault
    else delete faults[step.value]
    failure.value = undefined
    return fault === undefined
  }

  function next(): void {
    if (!check()) return
    const following = steps[steps.indexOf(step.value) + 1]
    if (following) step.value = following
  }

  function previous(): boolean {
    const before = steps[steps.indexOf(step.value) - 1]
    if (before) step.value = before
    return before !== undefined
  }

  async function submit(): Promise<void> {
    if (state.value === 'sending' || !check()) return
    state.value = 'sending'
    const body = {
      name: draft.name.trim(),
      id_number: normaliseIdNumber(draft.id_number),
      password: draft.password,
      phone: normalisePhone(draft.phone),
      phone_again: normalisePhone(draft.phone_again),
      terms_version: termsVersion() ?? '',
    }
    const outcome = await outcomeOf(
      api.POST('/api/v1/accounts', {
        params: { header: { 'Idempotency-Key': intention.keyFor(body) } },
        body,
      }),
    )
    if (outcome.ok) {
      intention.settle()
      state.value = 'done'
      return
    }
    state.value = 'asking'
    failure.value = outcome.failure
    const wrong = outcome.failure.kind === 'refused' ? (outcome.failure.error.fields ?? []) : []
    const first = steps.find((candidate) => wrong.some(({ field }) => stepOfField(field) === candidate))
    if (first) step.value = first
  }

  /** After success: nothing of it stays on the phone. */
  function reset(): void {
    Object.assign(draft, empty)
    for (const key of steps) delete faults[key]
    failure.value = undefined
    state.value = 'asking'
    step.value = 'name'
  }

  return { state, step, draft, faults, failure, check, next, previous, submit, reset }
}
