import type { RecordedConsentMode } from '@jianzai/api'
import { createAppI18n, SETTLE_MS } from '@jianzai/ui'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import chinese from '../locales/zh-CN'
import type { FieldRow } from '../state/fieldPeople'
import FieldCamera from './FieldCamera.vue'

const camera = vi.hoisted(() => ({ open: vi.fn(), close: vi.fn(), snap: vi.fn(), look: vi.fn() }))
const jpegOfFile = vi.hoisted(() => vi.fn())
vi.mock('@jianzai/capture', async (load) => ({
  ...(await load<object>()),
  jpegOfFile,
  VideoCamera: class {
    open = camera.open
    close = camera.close
    snap = camera.snap
    look = camera.look
  },
}))

const jpeg = new Uint8Array([255, 216, 255]).buffer
const row = (person_id: string): FieldRow => ({
  person_id,
  name: person_id,
  id_number_masked: '9',
  due_on: '2026-12-31',
  state: 'DUE',
})
/** A promise that is settled when the test says so. */
function held<T>() {
  let settle!: { resolve: (value: T) => void; reject: (error: Error) => void }
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }))
  return { promise, ...settle }
}

const take = vi.fn<(person_id: string, jpeg: ArrayBuffer, mode: RecordedConsentMode) => Promise<void>>()
async function page() {
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const mounted = mount(FieldCamera, {
    props: { person: row('first'), left: 2, take },
    global: { plugins: [plugin] },
  })
  const part = (name: string) => mounted.find<HTMLButtonElement>(`[data-test="${name}"]`)
  const isDisabled = (name: string) => part(name).element.disabled
  await flushPromises()
  await settle()
  const agree = () => part('consent-SPOKEN').trigger('click')
  await agree()
  return { mounted, part, isDisabled, agree }
}
async function settle(): Promise<void> {
  vi.advanceTimersByTime(SETTLE_MS)
  await nextTick()
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  vi.clearAllMocks()
  camera.open.mockReset().mockResolvedValue(undefined)
  camera.snap.mockReset().mockResolvedValue(jpeg)
  jpegOfFile.mockReset()
  take.mockReset().mockResolvedValue(undefined)
  URL.createObjectURL = vi.fn(() => 'blob:picture')
  URL.revokeObjectURL = vi.fn()
})
afterEach(() => void vi.useRealTimers())
enableAutoUnmount(afterEach)

it('keeps the picture, with words, where it was not stored, and stores it at the next tap', async () => {
  const { part, isDisabled, mounted } = await page()
  await part('shoot-field').trigger('click')
  await flushPromises()
  const storing = held<void>()
  take.mockReturnValueOnce(storing.promise)
  await part('use-picture').trigger('click')
  expect(part('field-preview').exists()).toBe(true)
  expect(['again', 'use-picture', 'end-capture'].map(isDisabled)).toEqual([true, true, true])
  await part('field-camera').trigger('keydown', { key: 'Escape' })
  expect(mounted.emitted('closed')).toBeUndefined()

  storing.reject(new Error('QuotaExceededError'))
  await flushPromises()
  expect(part('field-preview').exists()).toBe(true)
  expect(part('not-stored').text()).toContain('没有存下来')
  await part('use-picture').trigger('click')
  await flushPromises()
  expect(take.mock.calls).toEqual([
    ['first', jpeg, 'SPOKEN'],
    ['first', jpeg, 'SPOKEN'],
  ])
  expect([part('field-preview').exists(), part('not-stored').exists()]).toEqual([false, false])
})

it('drops a picture of whoever stood there before', async () => {
  const { mounted, part, agree } = await page()
  const snapping = held<ArrayBuffer>()
  camera.snap.mockReturnValueOnce(snapping.promise)
  await part('shoot-field').trigger('click')
  await mounted.setProps({ person: row('second') })
  snapping.resolve(jpeg)
  await flushPromises()
  expect(part('field-preview').exists()).toBe(false)
  await settle()
  await agree()
  await part('shoot-field').trigger('click')
  await flushPromises()
  await part('use-picture').trigger('click')
  expect(take.mock.calls).toEqual([['second', jpeg, 'SPOKEN']])
})

it('takes nobody for a moment after the person has changed', async () => {
  const { mounted, isDisabled, agree } = await page()
  expect(isDisabled('shoot-field')).toBe(false)
  await mounted.setProps({ person: row('second') })
  expect([isDisabled('shoot-field'), isDisabled('consent-SPOKEN')]).toEqual([true, true])
  await settle()
  expect(isDisabled('shoot-field')).toBe(true)
  await agree()
  expect(isDisabled('shoot-field')).toBe(false)
})

it('skips nobody while a file is decoded, and drops it where the person has changed', async () => {
  camera.open.mockRejectedValue(new Error('no camera'))
  const { mounted, part, isDisabled, agree } = await page()
  expect(part('field-file').exists()).toBe(true)
  const choose = async () => {
    const decoding = held<ArrayBuffer>()
    jpegOfFile.mockReturnValueOnce(decoding.promise)
    mounted.findComponent({ name: 'PictureFile' }).vm.$emit('chosen', new File([], 'one.jpg'))
    await nextTick()
    return decoding
  }
  const early = await choose()
  expect([isDisabled('skip'), isDisabled('field-file')]).toEqual([true, true])
  await mounted.setProps({ person: row('second') })
  early.resolve(jpeg)
  await flushPromises()
  expect([part('field-preview').exists(), isDisabled('skip')]).toEqual([false, false])
  await settle()
  await agree()

  const broken = await choose()
  broken.reject(new Error('no picture'))
  await flushPromises()
  expect([part('field-file').exists(), isDisabled('skip')]).toEqual([true, false])
  const late = await choose()
  late.resolve(jpeg)
  await flushPromises()
  await part('use-picture').trigger('click')
  expect(take.mock.calls).toEqual([['second', jpeg, 'SPOKEN']])
})

it('asks each person anew before there is a picture', async () => {
  const { mounted, part, isDisabled, agree } = await page()
  expect(part('field-consent').exists()).toBe(false)
  await mounted.setProps({ person: row('second') })
  await settle()
  expect(part('field-consent').text()).toContain('second')
  await part('shoot-field').trigger('click')
  expect([isDisabled('shoot-field'), camera.snap.mock.calls.length]).toEqual([true, 0])
  await agree()
  expect([part('field-consent').exists(), isDisabled('shoot-field')]).toEqual([false, false])
})
