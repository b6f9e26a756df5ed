import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchHeading } from './heading'

let page: HTMLElement
let stop: () => void

beforeEach(() => {
  document.body.innerHTML =
    '<button id="outside"></button><main><h1>一</h1><button id="next"></button></main>'
  page = document.querySelector('main')!
  stop = watchHeading(page)
})
afterEach(() => stop())

const focused = () => document.activeElement?.textContent
const press = (id: string) => document.getElementById(id)!.focus()

it('leaves the first page to the browser', () => {
  expect(document.activeElement).toBe(document.body)
})

it('goes to the heading of another page, from wherever somebody came', async () => {
  press('outside')
  page.innerHTML = '<p>请稍等</p>'
  await new Promise((resolve) => setTimeout(resolve))
  expect(document.activeElement?.id).toBe('outside')
  page.innerHTML = '<h1>一</h1>'
  await vi.waitFor(() => expect(focused()).toBe('一'))
  expect(page.querySelector('h1')!.tabIndex).toBe(-1)
})

it('goes to the next question', async () => {
  press('next')
  page.querySelector('h1')!.textContent = '二'
  await vi.waitFor(() => expect(focused()).toBe('二'))
})

it('goes to it from a field that is gone with its question', async () => {
  press('next')
  document.getElementById('next')!.remove()
  ;(document.activeElement as HTMLElement | null)?.blur()
  page.querySelector('h1')!.textContent = '二'
  await vi.waitFor(() => expect(focused()).toBe('二'))
})

it('leaves who chooses a language where they are', async () => {
  press('outside')
  page.querySelector('h1')!.firstChild!.nodeValue = 'one'
  await new Promise((resolve) => setTimeout(resolve))
  expect(document.activeElement?.id).toBe('outside')
})

it('leaves a heading that is read aloud anyway', async () => {
  const heading = page.querySelector('h1')!
  heading.setAttribute('aria-live', 'polite')
  press('next')
  heading.textContent = '请看着镜头'
  await new Promise((resolve) => setTimeout(resolve))
  expect(document.activeElement?.id).toBe('next')
})
