import { ref } from 'vue'

/** How large the text is, from small to large: `large` (大字版) unless somebody chose. Kept on the phone; says nothing of anybody. */
export const textSizes = ['standard', 'large', 'largest'] as const
export type TextSize = (typeof textSizes)[number]

const place = 'jianzai.text'
const isTextSize = (text: unknown): text is TextSize => (textSizes as readonly unknown[]).includes(text)

function remembered(): TextSize {
  try {
    const text = localStorage.getItem(place)
    return isTextSize(text) ? text : 'large'
  } catch {
    return 'large'
  }
}

export const textSize = ref<TextSize>(remembered())

/** As styles.css understands it. */
function show(): void {
  document.documentElement.dataset.text = textSize.value
}

export function chooseTextSize(size: TextSize): void {
  textSize.value = size
  show()
  try {
    localStorage.setItem(place, size)
  } catch {
    // For this visit only, then.
  }
}

show()
