import type { Page } from '@playwright/test'
import { sidewaysOn } from './barriers'

/**
 * What on a citizen page breaks the rules for elders: type >= 18 px, contrast >= 4.5:1, targets >= 60 px high, nothing cut
 * off, one heading, and a label on every field.
 */
export async function brokenElderRules(page: Page): Promise<string[]> {
  const broken = await page.evaluate(() => {
    const broken: string[] = []
    const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number)
    const luminance = ([r = 0, g = 0, b = 0]: number[]) => {
      const linear = (value: number) => {
        const share = value / 255
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      }
      return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }
    const ground = (element: Element): number[] => {
      for (let at: Element | null = element; at; at = at.parentElement) {
        const color = channels(getComputedStyle(at).backgroundColor)
        if (color.length === 3 || (color[3] ?? 0) > 0.5) return color
      }
      return [255, 255, 255]
    }
    const isShown = (element: Element) => {
      const box = element.getBoundingClientRect()
      const style = getComputedStyle(element)
      return box.width > 2 && box.height > 2 && style.visibility !== 'hidden' && Number(style.opacity) > 0
    }

    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const text = node.textContent?.trim()
      const element = node.parentElement
      if (!text || !element || !isShown(element)) continue
      const style = getComputedStyle(element)
      if (parseFloat(style.fontSize) < 18) broken.push(`${style.fontSize}: ${text}`)
      const [front, back] = [luminance(channels(style.color)), luminance(ground(element))]
      const contrast = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05)
      if (contrast < 4.5 && !element.closest('[disabled]'))
        broken.push(`contrast ${contrast.toFixed(1)}: ${text}`)
    }
    for (const target of document.querySelectorAll('button, a[href], label:has(input), .field, textarea')) {
      const { height } = target.getBoundingClientRect()
      if (isShown(target) && height < 60) broken.push(`${height} px high: ${target.textContent?.trim()}`)
    }
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const isCut =
        element.scrollWidth > element.clientWidth + 1 && element.matches(':not(svg, svg *, input)')
      const hides = ['hidden', 'clip'].includes(getComputedStyle(element).overflowX)
      if (isCut && hides && element.innerText && isShown(element))
        broken.push(`cut off: ${element.innerText}`)
    }
    const headings = [...document.querySelectorAll('h1')].filter(isShown)
    if (headings.length !== 1) broken.push(`${headings.length} headings`)
    for (const field of document.querySelectorAll<HTMLInputElement>('input, textarea, select')) {
      if (!field.labels?.length && !field.ariaLabel) broken.push(`no label: ${field.outerHTML}`)
    }
    return broken
  })
  return [...broken, ...(await sidewaysOn(page))]
}
