import { mount } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { useShortcuts } from './shortcuts'

const act = vi.fn()
const Page = defineComponent({
  setup() {
    useShortcuts(() => ({ a: act, '?': act }))
    return () =>
      h('div', [
        h('input', { id: 'field' }),
        h('textarea', { id: 'note' }),
        h('input', { id: 'way', type: 'radio' }),
        h('div', { role: 'combobox', tabindex: 0, id: 'choice' }),
        h('button', { id: 'button' }),
      ])
  },
})
let page: ReturnType<typeof mount> | undefined
function open() {
  page = mount(Page, { attachTo: document.body })
}
function press(
  key: string,
  where: string | Document = document,
  more: KeyboardEventInit = {},
): KeyboardEvent {
  const target = typeof where === 'string' ? document.querySelector(where)! : where
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  target.dispatchEvent(event)
  return event
}

afterEach(() => {
  page?.unmount()
  page = undefined
  document.body.innerHTML = ''
  act.mockClear()
})

it('acts on a key of the page, also from a button or a choice of two', () => {
  open()
  expect(press('a').defaultPrevented).toBe(true)
  press('A', '#button')
  press('a', '#way')
  press('?')
  expect(act).toHaveBeenCalledTimes(4)
  expect(press('x').defaultPrevented).toBe(false)
})

it('does nothing while somebody types', () => {
  open()
  for (const where of ['#field', '#note', '#choice']) press('a', where)
  press('a', document, { isComposing: true })
  expect(act).not.toHaveBeenCalled()
})

it('leaves the browser its own keys, and does not repeat', () => {
  open()
  press('a', document, { ctrlKey: true })
  press('a', document, { metaKey: true })
  press('a', document, { altKey: true })
  press('a', document, { repeat: true })
  expect(act).not.toHaveBeenCalled()
})

it('does nothing behind a dialog, and hears again after it', () => {
  open()
  const dialog = document.createElement('div')
  dialog.setAttribute('role', 'dialog')
  document.body.append(dialog)
  press('a')
  expect(act).not.toHaveBeenCalled()
  // Element Plus keeps closed ones in the page.
  dialog.style.display = 'none'
  press('a')
  expect(act).toHaveBeenCalledTimes(1)
})

it('hears nothing any more when the page is left', () => {
  open()
  page!.unmount()
  page = undefined
  press('a')
  expect(act).not.toHaveBeenCalled()
})
