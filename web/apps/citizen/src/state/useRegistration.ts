import { Intention, outcomeOf, type ApiClient, type Failure } from '@jianzai/api'
import type { CardAnswers } from '@jianzai/capture'
import { idNumberFault, normaliseIdNumber, normalisePhone, phoneFault } from '@jianzai/ui'
import { computed, reactive, ref, shallowRef } from 'vue'
import { nameFault } from './nameFault'
import { passwordFault } from './passwordFault'
import { codeFault, createCode, normaliseCode } from './useCode'

export type Step = 'name' | 'id_number' | 'password' | 'phone' | 'phone_again' | 'code' | 'terms'
/** By ID number, to prove one's own life; or by phone, to help others. */
export type Way = 'id_number' | 'phone'
export const stepsOf: Record<Way, readonly Step[]> = {
  id_number: ['name', 'id_number', 'password', 'phone', 'phone_again', 'terms'],
  phone: ['name', 'phone', 'code', 'password', 'terms'],
}
export type RegistrationState = 'asking' | 'sending' | 'done'

export interface Draft {
  name: string
  id_number: string
  password: string
  phone: string
  phone_again: string
  code: string
  accepted: boolean
}

/** The fault of one answer, in the server's field codes; the server checks again. */
export function faultOf(step: Step, draft: Draft): string | undefined {
  switch (step) {
    case 'name':
      return nameFault(draft.name)
    case 'id_number':
      return idNumberFault(draft.id_number)
    case 'password':
      return passwordFault(draft.password)
    case 'phone':
      return phoneFault(draft.phone)
    case 'phone_again':
      if (draft.phone_again.trim() === '') return 'REQUIRED'
      return normalisePhone(draft.phone) === normalisePhone(draft.phone_again) ? undefined : 'PHONES_DIFFER'
    case 'code':
      return codeFault(draft.code)
    case 'terms':
      return draft.accepted ? undefined : 'TERMS_NOT_ACCEPTED'
  }
}

/** The step that asks for a field of the request. */
export function stepOfField(field: string, way: Way = 'id_number'): Step {
  return stepsOf[way].find((step) => step === field) ?? 'terms'
}

const empty: Draft = {
  name: '',
  id_number: '',
  password: '',
  phone: '',
  phone_again: '',
  code: '',
  accepted: false,
}

/** Registration, one question after the other. Answers outlive the visit to the terms page. */
export function createRegistration(api: ApiClient, termsVersion: () => string | undefined) {
  const state = ref<RegistrationState>('asking')
  const way = ref<Way>('id_number')
  const steps = computed(() => stepsOf[way.value])
  const code = createCode(api)
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

  /** The code is on its way before it is asked for. */
  async function next(): Promise<void> {
    if (!check() || state.value === 'sending') return
    const following = steps.value[steps.value.indexOf(step.value) + 1]
    if (!following) return
    if (following === 'code') {
      state.value = 'sending'
      failure.value = await code.ask(request())
      state.value = 'asking'
      if (failure.value) return
    }
    step.value = following
  }

  const request = () => ({ purpose: 'REGISTER' as const, phone: normalisePhone(draft.phone) })

  async function sendCode(): Promise<void> {
    failure.value = await code.send(request())
  }

  /** What an ID card answers. Goes past these questions where the person says that it is right. */
  function takeCard(card: CardAnswers, isRight: boolean): void {
    Object.assign(draft, card)
    failure.value = undefined
    const answered: Step[] = ['name', 'id_number']
    if (isRight) step.value = answered.find((asked) => faultOf(asked, draft)) ?? 'password'
  }

  /** From the first question on, by the other way; what was answered stays. */
  function choose(other: Way): void {
    way.value = other
    step.value = steps.value[0]!
    failure.value = undefined
  }

  function previous(): boolean {
    const before = steps.value[steps.value.indexOf(step.value) - 1]
    if (before) step.value = before
    return before !== undefined
  }

  type Common = { name: string; password: string; phone: string; terms_version: string }

  function sendIdNumber(common: Common) {
    const body = {
      ...common,
      id_number: normaliseIdNumber(draft.id_number),
      phone_again: normalisePhone(draft.phone_again),
    }
    const header = { 'Idempotency-Key': intention.keyFor(body) }
    return outcomeOf(api.POST('/api/v1/accounts', { params: { header }, body }))
  }

  function sendPhone(common: Common) {
    const body = { ...common, code: normaliseCode(draft.code) }
    const header = { 'Idempotency-Key': intention.keyFor(body) }
    return outcomeOf(api.POST('/api/v1/phone-accounts', { params: { header }, body }))
  }

  async function submit(): Promise<void> {
    if (state.value === 'sending' || !check()) return
    state.value = 'sending'
    const common = {
      name: draft.name.trim(),
      password: draft.password,
      phone: normalisePhone(draft.phone),
      terms_version: termsVersion() ?? '',
    }
    const outcome = way.value === 'phone' ? await sendPhone(common) : await sendIdNumber(common)
    if (outcome.ok) {
      intention.settle()
      state.value = 'done'
      return
    }
    state.value = 'asking'
    failure.value = outcome.failure
    const wrong = outcome.failure.kind === 'refused' ? (outcome.failure.error.fields ?? []) : []
    const first = steps.value.find((candidate) =>
      wrong.some(({ field }) => stepOfField(field, way.value) === candidate),
    )
    if (first) step.value = first
  }

  /** After success: nothing of it stays on the phone. */
  function reset(): void {
    Object.assign(draft, empty)
    for (const key of Object.keys(faults) as Step[]) delete faults[key]
    failure.value = undefined
    state.value = 'asking'
    way.value = 'id_number'
    step.value = 'name'
  }

  return {
    state,
    way,
    steps,
    step,
    code,
    sendCode,
    choose,
    takeCard,
    draft,
    faults,
    failure,
    next,
    previous,
    submit,
    reset,
  }
}
