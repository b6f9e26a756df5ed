import { createAppI18n } from '@jianzai/ui'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { ElMessageBox } from 'element-plus'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import chinese from '../locales/zh-CN'
import { useAskBeforeLeaving } from './useAskBeforeLeaving'
import { useOperator } from './useOperator'

vi.mock('./services', () => ({ api: {}, service: {} }))

let typed = ''
/** As the review desk: a part of the page, which is the same for the next case. */
const Case = defineComponent({
  setup() {
    useAskBeforeLeaving(() => typed !== '')
    return () => h('p')
  },
})
async function page() {
  const { plugin } = await createAppI18n({ chinese, files: {} })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/reviews/:id', component: { render: () => h(Case) } },
      { path: '/reviews', component: { render: () => null } },
    ],
  })
  await router.push('/reviews/1')
  mount({ render: () => h(RouterView) }, { global: { plugins: [plugin, router] } })
  await flushPromises()
  return router
}
const confirm = vi.spyOn(ElMessageBox, 'confirm')

beforeEach(() => {
  typed = ''
  confirm.mockReset()
  useOperator().state.value = 'member'
})
enableAutoUnmount(afterEach)

it.each(['/reviews/2', '/reviews'])('asks before what is typed is dropped for %s', async (to) => {
  const router = await page()
  typed = '照片模糊'
  confirm.mockRejectedValueOnce('cancel')
  await router.push(to)
  expect(router.currentRoute.value.path).toBe('/reviews/1')
  confirm.mockResolvedValueOnce('confirm' as never)
  await router.push(to)
  expect(router.currentRoute.value.path).toBe(to)
})

it.each([
  ['nothing is typed', '', 'member'],
  ['nobody is logged in any more', '照片模糊', 'guest'],
] as const)('asks nothing where %s', async (_when, text, state) => {
  const router = await page()
  typed = text
  useOperator().state.value = state
  await router.push('/reviews')
  expect(router.currentRoute.value.path).toBe('/reviews')
  expect(confirm).not.toHaveBeenCalled()
})
