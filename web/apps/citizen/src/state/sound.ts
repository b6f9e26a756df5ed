/** How the phone sounds: clips by one audio element, which the first tap unlocks for good, or else its own voice. */
import type { Words } from './voice'

/** Some never say that they have finished: a stub of a voice, or a clip that stalls. */
const spoken_ms = (text: string) => 1500 + 300 * text.length
export const CLIP_MAX_MS = 30_000
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
    const address = URL.createObjectURL(clip)
    return this.until(CLIP_MAX_MS, (end, fail) => {
      this.audio.onended = end
      // A call comes in, or headphones go out. What was hushed before says so late, when the next clip plays already.
      this.audio.onpause = () => this.audio.paused && end()
      this.audio.onerror = () => fail(new Error('the clip cannot be played'))
      this.audio.src = address
      this.audio.play().catch(fail)
    }).finally(() => URL.revokeObjectURL(address))
  }

  async speak({ text, language }: Words): Promise<void> {
    const voice = globalThis.speechSynthesis as SpeechSynthesis | undefined
    if (!voice || !globalThis.SpeechSynthesisUtterance) return this.hush()
    return this.until(spoken_ms(text), (end) => {
      const words = new SpeechSynthesisUtterance(text)
      words.lang = language
      words.onend = words.onerror = end
      voice.speak(words)
    })
  }

  hush(): void {
    this.audio.pause()
    ;(globalThis.speechSynthesis as SpeechSynthesis | undefined)?.cancel()
    this.end?.()
    this.end = undefined
  }

  /** Ends what sounds, and begins. Until it has ended, was hushed, or has taken so long that it never will. */
  private until(
    limit_ms: number,
    begin: (end: () => void, fail: (error: unknown) => void) => void,
  ): Promise<void> {
    this.hush()
    let timer: ReturnType<typeof setTimeout> | undefined
    return new Promise<void>((resolve, reject) => {
      timer = setTimeout(resolve, limit_ms)
      this.end = resolve
      begin(resolve, reject)
    }).finally(() => clearTimeout(timer))
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
