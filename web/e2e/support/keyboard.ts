import { expect, type Page } from '@playwright/test'

/** More stops than a page has between any two. */
const stops_max = 45

interface Stop {
  isThere: boolean
  name: string
  /** Why somebody who looks does not see where the keyboard is; nothing if they do. */
  unseen?: string
}

/** Where the keyboard is. */
function stopAt(page: Page, wanted: string): Promise<Stop> {
  return page.evaluate((wanted) => {
    const element = document.activeElement as HTMLElement | null
    if (!element || element === document.body) return { isThere: false, name: 'the browser itself' }
    const name = element.dataset.test ?? (element.id || element.innerText)
    // A field that lies over its label is marked there.
    const marked = element.closest<HTMLElement>('label') ?? element
    const box = marked.getBoundingClientRect()
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
    const isMarked = [element, marked].some((one) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none'
    })
    const top = document.elementFromPoint(x, y)
    let unseen: string | undefined
    if (!isMarked) unseen = 'not marked'
    else if (box.top < -1 || box.bottom > innerHeight + 1 || box.left < -1 || box.right > innerWidth + 1)
      unseen = `out of the screen: ${box.left} ${box.top} ${box.right} ${box.bottom}`
    else if (!top || !(marked.contains(top) || top.contains(marked)))
      unseen = `covered by ${top?.tagName} ${top?.className}`
    const isThere = [element.dataset.test, element.id, element.innerText.trim()].includes(wanted)
    return { isThere, name, ...(unseen && { unseen }) }
  }, wanted)
}

/** Tab after Tab to the element of this test name, id or text; wherever the keyboard is meanwhile, it is seen. */
export async function tabTo(page: Page, wanted: string): Promise<void> {
  const passed: string[] = []
  for (let i = 0; i < stops_max; i++) {
    await page.keyboard.press('Tab')
    const { isThere, name, unseen } = await stopAt(page, wanted)
    expect.soft(unseen, `the focus is seen at ${name}`).toBeUndefined()
    if (isThere) return
    passed.push(name)
  }
  throw new Error(`the keyboard does not come to ${wanted}, only to: ${passed.join(', ')}`)
}
