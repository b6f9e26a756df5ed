import { Intention, outcomeOf, type ApiClient, type Callback } from '@jianzai/api'
import { normaliseIdNumber, normalisePhone, phoneFault } from '@jianzai/ui'
import { reactive, shallowRef } from 'vue'
import { nameFault } from './nameFault'
import { createQuestions } from './useQuestions'

export type CallbackStep = 'name' | 'phone' | 'id_number' | 'agency_id' | 'note'

export interface CallbackDraft {
  name: string
  phone: string
  id_number: string
  agency_id: string
  note: string
}

/** A call that is asked for without a login, one question after the other; `known`: what was typed elsewhere. */
export function createCallback(
  api: ApiClient,
  agencies: readonly { agency_id: string }[],
  known: Partial<CallbackDraft> = {},
) {
  const draft = reactive<CallbackDraft>({
    name: '',
    phone: '',
    id_number: '',
    agency_id: '',
    note: '',
    ...known,
  })
  /** Who calls, and when. */
  const asked = shallowRef<Callback>()
  const intention = new Intention()
  const mustChoose = agencies.length > 1

  async function submit() {
    const id_number = normaliseIdNumber(draft.id_number)
    const note = draft.note.trim()
    const body = {
      name: draft.name.trim(),
      phone: normalisePhone(draft.phone),
      ...(id_number && { id_number }),
      ...(note && { note }),
      ...(mustChoose && { agency_id: draft.agency_id }),
    }
    const header = { 'Idempotency-Key': intention.keyFor(body) }
    const outcome = await outcomeOf(api.POST('/api/v1/callbacks', { params: { header }, body }))
    if (outcome.ok) {
      intention.settle()
      asked.value = outcome.value
    }
    return outcome
  }

  const questions = createQuestions<CallbackStep>({
    steps: ['name', 'phone', 'id_number', ...(mustChoose ? ['agency_id' as const] : []), 'note'],
    faultOf(step) {
      if (step === 'name') return nameFault(draft.name)
      if (step === 'phone') return phoneFault(draft.phone)
      return step === 'agency_id' && draft.agency_id === '' ? 'REQUIRED' : undefined
    },
    submit,
  })

  return { ...questions, draft, asked }
}
