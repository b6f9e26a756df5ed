import { createApi, type Outcome } from '@jianzai/api'
import { answer, bodyOf, reply } from '@jianzai/api/testing'
import { createAppI18n } from '@jianzai/ui'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import chinese from '../locales/zh-CN'
import { useCall } from '../state/useCall'
import { useOperator } from '../state/useOperator'
import LoginAgainDialog from './LoginAgainDialog.vue'

vi.mock('../state/services', () => ({ api: createApi('http://127.0.0.1'), service: {} }))

const session = useOperator()
const clerk = { operator_id: 'clerk', login: 'clerk', name: '试经办', role: 'CLERK' }
const error = { code: 'UNAUTHENTICATED' as const, message: '', request_id: '' }
const saved: Outcome<string> = { ok: true, value: 'saved', status: 201 }
const expired: Outcome<string> = { ok: false, failure: { kind: 'refused', status: 401, error } }
const part = <T extends HTMLElement>(of: string) => document.querySelector<T>(of)!
const type = (of: string, text: string) => {
  part<HTMLInputElement>(of).value = text
  part(of).dispatchEvent(new Event('input'))
}

/** A page on which something was typed, when its session has ended. */
async function page() {
  answer(201, clerk)
  await session.login('clerk', '', '')
  const save = vi.fn(async () => expired)
  const result = ref<string>()
  const { plugin } = await createAppI18n({ chinese, files: {} })
  mount(
    defineComponent({
      setup() {
        const { run } = useCall()
        const press = async () => (result.value = await run(save))
        return () => [
          h('input', { id: 'typed' }),
          h('button', { id: 'save', onClick: press }),
          session.state.value === 'expired' ? h(LoginAgainDialog) : undefined,
        ]
      },
    }),
    { attachTo: document.body, global: { plugins: [plugin] } },
  )
  type('#typed', '已打电话')
  part('#save').click()
  await flushPromises()
  return { save, result }
}
async function logIn(): Promise<void> {
  part('form').dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
}

const replace = vi.fn()
beforeEach(() => {
  session.expire()
  replace.mockClear()
  vi.spyOn(globalThis.location, 'replace').mockImplementation(replace)
})
enableAutoUnmount(afterEach)
afterEach(() => {
  document.body.innerHTML = ''
  vi.restoreAllMocks()
})

it('stands over the page, which goes on with what is typed after the login', async () => {
  const { save, result } = await page()
  expect(part('[data-test="login-again"]').textContent).toContain('试经办')
  expect(part<HTMLInputElement>('#login').value).toBe('clerk')
  save.mockResolvedValue(saved)
  type('#password', 'mine')
  const sent = answer(201, clerk)
  await logIn()
  expect(await bodyOf(sent)).toEqual({ login: 'clerk', password: 'mine' })
  expect([result.value, save.mock.calls.length]).toEqual(['saved', 2])
  expect(document.querySelector('[data-test="login-again"]')).toBeNull()
  expect(part<HTMLInputElement>('#typed').value).toBe('已打电话')
  expect(replace).not.toHaveBeenCalled()
})

it('asks for the digits of the authenticator app where there is one', async () => {
  const { save, result } = await page()
  save.mockResolvedValue(saved)
  type('#password', 'mine')
  const missing = { ...error, fields: [{ field: 'code', code: 'REQUIRED' }] }
  vi.spyOn(globalThis, 'fetch').mockResolvedValueOnce(reply(400, missing))
  await logIn()
  expect(part('[data-test="failure"]')).toBeNull()
  type('#code', '123456')
  const sent = answer(201, clerk)
  await logIn()
  expect(await bodyOf(sent)).toMatchObject({ code: '123456' })
  expect(result.value).toBe('saved')
})

it('stays, with words, where the password is wrong', async () => {
  const { save } = await page()
  type('#password', 'wrong')
  answer(401, { ...error, code: 'WRONG_CREDENTIALS' })
  await logIn()
  expect(part('[data-test="failure"]')).not.toBeNull()
  expect([session.state.value, save.mock.calls.length]).toEqual(['expired', 1])
})

it('clears everything where somebody else logs in, and saves nothing of it', async () => {
  const { save, result } = await page()
  save.mockResolvedValue(saved)
  type('#login', 'other')
  type('#password', 'theirs')
  answer(201, { ...clerk, operator_id: 'other' })
  await logIn()
  expect(replace).toHaveBeenCalledWith('/console/')
  expect([save.mock.calls.length, result.value]).toEqual([1, undefined])
  // Until the app is loaded anew nothing of the page is to be seen.
  expect(part('[data-test="login-again"]')).not.toBeNull()
})

it('lets go of the page where nobody wants to log in', async () => {
  await page()
  part('[data-test="leave-page"]').click()
  expect(replace).toHaveBeenCalledWith('/console/')
})
