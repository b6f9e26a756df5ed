import { createApi, type Operator } from '@jianzai/api'
import { reply } from '@jianzai/api/testing'
import { createAppI18n } from '@jianzai/ui'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import chinese from '../locales/zh-CN'
import { useOperator } from '../state/useOperator'
import { wantedPerson } from '../state/wantedPerson'
import PersonsPage from './PersonsPage.vue'

const replace = vi.hoisted(() => vi.fn())
vi.mock('../state/services', () => ({ api: createApi('http://127.0.0.1'), service: {} }))
vi.mock('vue-router', () => ({ useRouter: () => ({ replace }) }))
// A whole page, on a busy machine.
vi.setConfig({ testTimeout: 20_000 })
enableAutoUnmount(afterEach)
afterEach(() => {
  replace.mockReset()
  vi.restoreAllMocks()
})

/** Whom the page opens where so many are found by what the desk asked for. */
async function opened(wanted: string, found: number, next_cursor?: string) {
  const persons = Array.from({ length: found }, (_, at) => ({
    person_id: `p${at}`,
    name: wanted,
    entitlements: [],
  }))
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => reply(200, { persons, next_cursor }))
  useOperator().operator.value = { operator_id: 'o', login: 'o', role: 'CLERK' } as Operator
  wantedPerson.value = wanted
  const { plugin } = await createAppI18n({ chinese, files: {} })
  mount(PersonsPage, { global: { plugins: [plugin], stubs: { RouterLink: true } } })
  await flushPromises()
  return replace.mock.calls
}

it('opens at once whom the desk asked for where nobody else is found', async () => {
  expect(await opened('试一', 1)).toEqual([[{ name: 'person', params: { id: 'p0' } }]])
})

it.each([
  ['试零', 0, undefined],
  ['试二', 2, undefined],
  ['试多', 1, 'more'],
  ['', 1, undefined],
] as const)(
  'lists them where nobody is found, or more than one, or nobody was asked for: %s',
  async (wanted, found, cursor) => {
    expect(await opened(wanted, found, cursor)).toEqual([])
  },
)
