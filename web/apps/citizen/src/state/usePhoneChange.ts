import { outcomeOf, type ApiClient, type Me } from '@jianzai/api'
import { normalisePhone, phoneFault } from '@jianzai/ui'
import { reactive } from 'vue'
import { codeFault, createCode, normaliseCode } from './useCode'
import { createQuestions } from './useQuestions'

export type PhoneStep = 'phone' | 'phone_again' | 'code' | 'password'

/** Another phone number. Who logs in by it shows with a code that it is theirs. */
export function createPhoneChange(api: ApiClient, isLogin: boolean, changed: (me: Me) => void) {
  const draft = reactive({ phone: '', phone_again: '', code: '', password: '' })
  const code = createCode(api)
  const request = () => ({ purpose: 'CHANGE_PHONE' as const, phone: normalisePhone(draft.phone) })

  const questions = createQuestions<PhoneStep>({
    steps: ['phone', isLogin ? 'code' : 'phone_again', 'password'],
    faultOf(step) {
      if (step === 'phone') return phoneFault(draft.phone)
      if (step === 'code') return codeFault(draft.code)
      if (step === 'password') return draft.password === '' ? 'REQUIRED' : undefined
      if (draft.phone_again.trim() === '') return 'REQUIRED'
      return normalisePhone(draft.phone) === normalisePhone(draft.phone_again) ? undefined : 'PHONES_DIFFER'
    },
    leave: async (step) => (step === 'phone' && isLogin ? code.ask(request()) : undefined),
    async submit() {
      const phone = normalisePhone(draft.phone)
      const outcome = await outcomeOf(
        api.PUT('/api/v1/me/phone', {
          body: {
            phone,
            // The code says it better.
            phone_again: isLogin ? phone : normalisePhone(draft.phone_again),
            password: draft.password,
            ...(isLogin && { code: normaliseCode(draft.code) }),
          },
        }),
      )
      if (outcome.ok) changed(outcome.value)
      return outcome
    },
  })

  async function sendCode(): Promise<void> {
    questions.failure.value = await code.send(request())
  }

  return { ...questions, draft, code, sendCode }
}
