import { createApi } from '@jianzai/api'
import { reply } from '@jianzai/api/testing'
import { createAppI18n } from '@jianzai/ui'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { ElSelect } from 'element-plus'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { h, reactive } from 'vue'
import chinese from '../locales/zh-CN'
import RegionField from './RegionField.vue'

vi.mock('../state/services', () => ({ api: createApi('http://127.0.0.1'), service: {} }))

const province = '330000000000'
const city = '330100000000'
const county = '330106000000'
const names: Record<string, string> = { [province]: '浙江省', [city]: '杭州市', [county]: '西湖区' }
const below: Record<string, string[]> = { '': [province], [province]: [city], [city]: [county] }
beforeEach(() => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const { pathname, searchParams } = new URL((input as Request).url)
    if (pathname.endsWith('/regions')) {
      const codes = below[searchParams.get('parent') ?? ''] ?? []
      return reply(200, { regions: codes.map((code) => ({ code, name: names[code] })) })
    }
    const code = pathname.split('/').at(-1)!
    if (code.startsWith('99')) return reply(404, { code: 'NOT_FOUND', message: '', request_id: '' })
    const path = [province, city, county].slice(0, [province, city, county].indexOf(code) + 1)
    return reply(200, { path: path.map((code) => ({ code, name: names[code] })) })
  })
})
enableAutoUnmount(afterEach)
afterEach(() => {
  document.body.innerHTML = ''
  vi.restoreAllMocks()
})

async function page(code: string) {
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const props = reactive({
    id: 'region',
    modelValue: code,
    'onUpdate:modelValue': (wanted: string) => (props.modelValue = wanted),
  })
  const mounted = mount(() => h(RegionField, props), {
    attachTo: document.body,
    global: { plugins: [plugin] },
  })
  await flushPromises()
  const levels = () => mounted.findAllComponents(ElSelect).map((one) => one.props('modelValue'))
  const readBack = () => mounted.get('[data-test="region-read-back"]').text()
  const choose = async (at: number, code: string) => {
    mounted.findAllComponents(ElSelect)[at]!.vm.$emit('change', code)
    await flushPromises()
  }
  return { props, mounted, levels, readBack, choose }
}

it('shows where somebody lives by names, level by level, and reads it back', async () => {
  const { levels, readBack, choose, props } = await page(county)
  expect(levels()).toEqual([province, city, county])
  expect(readBack()).toBe(`浙江省杭州市西湖区（${county}）`)
  await choose(1, '')
  expect([props.modelValue, readBack(), levels()]).toEqual([
    province,
    `浙江省（${province}）`,
    [province, ''],
  ])
})

it('follows a code that is typed', async () => {
  const { mounted, levels, readBack } = await page('')
  expect([levels(), readBack()]).toEqual([[''], ''])
  await mounted.get('#region').setValue(city)
  await flushPromises()
  expect([levels(), readBack()]).toEqual([[province, city, ''], `浙江省杭州市（${city}）`])
})

it('says where nobody has named what is typed', async () => {
  const { mounted, readBack } = await page('')
  await mounted.get('#region').setValue('999999999999')
  await flushPromises()
  expect(readBack()).toContain('核对代码')
})
