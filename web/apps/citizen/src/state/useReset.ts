import { outcomeOf, type ApiClient } from '@jianzai/api'
import { reactive } from 'vue'
import { loginNameFault, loginNameOf } from './loginName'
import { passwordFault } from './passwordFault'
import { codeFault, createCode, normaliseCode } from './useCode'
import { createQuestions } from './useQuestions'

export type ResetStep = 'login' | 'code' | 'new_password'

/** A new password for who forgot it, one question after the other. */
export function createReset(api: ApiClient) {
  const draft = reactive({ login: '', code: '', new_password: '' })
  const code = createCode(api)
  const request = () => ({ purpose: 'RESET' as const, ...loginNameOf(draft.login) })

  const questions = createQuestions<ResetStep>({
    steps: ['login', 'code', 'new_password'],
    faultOf(step) {
      if (step === 'login') return loginNameFault(draft.login)
      return step === 'code' ? codeFault(draft.code) : passwordFault(draft.new_password)
    },
    leave: async (step) => (step === 'login' ? code.ask(request()) : undefined),
    submit: () =>
      outcomeOf(
        api.POST('/api/v1/password-resets', {
          body: {
            ...loginNameOf(draft.login),
            code: normaliseCode(draft.code),
            new_password: draft.new_password,
          },
        }),
      ),
  })

  async function sendCode(): Promise<void> {
    questions.failure.value = await code.send(request())
  }

  return { ...questions, draft, code, sendCode }
}
