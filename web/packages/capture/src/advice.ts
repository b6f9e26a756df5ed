import type { Outcome, PictureHint } from '@jianzai/api'
import type { Advice } from './framing'

export const ADVICE_EVERY_MS = 1500
/** An answer that took longer shows a network that has better things to carry. */
export const ADVICE_SLOW_MS = 1000
/** A hint's picture has about 15 kB: an answer within that time shows a network that carries more. */
export const ADVICE_QUICK_MS = 400
export const ADVICE_EVERY_MAX_MS = 24_000
/** An older advice is about a picture that is gone. */
export const ADVICE_FRESH_MS = 4000

export interface AdviceParts {
  /** A small picture; undefined when there is nothing to ask about. */
  picture: () => Promise<ArrayBuffer | undefined>
  ask: (jpeg: ArrayBuffer) => Promise<Outcome<PictureHint>>
  /** The most important advice; undefined: none is known. */
  tell: (advice: Advice | undefined) => void
}

/** Asks the server again and again what would make the picture better. It only helps: its failures are silent. */
export class AdviceLoop {
  private timer: ReturnType<typeof setTimeout> | undefined
  private staleTimer: ReturnType<typeof setTimeout> | undefined
  private every_ms = ADVICE_EVERY_MS
  private quickest_ms = Infinity
  /** Counts the starts, so that a late answer finds that it is not wanted any more. */
  private turn = 0

  constructor(private readonly parts: AdviceParts) {}

  start(): void {
    this.stop()
    this.every_ms = ADVICE_EVERY_MS
    this.quickest_ms = Infinity
    this.later(this.turn)
  }

  stop(): void {
    this.turn++
    clearTimeout(this.timer)
    this.tell(undefined)
  }

  /** What the network carries, by the quickest answer since the start: the server's own time is in it, too. */
  get uplink(): 'SLOW' | 'QUICK' {
    return this.quickest_ms <= ADVICE_QUICK_MS ? 'QUICK' : 'SLOW'
  }

  private later(turn: number): void {
    this.timer = setTimeout(() => void this.ask(turn), this.every_ms)
  }

  private async ask(turn: number): Promise<void> {
    const jpeg = await this.parts.picture().catch(() => undefined)
    if (turn !== this.turn) return
    if (!jpeg) {
      this.tell(undefined)
      this.later(turn)
      return
    }
    const asked_at = Date.now()
    const outcome = await this.parts.ask(jpeg)
    if (turn !== this.turn) return
    const took_ms = Date.now() - asked_at
    if (outcome.ok) this.quickest_ms = Math.min(this.quickest_ms, took_ms)
    const isSlow = took_ms > ADVICE_SLOW_MS
    this.every_ms = isSlow || !outcome.ok ? Math.min(this.every_ms * 2, ADVICE_EVERY_MAX_MS) : ADVICE_EVERY_MS
    this.tell(outcome.ok ? (outcome.value.advice[0] ?? 'FINE') : undefined)
    this.later(turn)
  }

  private tell(advice: Advice | undefined): void {
    clearTimeout(this.staleTimer)
    this.parts.tell(advice)
    if (advice) this.staleTimer = setTimeout(() => this.parts.tell(undefined), ADVICE_FRESH_MS)
  }
}
