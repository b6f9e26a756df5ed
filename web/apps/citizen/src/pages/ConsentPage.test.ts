import { createAppI18n } from '@jianzai/ui'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import chinese from '../locales/zh-CN'
import { forgetConsent } from '../state/useConsent'
import ConsentPage from './ConsentPage.vue'

const { GET, POST, DELETE } = vi.hoisted(() => ({ GET: vi.fn(), POST: vi.fn(), DELETE: vi.fn() }))
vi.mock('../state/services', async () => {
  const { ref } = await import('vue')
  const service = { consent_version: 'compare-1', keep_image_version: 'keep-1', frame_retention_days: 7 }
  return { api: { GET, POST, DELETE }, service: ref(service) }
})
vi.mock('../state/useSession', async () => {
  const { ref } = await import('vue')
  return { useSession: () => ({ me: ref({ account_id: 'account' }), expire: () => undefined }) }
})
vi.mock('../state/useVoice', () => ({ useVoice: () => ({ prepare: () => undefined }) }))

const answer = (status: number, data: object) => ({ data, response: new Response(null, { status }) })
const refusal = (status: number, code: string) => ({
  error: { code, message: '', request_id: 'r' },
  response: new Response(null, { status }),
})
type Sent = { body: { purpose: string; text_version: string }; params: { header: Record<string, string> } }
const sent = () => POST.mock.calls.map(([, options]) => options as Sent)

async function open(proof: object) {
  GET.mockResolvedValue(answer(200, { modes: ['COLOUR'], entitlements: [], ...proof }))
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const blank = { render: () => null }
  const routes = [
    { path: '/consent', name: 'consent', component: blank },
    { path: '/capture', name: 'capture', component: blank },
    { path: '/proof', name: 'proof', component: blank },
  ]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push('/consent')
  const page = mount(ConsentPage, { global: { plugins: [plugin, router] } })
  await flushPromises()
  return { page, router }
}

beforeEach(() => {
  forgetConsent()
  POST.mockReset().mockResolvedValue(answer(201, { consent_id: '01CONSENT' }))
  DELETE.mockReset().mockResolvedValue(answer(200, {}))
})

it('asks for a picture to be kept apart, and takes a tap on the first as no more than that', async () => {
  const { page, router } = await open({})
  expect(page.get<HTMLInputElement>('[data-test="keep-tick"] input').element.checked).toBe(false)
  await page.get('[data-test="agree"]').trigger('click')
  await flushPromises()
  expect(sent().map(({ body }) => body)).toEqual([{ purpose: 'FACE_COMPARISON', text_version: 'compare-1' }])
  expect(router.currentRoute.value.name).toBe('capture')
})

it('gives both, each to its own text, and neither twice where the second did not arrive', async () => {
  const { page, router } = await open({})
  await page.get('[data-test="keep-tick"] input').setValue(true)
  POST.mockResolvedValueOnce(answer(201, { consent_id: '01CONSENT' })).mockRejectedValueOnce(
    new TypeError('offline'),
  )
  await page.get('[data-test="agree"]').trigger('click')
  await flushPromises()
  expect(router.currentRoute.value.name).toBe('consent')
  await page.get('[data-test="agree"]').trigger('click')
  await flushPromises()
  expect(sent().map(({ body }) => [body.purpose, body.text_version])).toEqual([
    ['FACE_COMPARISON', 'compare-1'],
    ['KEEP_IMAGE', 'keep-1'],
    ['FACE_COMPARISON', 'compare-1'],
    ['KEEP_IMAGE', 'keep-1'],
  ])
  const keys = sent().map(({ params }) => params.header['Idempotency-Key'])
  expect(keys.slice(2)).toEqual(keys.slice(0, 2))
  expect(keys[0]).not.toBe(keys[1])
  expect(router.currentRoute.value.name).toBe('capture')
})

it('does not ask again while it holds', async () => {
  const { page } = await open({ keeps_image: true })
  expect(page.find('[data-test="keep-tick"]').exists()).toBe(false)
  expect(page.get('[data-test="keep-image"]').text()).toContain(chinese.consent.keepImage.given)
})

it('takes back what may have been recorded before its tick was taken away', async () => {
  const { page, router } = await open({})
  const tick = page.get('[data-test="keep-tick"] input')
  await tick.setValue(true)
  POST.mockResolvedValueOnce(answer(201, { consent_id: '01CONSENT' })).mockRejectedValueOnce(
    new TypeError('offline'),
  )
  await page.get('[data-test="agree"]').trigger('click')
  await flushPromises()
  await tick.setValue(false)
  POST.mockClear().mockResolvedValueOnce(answer(201, { consent_id: '01KEEP' }))
  DELETE.mockRejectedValueOnce(new TypeError('offline'))
  await page.get('[data-test="agree"]').trigger('click')
  await flushPromises()
  expect(router.currentRoute.value.name).toBe('consent')
  POST.mockResolvedValueOnce(answer(201, { consent_id: '01KEEP' }))
  await page.get('[data-test="agree"]').trigger('click')
  await flushPromises()
  expect(DELETE.mock.lastCall![1]).toEqual({ params: { path: { consent_id: '01KEEP' } } })
  expect(sent().map(({ body }) => body.purpose)).toEqual(['KEEP_IMAGE', 'KEEP_IMAGE', 'FACE_COMPARISON'])
  expect(router.currentRoute.value.name).toBe('capture')
})

it('has nothing to take back of what was refused', async () => {
  const { page } = await open({})
  POST.mockResolvedValue(refusal(409, 'GUARDIAN_NEEDED'))
  await page.get('[data-test="agree"]').trigger('click')
  await flushPromises()
  expect(page.find('[data-test="failure"]').exists()).toBe(true)
  await page.get('[data-test="decline"]').trigger('click')
  await flushPromises()
  expect(POST).toHaveBeenCalledOnce()
  expect(page.find('[data-test="failure"]').exists()).toBe(false)
})

it('asks again what became of it where the server was too busy to say', async () => {
  const { page } = await open({})
  POST.mockResolvedValue(refusal(503, 'BUSY'))
  await page.get('[data-test="agree"]').trigger('click')
  await flushPromises()
  await page.get('[data-test="decline"]').trigger('click')
  await flushPromises()
  POST.mockResolvedValue(refusal(409, 'GUARDIAN_NEEDED'))
  await page.get('[data-test="take-back"]').trigger('click')
  await flushPromises()
  expect(POST).toHaveBeenCalledTimes(3)
  expect(page.find('[data-test="failure"]').exists()).toBe(false)
})
