import { ref } from 'vue'

const remembered = 'jianzai.console.menu'
/** Where a menu beside the page leaves it too little room. */
const narrow = globalThis.matchMedia?.('(max-width: 900px)')

function isRememberedShut(): boolean {
  try {
    return localStorage.getItem(remembered) === 'shut'
  } catch {
    // Storage may be shut off.
    return false
  }
}

const isNarrow = ref(narrow?.matches ?? false)
/** Of a wide screen. */
const isBeside = ref(!isRememberedShut())
/** Of a narrow one. */
const isDrawn = ref(false)
narrow?.addEventListener('change', (change) => {
  isNarrow.value = change.matches
  isDrawn.value = false
})

function toggle(): void {
  if (isNarrow.value) {
    isDrawn.value = !isDrawn.value
    return
  }
  isBeside.value = !isBeside.value
  try {
    localStorage.setItem(remembered, isBeside.value ? 'open' : 'shut')
  } catch {
    // Not remembered; nothing is lost but the choice.
  }
}

/** The menu: beside the page, where it can be shut, or drawn over it on a phone. */
export function useShell() {
  return { isNarrow, isBeside, isDrawn, toggle }
}
