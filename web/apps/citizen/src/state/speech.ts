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
