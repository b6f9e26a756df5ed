import { createApi, type Operator } from '@jianzai/api'
import { reply } from '@jianzai/api/testing'
import { createAppI18n } from '@jianzai/ui'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import chinese from './locales/zh-CN'
import AgencyPage from './pages/AgencyPage.vue'
import ImportsPage from './pages/ImportsPage.vue'
import PlanPage from './pages/PlanPage.vue'
import SupportPage from './pages/SupportPage.vue'
import { useOperator } from './state/useOperator'

vi.mock('./state/services', () => ({ api: createApi('http://127.0.0.1'), service: {} }))
vi.mock('vue-router', () => ({ useRouter: () => ({}), useRoute: () => ({ query: {} }) }))

const city = '999900000000'
const county = '999999000000'
const town = '999999101000'
// Whole pages, on a busy machine.
vi.setConfig({ testTimeout: 20_000 })
enableAutoUnmount(afterEach)
afterEach(() => void vi.restoreAllMocks())

/** What the page offers to who is in charge of `region`; of the plan, which is of `planned`. */
async function offered(page: Component, role: string, region: string | undefined, planned?: string) {
  const plan = { plan_id: 'p', name: 'p', state: 'OPEN', ...(planned && { region: planned }) }
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const { pathname } = new URL((input as Request).url)
    if (pathname.endsWith('/progress')) return reply(200, { plan, path: [], places: [] })
    if (pathname.endsWith('/support'))
      return reply(200, { contacts: [{ kind: 'PHONE', value: '12333', hours: '' }] })
    const empty = { employers: [], imports: [], regions: [], path: [], batches: [], persons: [] }
    return reply(200, empty)
  })
  const agency = { name: 'a', address: 'a', phone: '1', hours: 'h' }
  useOperator().operator.value = { operator_id: 'o', login: 'o', role, region, agency } as Operator
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const mounted = mount(page, {
    props: page === PlanPage ? { id: 'p' } : {},
    global: { plugins: [plugin], stubs: { RouterLink: true } },
    attachTo: document.body,
  })
  await flushPromises()
  return (name: string) => mounted.findAll(`[data-test="${name}"]`).length
}

describe.each(['CLERK', 'REVIEWER'])('%s', (role) => {
  it.each([
    ['support', SupportPage, ['add-support', 'remove-support']],
    ['agency', AgencyPage, ['add-employer']],
    ['imports', ImportsPage, ['list-file']],
  ] as const)(
    'is offered on the page %s what is the whole agency’s only where that is theirs',
    async (_name, page, actions) => {
      const whole = await offered(page, role, undefined)
      for (const action of actions) expect([action, whole(action)]).toEqual([action, 1])
      const regional = await offered(page, role, county)
      for (const action of actions) expect([action, regional(action)]).toEqual([action, 0])
      if (page !== ImportsPage) expect(regional('whole-agency')).toBe(1)
    },
  )

  it.each([
    ['of the whole agency', undefined, undefined, 1],
    ['a whole agency’s plan, of a county', county, undefined, 0],
    ['a city’s plan, of a county in it', county, city, 0],
    ['the own county’s plan', county, county, 1],
    ['a plan of a town in the own county', county, town, 1],
  ] as const)('closes a plan inside the own region: %s', async (_name, region, planned, mayClose) => {
    const shown = await offered(PlanPage, role, region, planned)
    expect([shown('plan-state'), shown('close-plan'), shown('wider-plan')]).toEqual([
      1,
      mayClose,
      1 - mayClose,
    ])
  })
})
