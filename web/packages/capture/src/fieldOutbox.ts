/** What a village helper or an employer took of many people, until the server has it: one batch an operator, sealed as the
 *  frames of a proof are (ADR 0022). */
import { newKey, type AssistedWay } from '@jianzai/api'
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { makeKey, sealBytes, unsealBytes, type Sealed } from './seal'
import { createTurns } from './turns'

/** Why a picture was not handed in: somebody has to do something. */
export type FieldOutcome =
  /** The person has proved life in another way since. */
  | 'ALREADY_PROVED'
  /** Not of the operator's region or employer, any more. */
  | 'NOT_YOURS'
  | 'PICTURE_REFUSED'
  | 'DAY_REFUSED'
  /** Waited for the network for too long. */
  | 'TOO_OLD'
  /** Was changed on the phone, or cannot be opened. */
  | 'BROKEN'
  | 'REFUSED'

/** Whom a picture shows, as known when it was taken. */
export interface FieldPerson {
  person_id: string
  name: string
  /** The last day that counted as proved of all of the person's benefits; undefined: one is not proved yet. */
  proved_on?: string
}

export interface FieldCapture {
  /** Also what the server knows it by (`Idempotency-Key`). */
  capture_id: string
  operator_id: string
  batch_id: string
  /** Counts within the batch. */
  sequence: number
  /** Milliseconds since 1970 by the phone's clock. */
  captured_at: number
  way: AssistedWay
  person: FieldPerson
  /** Was on its way once: the server may have it already. */
  is_tried?: true
  /** Settled; the picture is gone. */
  outcome?: FieldOutcome
}

export type NewFieldCapture = Pick<FieldCapture, 'operator_id' | 'captured_at' | 'way' | 'person'>

export interface FieldOutbox {
  /** Whether what it keeps outlives the page. */
  readonly isKept: boolean
  add(capture: NewFieldCapture, jpeg: ArrayBuffer): Promise<FieldCapture>
  /** In the order in which they were taken. */
  list(operator_id: string): Promise<FieldCapture[]>
  /** The picture; undefined where it is not what was signed. */
  picture(capture: FieldCapture): Promise<ArrayBuffer | undefined>
  /** From now on the server may have it. */
  tried(capture: FieldCapture): Promise<void>
  /** Forgets the picture, and keeps what became of it. */
  settle(capture: FieldCapture, outcome: FieldOutcome): Promise<void>
  forget(capture: FieldCapture): Promise<void>
  /** Leaves nothing of that operator's. */
  wipe(operator_id: string): Promise<void>
}

interface Keys {
  operator_id: string
  batch_id: string
  /** How many were taken in this batch. */
  taken: number
  seal: CryptoKey
  sign: CryptoKey
}
interface StoredCapture {
  capture_id: string
  operator_id: string
  batch_id: string
  sequence: number
  captured_at: number
  is_tried?: true
  outcome?: FieldOutcome
  words: Sealed
  jpeg?: Sealed
}
/** What nobody who opens the phone is to read. */
interface Words {
  way: AssistedWay
  person: FieldPerson
  signature: number[]
}
interface Schema extends DBSchema {
  keys: { key: string; value: Keys }
  captures: { key: string; value: StoredCapture; indexes: { operator_id: string } }
}

const signing = 'HMAC'
const makeSigner = () =>
  crypto.subtle.generateKey({ name: signing, hash: 'SHA-256' }, false, ['sign', 'verify'])

const placeOf = (
  { capture_id, operator_id, batch_id, sequence, captured_at }: StoredCapture | FieldCapture,
  what: 'words' | 'jpeg',
) => [what, capture_id, operator_id, batch_id, sequence, captured_at]

/** What is signed: who, when, how, in which place of the batch, and every byte of the picture. */
async function statementOf(capture: FieldCapture, jpeg: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', jpeg))
  const { batch_id, sequence, capture_id, captured_at, way, person } = capture
  return new TextEncoder().encode(
    JSON.stringify([batch_id, sequence, capture_id, person.person_id, way, captured_at, [...digest]]),
  )
}

/** Some browsers never open a database, nor say that they do not. */
export const FIELD_OPEN_MAX_MS = 3000

/** In IndexedDB, so that closing the page or a flat battery loses nothing. */
export class DatabaseFieldOutbox implements FieldOutbox {
  /** A picture waits for the network for so long at most: three days of a tour through the villages. */
  static readonly AGE_MAX_MS = 72 * 3_600_000
  readonly isKept = true
  private opened: Promise<IDBPDatabase<Schema>> | undefined
  /** Two pictures of a new batch have the same keys, and not the same number. */
  private readonly inTurn = createTurns()

  constructor(private readonly name = 'jianzai-field') {}

  private database(): Promise<IDBPDatabase<Schema>> {
    const again = () => void (this.opened = undefined)
    this.opened ??= openDB<Schema>(this.name, 1, {
      upgrade(database) {
        database.createObjectStore('keys', { keyPath: 'operator_id' })
        const captures = database.createObjectStore('captures', { keyPath: 'capture_id' })
        captures.createIndex('operator_id', 'operator_id')
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
    const operator_id = newKey()
    const probe: Keys = {
      operator_id,
      batch_id: '',
      taken: 0,
      seal: await makeKey(),
      sign: await makeSigner(),
    }
    // In one transaction: another page does the same, and one that is left meanwhile leaves nothing.
    const transaction = (await this.database()).transaction('keys', 'readwrite')
    await transaction.store.put(probe)
    const stored = await transaction.store.get(operator_id)
    await transaction.store.delete(operator_id)
    await transaction.done
    const byte = new Uint8Array(1)
    const sealed = await sealBytes(probe.seal, [], byte)
    const signature = await crypto.subtle.sign(signing, probe.sign, byte)
    const isKept =
      stored &&
      (await unsealBytes(stored.seal, [], sealed)) &&
      (await crypto.subtle.verify(signing, stored.sign, signature, byte))
    if (!isKept) throw new Error('keys are not kept')
  }

  add(wanted: NewFieldCapture, jpeg: ArrayBuffer): Promise<FieldCapture> {
    const { operator_id, captured_at, way, person } = wanted
    return this.inTurn(async () => {
      const database = await this.database()
      const keys = (await database.get('keys', operator_id)) ?? {
        operator_id,
        batch_id: newKey(),
        taken: 0,
        seal: await makeKey(),
        sign: await makeSigner(),
      }
      const capture: FieldCapture = {
        capture_id: newKey(),
        operator_id,
        batch_id: keys.batch_id,
        sequence: keys.taken,
        captured_at,
        way,
        person: { ...person },
      }
      const signature = await crypto.subtle.sign(signing, keys.sign, await statementOf(capture, jpeg))
      const words: Words = { way, person: capture.person, signature: [...new Uint8Array(signature)] }
      const stored: StoredCapture = {
        capture_id: capture.capture_id,
        operator_id,
        batch_id: keys.batch_id,
        sequence: keys.taken,
        captured_at,
        words: await sealBytes(
          keys.seal,
          placeOf(capture, 'words'),
          new TextEncoder().encode(JSON.stringify(words)),
        ),
        jpeg: await sealBytes(keys.seal, placeOf(capture, 'jpeg'), jpeg),
      }
      const transaction = database.transaction(['keys', 'captures'], 'readwrite')
      await Promise.all([
        transaction.objectStore('keys').put({ ...keys, taken: keys.taken + 1 }),
        transaction.objectStore('captures').put(stored),
        transaction.done,
      ])
      return capture
    })
  }

  private async wordsOf(stored: StoredCapture, keys: Keys | undefined): Promise<Words | undefined> {
    const bytes = keys && (await unsealBytes(keys.seal, placeOf(stored, 'words'), stored.words))
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as Words)
  }

  async list(operator_id: string): Promise<FieldCapture[]> {
    const database = await this.database()
    const keys = await database.get('keys', operator_id)
    const stored = await database.getAllFromIndex('captures', 'operator_id', operator_id)
    const captures = stored.map(async (one): Promise<FieldCapture> => {
      const { capture_id, operator_id, batch_id, sequence, captured_at, is_tried, outcome } = one
      const words = await this.wordsOf(one, keys)
      // Whose it was cannot be told any more; that there was one can.
      const { way, person } = words ?? { way: 'VILLAGE' as const, person: { person_id: '', name: '' } }
      const settled = outcome ?? (words ? undefined : 'BROKEN')
      return {
        capture_id,
        operator_id,
        batch_id,
        sequence,
        captured_at,
        way,
        person,
        ...(is_tried && { is_tried }),
        ...(settled && { outcome: settled }),
      }
    })
    return (await Promise.all(captures)).sort((one, other) => one.sequence - other.sequence)
  }

  async picture(capture: FieldCapture): Promise<ArrayBuffer | undefined> {
    const database = await this.database()
    const [stored, keys] = await Promise.all([
      database.get('captures', capture.capture_id),
      database.get('keys', capture.operator_id),
    ])
    const words = stored && (await this.wordsOf(stored, keys))
    if (!keys || !words || !stored.jpeg) return undefined
    const jpeg = await unsealBytes(keys.seal, placeOf(stored, 'jpeg'), stored.jpeg)
    if (!jpeg) return undefined
    const statement = await statementOf({ ...capture, ...words }, jpeg)
    const isSigned = await crypto.subtle.verify(
      signing,
      keys.sign,
      new Uint8Array(words.signature),
      statement,
    )
    return isSigned ? jpeg : undefined
  }

  tried(capture: FieldCapture): Promise<void> {
    return this.inTurn(async () => {
      const transaction = (await this.database()).transaction('captures', 'readwrite')
      const stored = await transaction.store.get(capture.capture_id)
      if (stored) await transaction.store.put({ ...stored, is_tried: true })
      await transaction.done
    })
  }

  settle(capture: FieldCapture, outcome: FieldOutcome): Promise<void> {
    return this.inTurn(async () => {
      const transaction = (await this.database()).transaction('captures', 'readwrite')
      const stored = await transaction.store.get(capture.capture_id)
      if (stored) {
        delete stored.jpeg
        await transaction.store.put({ ...stored, outcome })
      }
      await transaction.done
    })
  }

  forget(capture: FieldCapture): Promise<void> {
    return this.inTurn(async () => {
      const transaction = (await this.database()).transaction(['keys', 'captures'], 'readwrite')
      const captures = transaction.objectStore('captures')
      await captures.delete(capture.capture_id)
      // The next batch has other keys.
      if ((await captures.index('operator_id').count(capture.operator_id)) === 0)
        await transaction.objectStore('keys').delete(capture.operator_id)
      await transaction.done
    })
  }

  wipe(operator_id: string): Promise<void> {
    return this.inTurn(async () => {
      const transaction = (await this.database()).transaction(['keys', 'captures'], 'readwrite')
      // The keys first: without them all is noise already.
      await transaction.objectStore('keys').delete(operator_id)
      const captures = transaction.objectStore('captures')
      for (const key of await captures.index('operator_id').getAllKeys(operator_id))
        await captures.delete(key)
      await transaction.done
    })
  }

  /** Forgets the pictures that are too old to be handed in, whoever took them: that operator may never come back. */
  dropOld(now: Date): Promise<void> {
    return this.inTurn(async () => {
      const transaction = (await this.database()).transaction('captures', 'readwrite')
      for await (const cursor of transaction.store) {
        const { jpeg, ...rest } = cursor.value
        if (jpeg && now.getTime() - rest.captured_at > DatabaseFieldOutbox.AGE_MAX_MS)
          await cursor.update({ ...rest, outcome: 'TOO_OLD' })
      }
      await transaction.done
    })
  }
}

/** For phones that refuse to store anything or to seal it: holds as long as the page is open. */
export class MemoryFieldOutbox implements FieldOutbox {
  readonly isKept = false
  private readonly batch_id = newKey()
  private taken = 0
  private captures: { capture: FieldCapture; jpeg?: ArrayBuffer }[] = []

  async add(wanted: NewFieldCapture, jpeg: ArrayBuffer): Promise<FieldCapture> {
    const { batch_id } = this
    const capture = { ...wanted, capture_id: newKey(), batch_id, sequence: this.taken++ }
    this.captures.push({ capture, jpeg })
    return { ...capture }
  }
  async list(operator_id: string) {
    const own = this.captures.filter(({ capture }) => capture.operator_id === operator_id)
    return own.map(({ capture }) => ({ ...capture }))
  }
  async picture({ capture_id }: FieldCapture) {
    return this.captures.find(({ capture }) => capture.capture_id === capture_id)?.jpeg
  }
  async tried({ capture_id }: FieldCapture) {
    for (const { capture } of this.captures) if (capture.capture_id === capture_id) capture.is_tried = true
  }
  async settle({ capture_id }: FieldCapture, outcome: FieldOutcome) {
    this.captures = this.captures.map((one) =>
      one.capture.capture_id === capture_id ? { capture: { ...one.capture, outcome } } : one,
    )
  }
  async forget({ capture_id }: FieldCapture) {
    this.captures = this.captures.filter(({ capture }) => capture.capture_id !== capture_id)
  }
  async wipe(operator_id: string) {
    this.captures = this.captures.filter(({ capture }) => capture.operator_id !== operator_id)
  }
}

/** One for all of the page. */
let chosen: Promise<FieldOutbox> | undefined

async function choose(): Promise<FieldOutbox> {
  const outbox = new DatabaseFieldOutbox()
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLong = new Promise<never>((_, reject) => (timer = setTimeout(reject, FIELD_OPEN_MAX_MS)))
  try {
    await Promise.race([outbox.check(), tooLong])
    // What is not dropped now is at the next start.
    await Promise.race([outbox.dropOld(new Date()), tooLong]).catch(() => undefined)
    return outbox
  } catch {
    return new MemoryFieldOutbox()
  } finally {
    clearTimeout(timer)
  }
}

/** The database where pictures can be sealed in it, else memory. */
export function createFieldOutbox(): Promise<FieldOutbox> {
  chosen ??= choose()
  return chosen
}
