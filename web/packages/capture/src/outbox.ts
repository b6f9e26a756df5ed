import type { ChallengeMode } from '@jianzai/api'
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

/** An attempt that is not decided yet, as far as this phone knows. */
export interface PendingAttempt {
  account_id: string
  /** Whom the account helps; undefined: its owner. */
  relative_id?: string
  attempt_id: string
  nonce: string
  deadline: string
  mode: ChallengeMode
  /** How many steps there are in all. */
  steps: number
  /** Of all steps together. */
  frames_wanted: number
  /** Numbers already stored by the server. */
  sent: number[]
}

export interface PendingFrame {
  attempt_id: string
  sequence: number
  /** Index of the step that it was taken in. */
  step: number
  /** Milliseconds since 1970 by the phone's clock. */
  captured_at: number
  jpeg: ArrayBuffer
}

/** Keeps frames on the phone until the server has them. One pending attempt an account. */
export interface Outbox {
  pending(account_id: string): Promise<PendingAttempt | undefined>
  save(attempt: PendingAttempt): Promise<void>
  addFrame(frame: PendingFrame): Promise<void>
  frames(attempt_id: string): Promise<PendingFrame[]>
  /** The server has this frame: forgets the picture and notes the number. */
  sent(attempt: PendingAttempt, sequence: number): Promise<void>
  /** The server wants none of these pictures any more. */
  dropFrames(attempt_id: string): Promise<void>
  clear(account_id: string): Promise<void>
  /** Forgets what can no longer be sent. */
  dropExpired(now: Date): Promise<void>
}

interface Schema extends DBSchema {
  attempts: { key: string; value: PendingAttempt }
  frames: { key: [string, number]; value: PendingFrame; indexes: { attempt_id: string } }
}

/** In IndexedDB, so that a reload or a flat battery loses nothing. */
export class DatabaseOutbox implements Outbox {
  private opened: Promise<IDBPDatabase<Schema>> | undefined

  constructor(private readonly name = 'jianzai') {}

  private database(): Promise<IDBPDatabase<Schema>> {
    this.opened ??= openDB<Schema>(this.name, 2, {
      upgrade(database) {
        // Of the format before nothing is worth keeping: an attempt lives for ten minutes.
        for (const store of database.objectStoreNames) database.deleteObjectStore(store)
        database.createObjectStore('attempts', { keyPath: 'account_id' })
        const frames = database.createObjectStore('frames', { keyPath: ['attempt_id', 'sequence'] })
        frames.createIndex('attempt_id', 'attempt_id')
      },
    })
    return this.opened
  }

  async pending(account_id: string): Promise<PendingAttempt | undefined> {
    return (await this.database()).get('attempts', account_id)
  }

  async save(attempt: PendingAttempt): Promise<void> {
    await (await this.database()).put('attempts', { ...attempt, sent: [...attempt.sent] })
  }

  async addFrame(frame: PendingFrame): Promise<void> {
    await (await this.database()).put('frames', frame)
  }

  async frames(attempt_id: string): Promise<PendingFrame[]> {
    return (await this.database()).getAllFromIndex('frames', 'attempt_id', attempt_id)
  }

  async sent(attempt: PendingAttempt, sequence: number): Promise<void> {
    if (!attempt.sent.includes(sequence)) attempt.sent.push(sequence)
    const transaction = (await this.database()).transaction(['attempts', 'frames'], 'readwrite')
    await Promise.all([
      transaction.objectStore('attempts').put({ ...attempt, sent: [...attempt.sent] }),
      transaction.objectStore('frames').delete([attempt.attempt_id, sequence]),
      transaction.done,
    ])
  }

  async clear(account_id: string): Promise<void> {
    const attempt = await this.pending(account_id)
    if (attempt) await this.drop(attempt)
  }

  async dropExpired(now: Date): Promise<void> {
    for (const attempt of await (await this.database()).getAll('attempts')) {
      // All sent: the decision may still come, and no picture is kept any more.
      const isSending = (await this.frames(attempt.attempt_id)).length > 0
      if (isSending && new Date(attempt.deadline) < now) await this.drop(attempt)
    }
  }

  async dropFrames(attempt_id: string): Promise<void> {
    const database = await this.database()
    for (const frame of await this.frames(attempt_id)) {
      await database.delete('frames', [frame.attempt_id, frame.sequence])
    }
  }

  private async drop(attempt: PendingAttempt): Promise<void> {
    await this.dropFrames(attempt.attempt_id)
    await (await this.database()).delete('attempts', attempt.account_id)
  }
}

/** For phones that refuse to store anything (private windows): holds as long as the page is open. */
export class MemoryOutbox implements Outbox {
  private attempts = new Map<string, PendingAttempt>()
  private pictures: PendingFrame[] = []

  async pending(account_id: string) {
    const attempt = this.attempts.get(account_id)
    return attempt && { ...attempt, sent: [...attempt.sent] }
  }
  async save(attempt: PendingAttempt) {
    this.attempts.set(attempt.account_id, { ...attempt, sent: [...attempt.sent] })
  }
  async addFrame(frame: PendingFrame) {
    this.pictures.push(frame)
  }
  async dropFrames(attempt_id: string) {
    this.pictures = this.pictures.filter((frame) => frame.attempt_id !== attempt_id)
  }
  async frames(attempt_id: string) {
    return this.pictures.filter((frame) => frame.attempt_id === attempt_id)
  }
  async sent(attempt: PendingAttempt, sequence: number) {
    if (!attempt.sent.includes(sequence)) attempt.sent.push(sequence)
    await this.save(attempt)
    this.pictures = this.pictures.filter(
      (frame) => frame.attempt_id !== attempt.attempt_id || frame.sequence !== sequence,
    )
  }
  async clear(account_id: string) {
    const attempt = this.attempts.get(account_id)
    if (attempt) await this.dropFrames(attempt.attempt_id)
    this.attempts.delete(account_id)
  }
  async dropExpired(now: Date) {
    for (const attempt of [...this.attempts.values()]) {
      const isSending = this.pictures.some((frame) => frame.attempt_id === attempt.attempt_id)
      if (isSending && new Date(attempt.deadline) < now) await this.clear(attempt.account_id)
    }
  }
}

/** The database where there is one, else memory. */
export async function createOutbox(): Promise<Outbox> {
  try {
    const outbox = new DatabaseOutbox()
    await outbox.dropExpired(new Date())
    return outbox
  } catch {
    return new MemoryOutbox()
  }
}
