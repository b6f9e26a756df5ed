/** How the phone sounds: clips by one audio element, which the first tap unlocks for good, or else its own voice. */
import type { Words } from './voice'

/** A stub of a voice never says that it has finished. */
const spoken_ms = (text: string) => 1500 + 300 * text.length
const silence_samples = 400

/** A moment of silence as a WAV file. */
function silence(): Blob {
  const header = new DataView(new ArrayBuffer(44))
  const write = (at: number, text: string) =>
    [...text].forEach((c, i) => header.setUint8(at + i, c.charCodeAt(0)))
  write(0, 'RIFF')
  header.setUint32(4, 36 + silence_samples, true)
  write(8, 'WAVEfmt ')
  header.setUint32(16, 16, true)
  header.setUint16(20, 1, true)
  header.setUint16(22, 1, true)
  header.setUint32(24, 8000, true)
  header.setUint32(28, 8000, true)
  header.setUint16(32, 1, true)
  header.setUint16(34, 8, true)
  write(36, 'data')
  header.setUint32(40, silence_samples, true)
  return new Blob([header, new Uint8Array(silence_samples).fill(128)], { type: 'audio/wav' })
}

export class Sound {
  private readonly audio = new Audio()
  private end: (() => void) | undefined

  /** To be called in a tap: iPhones let this element sound from then on. Whether they do. */
  async unlock(): Promise<boolean> {
    if (!this.audio.paused) return true
    try {
      await this.play(silence())
      return true
    } catch {
      return false
    }
  }

  play(clip: Blob): Promise<void> {
    this.hush()
    const address = URL.createObjectURL(clip)
    return new Promise<void>((resolve, reject) => {
      this.end = resolve
      this.audio.onended = () => resolve()
      this.audio.onerror = () => reject(new Error('the clip cannot be played'))
      this.audio.src = address
      this.audio.play().catch(reject)
    }).finally(() => URL.revokeObjectURL(address))
  }

  speak({ text, language }: Words): Promise<void> {
    this.hush()
    const voice = globalThis.speechSynthesis as SpeechSynthesis | undefined
    if (!voice || !globalThis.SpeechSynthesisUtterance) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, spoken_ms(text))
      this.end = () => {
        clearTimeout(timer)
        resolve()
      }
      const words = new SpeechSynthesisUtterance(text)
      words.lang = language
      words.onend = words.onerror = this.end
      voice.speak(words)
    })
  }

  hush(): void {
    this.audio.pause()
    ;(globalThis.speechSynthesis as SpeechSynthesis | undefined)?.cancel()
    this.end?.()
    this.end = undefined
  }
}

/** Where the phone can: `ms` of shaking and of rest, in turn. */
export function shake(...ms: number[]): void {
  try {
    globalThis.navigator.vibrate?.(ms)
  } catch {
    // Not let before the first tap.
  }
}
