import type { Import } from '@jianzai/api'
import { createAppI18n } from '@jianzai/ui'
import { enableAutoUnmount, mount } from '@vue/test-utils'
import { ElSelect } from 'element-plus'
import { afterEach, expect, it } from 'vitest'
import chinese from '../locales/zh-CN'
import ImportColumns from './ImportColumns.vue'

enableAutoUnmount(afterEach)

it('shows the first values of the column that is chosen, so that a wrong one is seen', async () => {
  const job = {
    import_id: 'a',
    state: 'CHECKED',
    headings: ['号', '姓名', '备注'],
    samples: [['110105********002X', ''], ['王秀英', '李雷'], []],
    fields: [
      { field: 'name', required: true, column: 0 },
      { field: 'phone', required: false },
      { field: 'region', required: false, column: 2 },
    ],
  } as unknown as Import
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const form = mount(ImportColumns, {
    props: { job, busy: false, errors: {} },
    global: { plugins: [plugin] },
  })
  const samples = (field: string) =>
    form.findAll(`[data-test="samples-${field}"] li`).map((one) => one.text())
  expect(samples('name')).toEqual(['110105********002X', '（空）'])
  expect([samples('phone'), samples('region')]).toEqual([[], []])
  form.findAllComponents(ElSelect)[0]!.vm.$emit('update:modelValue', '1')
  await form.vm.$nextTick()
  expect(samples('name')).toEqual(['王秀英', '李雷'])
})
