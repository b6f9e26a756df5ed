import { outcomeOf, type ApiClient, type Failure } from '@jianzai/api'
import { computed, reactive, ref, shallowRef } from 'vue'
import { loginNameFault, loginNameOf } from './loginName'
import { passwordFault } from './passwordFault'
import { codeFault, createCode, normaliseCode } from './useCode'

const steps = ['login', 'code', 'password'] as const
export type ResetStep = (typeof steps)[number]
export type ResetState = 'asking' | 'sending' | 'done'

/** A new password for who forgot it, one question after the other. */
export function createReset(api: ApiClient) {
  const state = ref<ResetState>('asking')
  const step = ref<ResetStep>('login')
  const draft = reactive({ login: '', code: '', password: '' })
  /** A field code found here. */
  const fault = ref<string>()
  const failure = shallowRef<Failure>()
  const code = createCode(api)
  const position = computed(() => steps.indexOf(step.value) + 1)

  function faultOf(asked: ResetStep): string | undefined {
    if (asked === 'login') return loginNameFault(draft.login)
    if (asked === 'code') return codeFault(draft.code)
    return passwordFault(draft.password)
  }

  const request = () => ({ purpose: 'RESET' as const, ...loginNameOf(draft.login) })

  async function sendCode(): Promise<void> {
    const outcome = await code.send(request())
    failure.value = outcome.ok ? undefined : outcome.failure
  }

  async function next(): Promise<void> {
    if (state.value === 'sending') return
    failure.value = undefined
    fault.value = faultOf(step.value)
    if (fault.value) return
    if (step.value === 'password') await submit()
    else if (step.value === 'code') step.value = 'password'
    else await askCode()
  }

  async function askCode(): Promise<void> {
    state.value = 'sending'
    failure.value = await code.ask(request())
    state.value = 'asking'
    if (!failure.value) step.value = 'code'
  }

  async function submit(): Promise<void> {
    state.value = 'sending'
    const outcome = await outcomeOf(
      api.POST('/api/v1/password-resets', {
        body: {
          ...loginNameOf(draft.login),
          code: normaliseCode(draft.code),
          new_password: draft.password,
        },
      }),
    )
    state.value = outcome.ok ? 'done' : 'asking'
    if (outcome.ok) return
    failure.value = outcome.failure
    const wrong = outcome.failure.kind === 'refused' ? (outcome.failure.error.fields ?? []) : []
    if (wrong.some(({ field }) => field === 'code')) {
      step.value = 'code'
      fault.value = 'CODE'
      failure.value = undefined
    }
  }

  /** Whether there was a question before. */
  function previous(): boolean {
    const before = steps[steps.indexOf(step.value) - 1]
    if (before) step.value = before
    fault.value = undefined
    failure.value = undefined
    return before !== undefined
  }

  return { state, step, steps, position, draft, fault, failure, code, sendCode, next, previous }
}
