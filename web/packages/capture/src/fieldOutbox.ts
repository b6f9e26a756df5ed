/** What a village helper or an employer took of many people, until the server has it: sealed as the frames of a proof are
 *  (ADR 0022), and signed with a key of the phone that the server knows (ADR 0028). */
import { newKey, type AssistedWay, type RecordedConsentMode } from '@jianzai/api'
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import {
  currentSigner,
  isSignatureOf,
  isUsable,
  makeSigningKeys,
  signBytes,
  signCapture,
  type FieldSeal,
  type FieldSigner,
  type RegisterKey,
} from './fieldSigner'
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
  /** Is not what was signed: it was changed on its way. */
  | 'SIGNATURE_WRONG'
  /** The phone's key is not known any more. */
  | 'KEY_REFUSED'
  | 'TIME_REFUSED'
  | 'ALREADY_USED'
  /** Taken without a key that the server knows. */
  | 'UNSIGNED'
  | 'REFUSED'

/** Whom a picture shows, as known when it was taken. */
export interface FieldPerson {
  person_id: string
  name: string
  /** The last day that counted as proved of all of the person's benefits; undefined: one is not proved yet. */
  proved_on?: string
}

/** How the person agreed before the picture was taken, and to which text. */
export interface FieldConsent {
  mode: RecordedConsentMode
  text_version: string
}

export interface FieldCapture {
  /** Also what the server knows it by (`Idempotency-Key`). */
  capture_id: string
  operator_id: string
  /** Milliseconds since 1970 by the phone's clock. */
  captured_at: number
  way: AssistedWay
  person: FieldPerson
  /** As the phone signed it; undefined where this browser cannot sign. */
  seal?: FieldSeal
  /** Undefined of pictures from before it was asked for. */
  consent?: FieldConsent
  /** Was on its way once: the server may have it already. */
  is_tried?: true
  /** Settled; the picture is gone. */
  outcome?: FieldOutcome
}

export type NewFieldCapture = Pick<FieldCapture, 'operator_id' | 'captured_at' | 'way' | 'person' | 'consent'>

export interface FieldOutbox {
  /** Whether what it keeps outlives the page. */
  readonly isKept: boolean
  /** Whether pictures can be taken now. A key for them is made and registered where there is none, or where it is a day old. */
  prepare(operator_id: string, register: RegisterKey, isLeft?: () => boolean): Promise<boolean>
  /** The server does not take what this key signs. */
  forgetKey(operator_id: string, key_id: string): Promise<void>
  /** Rejects where there is no key whose time is not over. */
  add(capture: NewFieldCapture, jpeg: ArrayBuffer): Promise<FieldCapture>
  /** In the order in which they were taken. */
  list(operator_id: string): Promise<FieldCapture[]>
  /** The picture; undefined where it cannot be opened. */
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
  seal: CryptoKey
}
interface StoredCapture {
  capture_id: string
  operator_id: string
  captured_at: number
  is_tried?: true
  outcome?: FieldOutcome
  words: Sealed
  jpeg?: Sealed
  /** Of version 1 of the database, whose pictures had no signature that the server could check. */
  batch_id?: string
  sequence?: number
}
/** What nobody who opens the phone is to read. */
type Words = Pick<FieldCapture, 'way' | 'person' | 'seal' | 'consent'>
interface Schema extends DBSchema {
  keys: { key: string; value: Keys }
  signers: { key: string; value: FieldSigner }
  captures: { key: string; value: StoredCapture; indexes: { operator_id: string } }
}

const placeOf = (
  { capture_id, operator_id, captured_at, batch_id, sequence }: StoredCapture,
  what: 'words' | 'jpeg',
) => [what, capture_id, operator_id, ...(batch_id === undefined ? [] : [batch_id, sequence]), captured_at]
const inOrder = (one: FieldCapture, other: FieldCapture) =>
  one.captured_at - other.captured_at || (one.seal?.sequence ?? 0) - (other.seal?.sequence ?? 0)

/** Some browsers never open a database, nor say that they do not. */
export const FIELD_OPEN_MAX_MS = 3000

/** In IndexedDB, so that closing the page or a flat battery loses nothing. */
export class DatabaseFieldOutbox implements FieldOutbox {
  /** A picture waits for the network for so long at most: three days of a tour through the villages. The server takes none
   *  that is older. */
  static readonly AGE_MAX_MS = 72 * 3_600_000
  readonly isKept = true
  private opened: Promise<IDBPDatabase<Schema>> | undefined
  /** Two pictures of a new batch have the same sealing key. */
  private readonly inTurn = createTurns()

  constructor(private readonly name = 'jianzai-field') {}

  private database(): Promise<IDBPDatabase<Schema>> {
    const again = () => void (this.opened = undefined)
    this.opened ??= openDB<Schema>(this.name, 2, {
      upgrade(database, version) {
        database.createObjectStore('signers', { keyPath: 'operator_id' })
        if (version === 1) return
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

  /** Rejects where this browser cannot seal or sign, or cannot store a key. */
  async check(): Promise<void> {
    const operator_id = newKey()
    const { privateKey: key, publicKey } = await makeSigningKeys()
    const seal = await makeKey()
    // In one transaction: another page does the same, and one that is left meanwhile leaves nothing.
    const transaction = (await this.database()).transaction(['keys', 'signers'], 'readwrite')
    const keys = transaction.objectStore('keys')
    const signers = transaction.objectStore('signers')
    await keys.put({ operator_id, seal })
    await signers.put({ operator_id, key, key_id: '', taken: 0, valid_until: 0, ahead_ms: 0 })
    const [stored, signer] = await Promise.all([keys.get(operator_id), signers.get(operator_id)])
    await Promise.all([keys.delete(operator_id), signers.delete(operator_id), transaction.done])
    const byte = new Uint8Array(1)
    const isKept =
      stored &&
      signer &&
      (await unsealBytes(stored.seal, [], await sealBytes(seal, [], byte))) &&
      (await isSignatureOf(publicKey, await signBytes(signer.key, byte), byte))
    if (!isKept) throw new Error('keys are not kept')
  }

  async prepare(operator_id: string, register: RegisterKey, isLeft = () => false): Promise<boolean> {
    const database = await this.database()
    const held = await database.get('signers', operator_id)
    const signer = await currentSigner(held, operator_id, register)
    // After a logout nothing is written any more.
    if (isLeft()) return false
    if (signer && signer !== held) await database.put('signers', signer)
    return signer !== undefined
  }

  async forgetKey(operator_id: string, key_id: string): Promise<void> {
    const transaction = (await this.database()).transaction('signers', 'readwrite')
    // Another one may be in its place by now.
    if ((await transaction.store.get(operator_id))?.key_id === key_id)
      await transaction.store.delete(operator_id)
    await transaction.done
  }

  /** The key with the place that is used now, and by no other page. */
  private async reserve(operator_id: string, captured_at: number): Promise<FieldSigner> {
    const transaction = (await this.database()).transaction('signers', 'readwrite')
    const signer = await transaction.store.get(operator_id)
    const isTaken = signer !== undefined && isUsable(signer, captured_at)
    if (isTaken) await transaction.store.put({ ...signer, taken: signer.taken + 1 })
    await transaction.done
    if (!isTaken) throw new Error('no key that the server knows')
    return signer
  }

  add(wanted: NewFieldCapture, jpeg: ArrayBuffer): Promise<FieldCapture> {
    const { operator_id, captured_at, way, person, consent } = wanted
    return this.inTurn(async () => {
      const signer = await this.reserve(operator_id, captured_at)
      const database = await this.database()
      const keys = (await database.get('keys', operator_id)) ?? { operator_id, seal: await makeKey() }
      const seal = await signCapture(signer, wanted, jpeg)
      const words: Words = { way, person: { ...person }, seal, ...(consent && { consent: { ...consent } }) }
      const place = { capture_id: newKey(), operator_id, captured_at } as StoredCapture
      const bytes = new TextEncoder().encode(JSON.stringify(words))
      const stored: StoredCapture = {
        ...place,
        words: await sealBytes(keys.seal, placeOf(place, 'words'), bytes),
        jpeg: await sealBytes(keys.seal, placeOf(place, 'jpeg'), jpeg),
      }
      const transaction = database.transaction(['keys', 'captures'], 'readwrite')
      await Promise.all([
        transaction.objectStore('keys').put(keys),
        transaction.objectStore('captures').put(stored),
        transaction.done,
      ])
      return { ...place, ...words }
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
      const { capture_id, operator_id, captured_at, is_tried, outcome } = one
      const words = await this.wordsOf(one, keys)
      // Whose it was cannot be told any more; that there was one can.
      const { way, person, seal, consent }: Words = words ?? {
        way: 'VILLAGE',
        person: { person_id: '', name: '' },
      }
      const settled = outcome ?? (words ? undefined : 'BROKEN') ?? (seal ? undefined : 'UNSIGNED')
      return {
        capture_id,
        operator_id,
        captured_at,
        way,
        person,
        ...(seal && { seal }),
        ...(consent && { consent }),
        ...(is_tried && { is_tried }),
        ...(settled && { outcome: settled }),
      }
    })
    return (await Promise.all(captures)).sort(inOrder)
  }

  async picture(capture: FieldCapture): Promise<ArrayBuffer | undefined> {
    const database = await this.database()
    const [stored, keys] = await Promise.all([
      database.get('captures', capture.capture_id),
      database.get('keys', capture.operator_id),
    ])
    if (!keys || !stored?.jpeg) return undefined
    return unsealBytes(keys.seal, placeOf(stored, 'jpeg'), stored.jpeg)
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
      // The next batch is sealed with another one.
      if ((await captures.index('operator_id').count(capture.operator_id)) === 0)
        await transaction.objectStore('keys').delete(capture.operator_id)
      await transaction.done
    })
  }

  wipe(operator_id: string): Promise<void> {
    return this.inTurn(async () => {
      const transaction = (await this.database()).transaction(['keys', 'signers', 'captures'], 'readwrite')
      // The keys first: without them all is noise already.
      await transaction.objectStore('keys').delete(operator_id)
      await transaction.objectStore('signers').delete(operator_id)
      const captures = transaction.objectStore('captures')
      for (const key of await captures.index('operator_id').getAllKeys(operator_id))
        await captures.delete(key)
      await transaction.done
    })
  }

  /** Forgets the pictures that are too old to be handed in and the keys whose time is over, whoever took them: that operator may
   *  never come back. */
  dropOld(now: Date): Promise<void> {
    return this.inTurn(async () => {
      const transaction = (await this.database()).transaction(['signers', 'captures'], 'readwrite')
      for await (const cursor of transaction.objectStore('captures')) {
        const { jpeg, ...rest } = cursor.value
        if (jpeg && now.getTime() - rest.captured_at > DatabaseFieldOutbox.AGE_MAX_MS)
          await cursor.update({ ...rest, outcome: 'TOO_OLD' })
      }
      for await (const cursor of transaction.objectStore('signers'))
        if (!isUsable(cursor.value, now.getTime())) await cursor.delete()
      await transaction.done
    })
  }
}

/** For phones that refuse to store anything or to seal it: holds as long as the page is open. */
export class MemoryFieldOutbox implements FieldOutbox {
  readonly isKept = false
  private captures: { capture: FieldCapture; jpeg?: ArrayBuffer }[] = []
  private readonly signers = new Map<string, FieldSigner>()

  /** Without TLS a browser has no keys: such a picture counts on the day on which it was taken. */
  private get canSign(): boolean {
    return globalThis.crypto.subtle !== undefined
  }

  async prepare(operator_id: string, register: RegisterKey, isLeft = () => false): Promise<boolean> {
    if (!this.canSign) return true
    const held = this.signers.get(operator_id)
    const signer = await currentSigner(held, operator_id, register)
    if (isLeft()) return false
    if (signer && signer !== held) this.signers.set(operator_id, signer)
    return signer !== undefined
  }
  async forgetKey(operator_id: string, key_id: string) {
    if (this.signers.get(operator_id)?.key_id === key_id) this.signers.delete(operator_id)
  }
  private async sealOf(wanted: NewFieldCapture, jpeg: ArrayBuffer): Promise<FieldSeal | undefined> {
    if (!this.canSign) return undefined
    const signer = this.signers.get(wanted.operator_id)
    if (!signer || !isUsable(signer, wanted.captured_at)) throw new Error('no key that the server knows')
    this.signers.set(wanted.operator_id, { ...signer, taken: signer.taken + 1 })
    return signCapture(signer, wanted, jpeg)
  }
  async add(wanted: NewFieldCapture, jpeg: ArrayBuffer): Promise<FieldCapture> {
    const seal = await this.sealOf(wanted, jpeg)
    const capture = { ...wanted, capture_id: newKey(), ...(seal && { seal }) }
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
    this.signers.delete(operator_id)
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
