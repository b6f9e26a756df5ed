import { codeOf, type Outcome } from '@jianzai/api'

/** What is waited for while things go on by themselves. */
export type Waiting = { kind: 'network' } | { kind: 'queue'; length: number | undefined }

export const QUEUE_RETRY_S = 3
export const INTERNAL_TRIES = 5

/** Waiting before try n+1 while the network is dead: 1, 2, 4, 8, 15, 15 ... seconds. */
export function backoff_ms(tries: number): number {
  return Math.min(1000 * 2 ** tries, 15_000)
}

export interface PersistParts {
  /** Waits so long, or until the network comes back. */
  sleep: (ms: number) => Promise<void>
  /** Throws where nobody wants the answer any more. */
  check: () => void
  /** Undefined: nothing is waited for any more. */
  tell: (waiting: Waiting | undefined) => void
}

/** Repeats calls until the server has answered for good. Every call may be repeated without harm. */
export function createPersist({ sleep, check, tell }: PersistParts) {
  return async <T>(call: () => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    let internalTries = 0
    for (let tries = 0; ; tries++) {
      const outcome = await call()
      check()
      if (outcome.ok) {
        tell(undefined)
        return outcome
      }
      const { failure } = outcome
      const code = codeOf(failure)
      if (failure.kind === 'network') {
        tell({ kind: 'network' })
        await sleep(backoff_ms(tries))
      } else if (code === 'BUSY') {
        tell({ kind: 'queue', length: failure.error.queue_length })
        await sleep((failure.error.retry_after_s ?? QUEUE_RETRY_S) * 1000)
      } else if ((code === 'UNAVAILABLE' || code === 'INTERNAL') && ++internalTries < INTERNAL_TRIES) {
        tell({ kind: 'network' })
        await sleep(failure.error.retry_after_s ? failure.error.retry_after_s * 1000 : backoff_ms(tries))
      } else {
        tell(undefined)
        return outcome
      }
      check()
    }
  }
}
