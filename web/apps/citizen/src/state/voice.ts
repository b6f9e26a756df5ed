/** One voice for all of the app: it says one thing at a time, by a clip, else by the phone's own voice, else not at all. */
import { ref } from 'vue'

/** What is said: a text of the locale files, and what it reads there. */
export interface Words {
  key: string
  text: string
  language: string
}

/** `now`: whatever is being said ends. `next`: what is being said is finished first. */
export type Urgency = 'now' | 'next'

export interface VoiceParts {
  /** The clip of these words; undefined: there is none, or the network is dead. */
  clip: (words: Words) => Promise<Blob | undefined>
  /** Resolves at the clip's end, or when it was hushed; rejects where it is not let or cannot be played. */
  play: (clip: Blob) => Promise<void>
  /** The same with the phone's own voice. */
  speak: (words: Words) => Promise<void>
  /** Ends what is played or spoken. */
  hush: () => void
}

const place = 'jianzai.voice'

function rememberedMute(): boolean {
  try {
    return localStorage.getItem(place) === 'off'
  } catch {
    return false
  }
}

export class Voice {
  readonly isMuted = ref(rememberedMute())
  private isSpeaking = false
  /** Counts what was begun, so that what was ended by something newer finds that out. */
  private turn = 0
  private next: Words[] | undefined
  /** Was not let before the first tap. */
  private refused: Words[] | undefined

  constructor(private readonly parts: VoiceParts) {}

  /** One after the other. Says nothing, and fetches nothing, while it is muted. */
  say(words: Words[], urgency: Urgency): void {
    if (this.isMuted.value || words.length === 0) return
    this.refused = undefined
    if (urgency === 'next' && this.isSpeaking) {
      this.next = words
      return
    }
    void this.begin(words)
  }

  hush(): void {
    this.turn++
    this.next = undefined
    this.refused = undefined
    this.isSpeaking = false
    this.parts.hush()
  }

  mute(isMuted: boolean): void {
    this.isMuted.value = isMuted
    if (isMuted) this.hush()
    try {
      localStorage.setItem(place, isMuted ? 'off' : 'on')
    } catch {
      // For this visit only, then.
    }
  }

  /** Fetches what is likely said next. */
  prepare(words: Words[]): void {
    if (this.isMuted.value) return
    for (const one of words) void this.parts.clip(one)
  }

  /** The page was tapped: from now on the browser lets it sound. */
  unlocked(): void {
    if (this.refused) this.say(this.refused, 'now')
  }

  private async begin(words: Words[]): Promise<void> {
    this.hush()
    const turn = this.turn
    this.isSpeaking = true
    for (const one of words) {
      const clip = await this.parts.clip(one)
      if (turn !== this.turn) return
      const isSaid = clip !== undefined && (await this.played(clip, words, turn))
      if (turn !== this.turn) return
      if (!isSaid) await this.parts.speak(one).catch(() => undefined)
      if (turn !== this.turn) return
    }
    this.isSpeaking = false
    const next = this.next
    this.next = undefined
    if (next) void this.begin(next)
  }

  private async played(clip: Blob, words: Words[], turn: number): Promise<boolean> {
    try {
      await this.parts.play(clip)
      return true
    } catch (error) {
      // The phone's own voice is not let either.
      const isRefused = error instanceof DOMException && error.name === 'NotAllowedError'
      if (isRefused && turn === this.turn) {
        this.hush()
        this.refused = words
      }
      return false
    }
  }
}
