import type { ChallengeMode } from '@jianzai/api'
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { makeKey, seal, unseal, type SealedFrame } from './frameSeal'
import { createTurns } from './turns'

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
}

interface KeyOfFrames {
  attempt_id: string
  key: CryptoKey
}

interface Schema extends DBSchema {
  attempts: { key: string; value: PendingAttempt }
  frames: { key: [string, number]; value: SealedFrame; indexes: { attempt_id: string } }
  /** Each lives as long as the frames that are sealed with it. */
  keys: { key: string; value: KeyOfFrames }
}

const stores = ['attempts', 'frames', 'keys'] as const

/** Some browsers never open a database, nor say that they do not. */
export const OPEN_MAX_MS = 3000
/** How long an attempt lives. */
export const ATTEMPT_MS = 600_000

/** In IndexedDB, so that a reload or a flat battery loses nothing. The pictures are sealed there. */
export class DatabaseOutbox implements Outbox {
  private opened: Promise<IDBPDatabase<Schema>> | undefined
  /** Two frames of a new attempt are sealed with one key. */
  private readonly inTurn = createTurns()
  /** Frames that it does not take, for want of room. */
  private readonly refused = new MemoryOutbox()

  constructor(private readonly name = 'jianzai') {}

  private database(): Promise<IDBPDatabase<Schema>> {
    const again = () => void (this.opened = undefined)
    this.opened ??= openDB<Schema>(this.name, 3, {
      upgrade(database) {
        // Of the formats before nothing is worth keeping.
        for (const store of [...database.objectStoreNames]) database.deleteObjectStore(store)
        database.createObjectStore('attempts', { keyPath: 'account_id' })
        const frames = database.createObjectStore('frames', { keyPath: ['attempt_id', 'sequence'] })
        frames.createIndex('attempt_id', 'attempt_id')
        database.createObjectStore('keys', { keyPath: 'attempt_id' })
      },
      // Safari loses the connection of a page that was in the background.
      terminated: again,
      // A page of a later version waits for it.
      blocking(_now, _later, { target }) {
        again()
        ;(target as IDBDatabase).close()
      },
    })
    this.opened.catch(again)
    return this.opened
  }

  /** Rejects where this browser cannot seal, or cannot store a key. */
  async check(): Promise<void> {
    const probe = { attempt_id: '', key: await makeKey() }
    // In one transaction: another page does the same, and one that is left meanwhile leaves nothing.
    const transaction = (await this.database()).transaction('keys', 'readwrite')
    await transaction.store.put(probe)
    const stored = await transaction.store.get('')
    await transaction.store.delete('')
    await transaction.done
    const frame = { attempt_id: '', sequence: 0, step: 0, captured_at: 0, jpeg: new ArrayBuffer(1) }
    if (!stored || !(await unseal(stored.key, await seal(probe.key, frame))))
      throw new Error('keys are not kept')
  }

  async pending(account_id: string): Promise<PendingAttempt | undefined> {
    return (await this.database()).get('attempts', account_id)
  }

  async save(attempt: PendingAttempt): Promise<void> {
    await (await this.database()).put('attempts', { ...attempt, sent: [...attempt.sent] })
  }

  addFrame(frame: PendingFrame): Promise<void> {
    const { attempt_id } = frame
    return this.inTurn(async () => {
      const database = await this.database()
      const key = (await database.get('keys', attempt_id))?.key ?? (await makeKey())
      const sealed = await seal(key, frame)
      const transaction = database.transaction(['frames', 'keys'], 'readwrite')
      await Promise.all([
        transaction.objectStore('keys').put({ attempt_id, key }),
        transaction.objectStore('frames').put(sealed),
        transaction.done,
      ])
    }).catch(() => this.refused.addFrame(frame))
  }

  async frames(attempt_id: string): Promise<PendingFrame[]> {
    const database = await this.database()
    const [held, sealed] = await Promise.all([
      database.get('keys', attempt_id),
      database.getAllFromIndex('frames', 'attempt_id', attempt_id),
    ])
    // What cannot be opened is as good as lost: the server says that it is missing.
    const opened = await Promise.all(sealed.map((frame) => held && unseal(held.key, frame)))
    return [...opened.filter((frame) => frame !== undefined), ...(await this.refused.frames(attempt_id))]
  }

  async sent(attempt: PendingAttempt, sequence: number): Promise<void> {
    const { attempt_id } = attempt
    const refused = await this.refused.frames(attempt_id)
    // The server says what it has when it is asked: that need not be stored where there is no room.
    if (refused.some((frame) => frame.sequence === sequence)) return this.refused.sent(attempt, sequence)
    if (!attempt.sent.includes(sequence)) attempt.sent.push(sequence)
    const record = { ...attempt, sent: [...attempt.sent] }
    return this.inTurn(async () => {
      const transaction = (await this.database()).transaction(stores, 'readwrite')
      const frames = transaction.objectStore('frames')
      await transaction.objectStore('attempts').put(record)
      await frames.delete([attempt_id, sequence])
      if ((await frames.index('attempt_id').count(attempt_id)) === 0)
        await transaction.objectStore('keys').delete(attempt_id)
      await transaction.done
    })
  }

  async clear(account_id: string): Promise<void> {
    const attempt = await this.pending(account_id)
    if (attempt) await this.drop(attempt)
  }

  /** Forgets attempts whose pictures can no longer be sent. Where all are sent the decision may still come. */
  async dropExpired(now: Date): Promise<void> {
    const database = await this.database()
    for (const attempt of await database.getAll('attempts')) {
      const frames = await database.getAllFromIndex('frames', 'attempt_id', attempt.attempt_id)
      // By the server's clock and by the phone's own, which may be wrong: one that runs is never dropped.
      const isOld = ({ captured_at }: SealedFrame) => Math.abs(now.getTime() - captured_at) > ATTEMPT_MS
      if (frames.length > 0 && frames.every(isOld) && new Date(attempt.deadline) < now)
        await this.drop(attempt)
    }
  }

  async dropFrames(attempt_id: string): Promise<void> {
    await this.refused.dropFrames(attempt_id)
    return this.inTurn(async () => {
      const transaction = (await this.database()).transaction(['frames', 'keys'], 'readwrite')
      // The key first: without it the pictures are noise already.
      await transaction.objectStore('keys').delete(attempt_id)
      const frames = transaction.objectStore('frames')
      for (const key of await frames.index('attempt_id').getAllKeys(attempt_id)) await frames.delete(key)
      await transaction.done
    })
  }

  private async drop(attempt: PendingAttempt): Promise<void> {
    await this.dropFrames(attempt.attempt_id)
    await (await this.database()).delete('attempts', attempt.account_id)
  }
}

/** For phones that refuse to store anything or to seal it (private windows, old Safari, pages without TLS): holds as long as
 *  the page is open. */
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
}

/** One for all of the page: what one part of it keeps another one finds. */
let chosen: Promise<Outbox> | undefined

async function choose(): Promise<Outbox> {
  const outbox = new DatabaseOutbox()
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLong = new Promise<never>((_, reject) => (timer = setTimeout(reject, OPEN_MAX_MS)))
  try {
    await Promise.race([outbox.check(), tooLong])
    return outbox
  } catch {
    return new MemoryOutbox()
  } finally {
    clearTimeout(timer)
  }
}

/** The database where pictures can be sealed in it, else memory. */
export function createOutbox(): Promise<Outbox> {
  return (chosen ??= choose())
}

/** Forgets what an earlier visit left and nobody can send any more. Once, when the app starts. */
export async function dropExpired(now: Date): Promise<void> {
  const outbox = await createOutbox()
  if (outbox instanceof DatabaseOutbox) await outbox.dropExpired(now).catch(() => undefined)
}
