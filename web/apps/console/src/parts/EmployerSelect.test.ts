import { createApi } from '@jianzai/api'
import { reply } from '@jianzai/api/testing'
import { createAppI18n } from '@jianzai/ui'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { ElSelect } from 'element-plus'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import chinese from '../locales/zh-CN'
import EmployerSelect from './EmployerSelect.vue'

vi.mock('../state/services', () => ({ api: createApi('http://127.0.0.1'), service: {} }))

/** More than a page. */
const employers = Array.from({ length: 1200 }, (_, at) => ({ code: `code-${at}`, name: `试单位${at}` }))
beforeEach(() => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const query = new URL((input as Request).url).searchParams.get('query') ?? ''
    const found = employers.filter(({ name }) => name.includes(query))
    return reply(200, { employers: found.slice(0, 50), ...(found.length > 50 && { next_cursor: 'next' }) })
  })
})
enableAutoUnmount(afterEach)
afterEach(() => {
  document.body.innerHTML = ''
  vi.restoreAllMocks()
})

async function page(modelValue = '') {
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const mounted = mount(EmployerSelect, {
    props: { id: 'employer', none: '没有', modelValue },
    attachTo: document.body,
    global: { plugins: [plugin] },
  })
  await flushPromises()
  const select = mounted.findComponent(ElSelect)
  const search = async (typed: string) => {
    await (select.props('remoteMethod') as (typed: string) => Promise<void>)(typed)
    await flushPromises()
  }
  const options = () =>
    [...document.querySelectorAll('.el-select-dropdown__item')].map((one) => one.textContent!.trim())
  return { mounted, select, search, options }
}

it('finds the employer behind the first thousand, and keeps the chosen one in sight', async () => {
  const { mounted, select, search, options } = await page()
  expect(options().length).toBe(50)
  expect(document.querySelector('[data-test="more-employers"]')?.textContent).toContain('还有更多单位')
  await search('试单位1100')
  expect(options()).toEqual(['试单位1100（code-1100）'])
  expect(document.querySelector('[data-test="more-employers"]')).toBeNull()
  select.vm.$emit('update:modelValue', 'code-1100')
  expect(mounted.emitted('update:modelValue')).toEqual([['code-1100']])
  await search('')
  expect(options().length).toBe(51)
  expect(options()).toContain('试单位1100（code-1100）')
})

it('gives none where it is cleared', async () => {
  const { mounted, select } = await page('code-3')
  select.vm.$emit('update:modelValue', undefined)
  expect(mounted.emitted('update:modelValue')).toEqual([['']])
})
