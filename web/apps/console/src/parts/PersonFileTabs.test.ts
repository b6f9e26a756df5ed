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
