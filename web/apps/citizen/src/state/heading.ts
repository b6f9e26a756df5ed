/**
 * Brings screen readers and keyboards to the heading of each new page, and of each new question on it, as a page that
 * loads would. Watches `page` until the answer is called.
 */
export function watchHeading(page: HTMLElement): () => void {
  let last: { heading: Element; text: string } | undefined

  function look(): void {
    const heading = page.querySelector('h1')
    if (!heading) return
    const text = heading.textContent ?? ''
    const before = last
    last = { heading, text }
    // The browser itself has begun with the first one.
    if (!before) return
    const isNew = heading !== before.heading
    // Read aloud where it stands; or changed by who is elsewhere, choosing a language.
    const at = document.activeElement
    const isElsewhere = at !== null && at !== document.body && !page.contains(at)
    const isOther = text !== before.text && !heading.hasAttribute('aria-live') && !isElsewhere
    if (isNew || isOther) focus(heading)
  }

  const observer = new MutationObserver(look)
  observer.observe(page, { childList: true, characterData: true, subtree: true })
  look()
  return () => observer.disconnect()
}

function focus(heading: HTMLElement): void {
  heading.tabIndex = -1
  heading.focus({ preventScroll: true })
}
