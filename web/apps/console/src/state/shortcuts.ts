import { onMounted, onUnmounted } from 'vue'

/** By the key that is pressed, `a` or `?`. */
export type Shortcuts = Record<string, () => void>

/** A radio button takes no letters. */
const fields =
  'input:not([type="radio"]), textarea, select, [contenteditable=""], [contenteditable="true"], [role="combobox"]'
/** Where Enter, Space and arrows mean something of their own, letters still do what they do on the page. */
const layers = '[role="dialog"], .el-overlay, [role="listbox"]'

function isShown(element: Element): boolean {
  return !element.closest('[style*="display: none"]')
}

/** Whether somebody who types would be surprised by a letter that acts: in a field, in a dialog, or with a modifier. */
export function isForPage(event: KeyboardEvent, document: Document = globalThis.document): boolean {
  if (event.defaultPrevented || event.repeat || event.isComposing) return false
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const target = event.target instanceof Element ? event.target : document.activeElement
  if (target?.closest(fields)) return false
  return ![...document.querySelectorAll(layers)].some(isShown)
}

/** Acts on single keys of the page, unless somebody types. */
export function useShortcuts(shortcuts: () => Shortcuts): void {
  function press(event: KeyboardEvent): void {
    if (!isForPage(event)) return
    const act = shortcuts()[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  onMounted(() => document.addEventListener('keydown', press))
  onUnmounted(() => document.removeEventListener('keydown', press))
}
