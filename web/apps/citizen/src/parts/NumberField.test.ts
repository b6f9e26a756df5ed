import { createAppI18n, groupIdNumber } from '@jianzai/ui'
import { mount } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import chinese from '../locales/zh-CN'
import NumberField from './NumberField.vue'

let remove = () => undefined as void

async function shown(alone: boolean) {
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const wrapper = mount(NumberField, {
    props: { name: 'id_number', label: '身份证号', group: groupIdNumber, alone, modelValue: '110105' },
    global: { plugins: [plugin] },
    attachTo: document.body,
  })
  remove = () => wrapper.unmount()
  const input = wrapper.find('input').element as HTMLInputElement
  const typed = () => wrapper.emitted('update:modelValue')?.at(-1)?.[0]
  return { wrapper, input, typed, key: (key: string) => wrapper.find(`[data-test="key-${key}"]`) }
}

afterEach(() => remove())

it('is filled in by its keys, in groups, without the keyboard of the phone', async () => {
  const { input, key, typed } = await shown(true)
  expect(input.inputMode).toBe('none')
  for (const digit of '1949') await key(digit).trigger('click')
  expect([input.value, typed()]).toEqual(['110105 1949', '110105 1949'])
  await key('DELETE').trigger('click')
  expect(input.value).toBe('110105 194')
})

it('takes what is typed or pasted, too', async () => {
  const { wrapper, input, typed } = await shown(true)
  await wrapper.find('input').setValue('11010519491231002x')
  expect([input.value, typed()]).toEqual(['110105 19491231 002X', '110105 19491231 002X'])
})

it('puts a key where the caret is', async () => {
  const { input, key } = await shown(true)
  input.focus()
  input.setSelectionRange(1, 1)
  await key('9').trigger('click')
  expect([input.value, input.selectionStart]).toEqual(['191010 5', 2])
})

it('shows its keys only while it is filled in, where there are other fields', async () => {
  const { wrapper, input } = await shown(false)
  const hasPad = () => wrapper.find('[data-test="pad"]').exists()
  expect(hasPad()).toBe(false)
  input.focus()
  await nextTick()
  expect(hasPad()).toBe(true)
  input.blur()
  await nextTick()
  expect(hasPad()).toBe(true)
  const other = document.body.appendChild(document.createElement('input'))
  other.focus()
  await nextTick()
  expect(hasPad()).toBe(false)
  other.remove()
})
