import { onScopeDispose, watch } from 'vue'

/** Says a step's words aloud where the phone can: who turns the head does not see the screen. */
export function speak(text: string, language: string): void {
  const voice = globalThis.speechSynthesis as SpeechSynthesis | undefined
  if (!voice || !globalThis.SpeechSynthesisUtterance) return
  voice.cancel()
  const words = new SpeechSynthesisUtterance(text)
  words.lang = language
  voice.speak(words)
}

export function beSilent(): void {
  ;(globalThis.speechSynthesis as SpeechSynthesis | undefined)?.cancel()
}

/** What changes sooner than that is not said. */
export const SPEAK_AFTER_MS = 800

/** Says words aloud when they have stood for a moment, until the component goes. */
export function useSpoken(words: () => string | undefined, language: () => string): void {
  watch(words, (now, _before, onCleanup) => {
    if (!now) return
    const timer = setTimeout(() => speak(now, language()), SPEAK_AFTER_MS)
    onCleanup(() => clearTimeout(timer))
  })
  onScopeDispose(beSilent)
}
