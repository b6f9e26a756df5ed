import type { Page } from '@playwright/test'
import axe, { type AxeResults, type RunOptions } from 'axe-core'

/** Levels A and AA of WCAG 2.1, the size of targets of 2.2, and what Deque calls best practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** What may change with a size. */
const ofSize = ['color-contrast', 'target-size', 'scrollable-region-focusable']

declare global {
  interface Window {
    axe: { run(options: RunOptions): Promise<AxeResults> }
  }
}

/** What axe-core finds on a page: rule, element, and what to do about it. */
async function violations(page: Page, only: RunOptions['runOnly']): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(async (only) => {
    const { violations } = await window.axe.run({ runOnly: only, resultTypes: ['violations'] })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    )
  }, only)
}

export const barriersOn = (page: Page) => violations(page, { type: 'tag', values: tags })
/** Of another size of the text or the screen, where the first one was looked at by `barriersOn`. */
export const barriersOfSizeOn = (page: Page) => violations(page, { type: 'rule', values: ofSize })

/** What makes a page wider than the screen; nothing where nobody has to scroll sideways. */
export function sidewaysOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth } = document.documentElement
    if (scrollWidth <= window.innerWidth) return []
    const wide = [...document.querySelectorAll<HTMLElement>('body *')].filter(
      (element) => element.getBoundingClientRect().right > window.innerWidth + 1,
    )
    return [
      `${scrollWidth} px on ${window.innerWidth} px`,
      ...wide.slice(0, 5).map((element) => `${element.tagName}.${element.className}: ${element.innerText}`),
    ]
  })
}
