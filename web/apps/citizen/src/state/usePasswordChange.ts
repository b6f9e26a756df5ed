import { outcomeOf, type ApiClient } from '@jianzai/api'
import { reactive } from 'vue'
import { passwordFault } from './passwordFault'
import { createQuestions } from './useQuestions'

export type PasswordStep = 'password' | 'new_password'

/** Another password for who knows the present one; all other phones are logged out. */
export function createPasswordChange(api: ApiClient) {
  const draft = reactive({ password: '', new_password: '' })
  const questions = createQuestions<PasswordStep>({
    steps: ['password', 'new_password'],
    faultOf(step) {
      if (step === 'password') return draft.password === '' ? 'REQUIRED' : undefined
      return draft.new_password === draft.password ? 'SAME_PASSWORD' : passwordFault(draft.new_password)
    },
    submit: () => outcomeOf(api.PUT('/api/v1/me/password', { body: { ...draft } })),
  })
  return { ...questions, draft }
}
