import type { Outcome } from '@jianzai/api'
import { beforeEach, expect, it, vi } from 'vitest'
import { useCall } from './useCall'

vi.mock('./services', () => ({ api: {}, service: {} }))
const replace = vi.fn()
const route = { name: 'plan', fullPath: '/plans/1' }
vi.mock('vue-router', () => ({ useRouter: () => ({ replace }), useRoute: () => route }))

const error = { code: 'UNAUTHENTICATED' as const, message: '', request_id: '' }
const expired = async (): Promise<Outcome<number>> => ({
  ok: false,
  failure: { kind: 'refused', status: 401, error },
})
beforeEach(() => replace.mockClear())

it('leads to the login, and back from there', async () => {
  expect(await useCall().run(expired)).toBeUndefined()
  expect(replace).toHaveBeenCalledWith({ name: 'login', query: { next: '/plans/1' } })
})

it('leads nowhere where another call has led there already', async () => {
  Object.assign(route, { name: 'login', fullPath: '/login?next=/plans/1' })
  await useCall().run(expired)
  expect(replace).not.toHaveBeenCalled()
})
