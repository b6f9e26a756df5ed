import type { Operator, PersonFile } from '@jianzai/api'
import { createAppI18n } from '@jianzai/ui'
import { flushPromises, mount, RouterLinkStub } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import chinese from '../locales/zh-CN'
import { useOperator } from '../state/useOperator'
import PersonFileTabs from './PersonFileTabs.vue'

vi.mock('../state/services', () => ({ api: {}, service: {} }))
useOperator().operator.value = { role: 'CLERK' } as Operator

const nothing = {
  ...{ references: [], tasks: [], reviews: [], assisted_proofs: [], life_signs: [], tickets: [], cut: [] },
  ...{ consents: [], helpers: [], merges: [], disclosures: [], contacts: [] },
} satisfies Partial<PersonFile>

it('says what came of a contact, where that is known', async () => {
  const contacts: PersonFile['contacts'] = [
    { channel: 'VOICE', made_at: '2026-11-25T02:00:00Z', result: 'FAMILY' },
    { channel: 'LETTER', made_at: '2026-11-24T02:00:00Z' },
  ]
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const file = { ...nothing, contacts } as PersonFile
  const mounted = mount(PersonFileTabs, {
    props: { personId: 'p', file, categories: {}, modelValue: 'contacts' },
    global: { plugins: [plugin], stubs: { RouterLink: RouterLinkStub } },
  })
  await flushPromises()
  const cells = mounted.findAll('[data-test="file-contacts"] tr').map((row) => row.findAll('th, td'))
  const at = cells[0]!.findIndex((cell) => cell.text() === '结果')
  expect(cells.slice(1).map((row) => row[at]?.text())).toEqual(['联系到家属', '–'])
})

it('says who recorded a consent, and lets one that stands be withdrawn', async () => {
  const consent = { consent_id: 'c1', purpose: 'FACE_COMPARISON', text_version: 'v1', mode: 'PAPER' } as const
  const consents: PersonFile['consents'] = [
    { ...consent, granted_at: '2026-11-25T02:00:00Z', sheet: '2026-17', recorded_by: 'clerk' },
    {
      ...consent,
      consent_id: 'c2',
      granted_at: '2026-11-24T02:00:00Z',
      withdrawn_at: '2026-11-25T01:00:00Z',
    },
  ]
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const file = { ...nothing, consents } as PersonFile
  const mounted = mount(PersonFileTabs, {
    props: { personId: 'p', file, categories: {}, modelValue: 'consents' },
    global: { plugins: [plugin], stubs: { RouterLink: RouterLinkStub } },
  })
  await flushPromises()
  const table = mounted.find('[data-test="file-consents"]')
  expect(table.text()).toContain('2026-17')
  expect(table.text()).toContain('clerk')
  const withdraw = table.findAll('button')
  expect(withdraw.map((button) => button.text())).toEqual(['按本人要求撤回'])
  await withdraw[0]!.trigger('click')
  expect(mounted.emitted('withdrawConsent')).toEqual([['c1']])
  await mounted.find('[data-test="record-consent"]').trigger('click')
  expect(mounted.emitted('recordConsent')).toEqual([[]])
})
