import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DatabaseFieldOutbox, MemoryFieldOutbox, type FieldOutbox, type NewFieldCapture } from './fieldOutbox'
import type { RegisterKey } from './fieldSigner'
import { makeKey, sealBytes } from './seal'

/** Found again nowhere by chance. */
const face = 'JFIF, the face of somebody'
const jpeg = (text = face) => new TextEncoder().encode(text).buffer
const moment = 1_764_000_000_000
const hour_ms = 3_600_000
const taken = (name = '试甲', operator_id = 'helper'): NewFieldCapture => ({
  operator_id,
  captured_at: moment,
  way: 'VILLAGE',
  person: { person_id: `id of ${name}`, name },
})

/** The server: what it was told, and an answer by a clock that is ahead of the phone's. */
function registry(ahead_ms = 0) {
  const keys: string[] = []
  const register = vi.fn<RegisterKey>(async (public_key) => {
    const server_time = Date.now() + ahead_ms
    return { key_id: `key ${keys.push(public_key)}`, valid_until: server_time + 72 * hour_ms, server_time }
  })
  return { keys, register }
}
async function ready<Outbox extends FieldOutbox>(outbox: Outbox, ...operators: string[]): Promise<Outbox> {
  for (const operator_id of ['helper', ...operators]) await outbox.prepare(operator_id, registry().register)
  return outbox
}
const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g)!, (byte) => parseInt(byte, 16))

beforeEach(() => void vi.useFakeTimers({ now: moment, toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

let names = 0
describe.each([
  ['database', () => new DatabaseFieldOutbox(`field-${names++}`)],
  ['memory', () => new MemoryFieldOutbox()],
])('field outbox in %s', (_name, create) => {
  it('keeps pictures in order until they are settled, and what became of them until it is read', async () => {
    const outbox = await ready(create())
    const first = await outbox.add(taken('试甲'), jpeg())
    const second = await outbox.add(taken('试乙'), jpeg())
    expect([first.seal?.sequence, second.seal?.sequence]).toEqual([0, 1])
    expect(first.capture_id).not.toBe(second.capture_id)
    expect(await outbox.list('helper')).toEqual([first, second])
    expect(await outbox.picture(first)).toEqual(jpeg())
    await outbox.settle(first, 'NOT_YOURS')
    expect(await outbox.list('helper')).toEqual([{ ...first, outcome: 'NOT_YOURS' }, second])
    expect(await outbox.picture(first)).toBeUndefined()
    await outbox.forget(first)
    expect(await outbox.list('helper')).toEqual([second])
  })

  it('keeps how the person agreed, and knows pictures from before that was asked', async () => {
    const outbox = await ready(create())
    const consent = { mode: 'PAPER', text_version: '2026-11' } as const
    const agreed = await outbox.add({ ...taken('试甲'), consent }, jpeg())
    await outbox.add(taken('试乙'), jpeg())
    expect(agreed.consent).toEqual(consent)
    expect((await outbox.list('helper')).map((one) => one.consent)).toEqual([consent, undefined])
  })

  it('knows what was on its way once', async () => {
    const outbox = await ready(create())
    const first = await outbox.add(taken('试甲'), jpeg())
    const second = await outbox.add(taken('试乙'), jpeg())
    await outbox.tried(first)
    expect(await outbox.list('helper')).toEqual([{ ...first, is_tried: true }, second])
    expect(await outbox.picture(first)).toEqual(jpeg())
  })

  it('keeps operators apart, and wipes one', async () => {
    const outbox = await ready(create(), 'another')
    await outbox.add(taken('试甲'), jpeg())
    const others = await outbox.add(taken('试乙', 'another'), jpeg())
    await outbox.wipe('helper')
    await expect(outbox.add(taken('试甲'), jpeg())).rejects.toThrow('no key')
    expect(await outbox.list('helper')).toEqual([])
    expect(await outbox.list('another')).toEqual([others])
    expect(await outbox.picture(others)).toEqual(jpeg())
  })

  it('signs who, how, when by the server, in which place, and every byte', async () => {
    const outbox = create()
    const { keys, register } = registry(90_000)
    expect(await outbox.prepare('helper', register)).toBe(true)
    await outbox.add(taken('试甲'), jpeg())
    const { seal, person } = await outbox.add(taken('试乙'), jpeg('another face'))
    expect(seal).toMatchObject({ key_id: 'key 1', sequence: 1, seen_at: moment + 90_000 })
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', jpeg('another face'))).toString('hex')
    const line = `JIANZAI-FIELD1|key 1|${person.person_id}|VILLAGE|1|${moment + 90_000}|${digest}`
    const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
    expect(keys[0]).toMatch(/^04[0-9a-f]{128}$/)
    const key = await crypto.subtle.importKey('raw', bytesOf(keys[0]!), ecdsa, true, ['verify'])
    const isSigned = (text: string) =>
      crypto.subtle.verify(ecdsa, key, bytesOf(seal!.signature), new TextEncoder().encode(text))
    expect(await isSigned(line)).toBe(true)
    expect(await isSigned(line.replace('|1|', '|2|'))).toBe(false)
  })

  it('keeps its key for a day, and longer where there is no network', async () => {
    const outbox = create()
    const { keys, register } = registry()
    const prepare = () => outbox.prepare('helper', register)
    register.mockResolvedValueOnce(undefined)
    expect(await prepare()).toBe(false)
    await expect(outbox.add(taken(), jpeg())).rejects.toThrow('no key')
    expect([await prepare(), await prepare(), keys.length]).toEqual([true, true, 1])
    vi.setSystemTime(moment + 25 * hour_ms)
    register.mockResolvedValueOnce(undefined)
    expect([await prepare(), keys.length]).toEqual([true, 1])
    expect([await prepare(), keys.length]).toEqual([true, 2])
    vi.setSystemTime(moment + 98 * hour_ms)
    register.mockResolvedValueOnce(undefined)
    expect(await prepare()).toBe(false)
    const late = { ...taken(), captured_at: moment + 98 * hour_ms }
    await expect(outbox.add(late, jpeg())).rejects.toThrow('no key')
  })

  it('forgets the key that the server does not take, and no other', async () => {
    const outbox = create()
    const { keys, register } = registry()
    await outbox.prepare('helper', register)
    await outbox.forgetKey('helper', 'an earlier one')
    await outbox.prepare('helper', register)
    expect(keys).toHaveLength(1)
    await outbox.forgetKey('helper', 'key 1')
    await outbox.prepare('helper', register)
    expect(keys).toHaveLength(2)
  })
})

/** Everything that is stored, as text, and the keys. */
async function stored(name: string) {
  const database = await openDB(name)
  const keys: CryptoKey[] = []
  const texts: string[] = []
  function read(value: unknown): void {
    if (value instanceof CryptoKey) keys.push(value)
    else if (value instanceof ArrayBuffer) texts.push(new TextDecoder().decode(value))
    else if (ArrayBuffer.isView(value)) texts.push(new TextDecoder().decode(value))
    else if (typeof value === 'object' && value !== null)
      Object.entries(value).forEach(([, one]) => read(one))
    else texts.push(String(value))
  }
  for (const store of database.objectStoreNames) read(await database.getAll(store))
  database.close()
  return { keys, text: texts.join('\n') }
}

describe('field outbox on the phone', () => {
  it('holds no picture, no name and no key that can be read', async () => {
    const name = `field-${names++}`
    const outbox = await ready(new DatabaseFieldOutbox(name))
    const capture = await outbox.add(taken('试田秀兰'), jpeg())
    const { keys, text } = await stored(name)
    for (const secret of [face, '试田秀兰', capture.person.person_id]) expect(text).not.toContain(secret)
    expect(keys).toHaveLength(2)
    for (const key of keys) expect(key.extractable).toBe(false)
    await outbox.settle(capture, 'NOT_YOURS')
    await outbox.forget(capture)
    // What signs the next one.
    expect((await stored(name)).keys).toHaveLength(1)
    await outbox.wipe('helper')
    expect(await stored(name)).toEqual({ keys: [], text: '' })
  })

  it('finds its pictures again after the page was closed', async () => {
    const name = `field-${names++}`
    const capture = await (await ready(new DatabaseFieldOutbox(name))).add(taken(), jpeg())
    const anew = new DatabaseFieldOutbox(name)
    expect(await anew.list('helper')).toEqual([capture])
    expect(await anew.picture(capture)).toEqual(jpeg())
  })

  it('gives no picture that was exchanged, nor one whose time was changed', async () => {
    const name = `field-${names++}`
    const outbox = await ready(new DatabaseFieldOutbox(name))
    const first = await outbox.add(taken('试甲'), jpeg())
    const second = await outbox.add(taken('试乙'), jpeg('another face'))
    const third = await outbox.add(taken('试丙'), jpeg())
    const database = await openDB(name)
    const rows = await Promise.all(
      [first, second, third].map(({ capture_id }) => database.get('captures', capture_id)),
    )
    await database.put('captures', { ...rows[0], jpeg: rows[1].jpeg })
    await database.put('captures', { ...rows[2], captured_at: rows[2].captured_at + 86_400_000 })
    expect(await outbox.picture(first)).toBeUndefined()
    expect(await outbox.picture(second)).toEqual(jpeg('another face'))
    const [, , changed] = await outbox.list('helper')
    expect(changed).toMatchObject({ outcome: 'BROKEN', person: { name: '' } })
    expect(await outbox.picture(third)).toBeUndefined()
    database.close()
  })

  it('is usable where its check passes', async () => {
    const name = `field-${names++}`
    const outbox = new DatabaseFieldOutbox(name)
    // Another page begins at the same time.
    await Promise.all([outbox.check(), new DatabaseFieldOutbox(name).check()])
    expect(await stored(name)).toEqual({ keys: [], text: '' })
  })

  it('drops the pictures of all operators that are too old, and says so of each', async () => {
    const outbox = await ready(new DatabaseFieldOutbox(`field-${names++}`), 'another')
    const old = await outbox.add(taken('试甲'), jpeg())
    const others = await outbox.add(taken('试乙', 'another'), jpeg())
    const later = { ...taken('试丙'), captured_at: old.captured_at + 1 }
    const young = await outbox.add(later, jpeg())
    await outbox.dropOld(new Date(young.captured_at + DatabaseFieldOutbox.AGE_MAX_MS))
    expect(await outbox.list('helper')).toEqual([{ ...old, outcome: 'TOO_OLD' }, young])
    expect(await outbox.list('another')).toEqual([{ ...others, outcome: 'TOO_OLD' }])
    const pictures = await Promise.all([old, others, young].map((one) => outbox.picture(one)))
    expect(pictures).toEqual([undefined, undefined, jpeg()])
  })

  it('stands in the way of no later version', async () => {
    const name = `field-${names++}`
    await (await ready(new DatabaseFieldOutbox(name))).add(taken(), jpeg())
    const later = await openDB(name, 3)
    expect(later.version).toBe(3)
    later.close()
  })

  it('drops a key whose time is over', async () => {
    const name = `field-${names++}`
    const outbox = await ready(new DatabaseFieldOutbox(name))
    await outbox.dropOld(new Date(moment + 72 * hour_ms))
    expect((await stored(name)).keys).toHaveLength(1)
    await outbox.dropOld(new Date(moment + 72 * hour_ms + 1))
    expect(await stored(name)).toEqual({ keys: [], text: '' })
  })

  it('uses no place of a key twice, also where two pages are open', async () => {
    const name = `field-${names++}`
    const one = await ready(new DatabaseFieldOutbox(name))
    const other = new DatabaseFieldOutbox(name)
    const captures = await Promise.all([one, other, one, other].map((page) => page.add(taken(), jpeg())))
    expect(captures.map(({ seal }) => seal?.sequence).sort()).toEqual([0, 1, 2, 3])
  })

  it('asks to take again what an earlier version kept, which the server cannot check', async () => {
    const name = `field-${names++}`
    const earlier = await openDB(name, 1, {
      upgrade(database) {
        database.createObjectStore('keys', { keyPath: 'operator_id' })
        const captures = database.createObjectStore('captures', { keyPath: 'capture_id' })
        captures.createIndex('operator_id', 'operator_id')
      },
    })
    const place = ['one', 'helper', 'batch', 0, moment]
    const seal = await makeKey()
    const words = new TextEncoder().encode(
      JSON.stringify({ way: 'VILLAGE', person: { person_id: 'id', name: '试甲' }, signature: [1] }),
    )
    await earlier.put('keys', { operator_id: 'helper', batch_id: 'batch', taken: 1, seal })
    await earlier.put('captures', {
      ...{ capture_id: 'one', operator_id: 'helper', batch_id: 'batch', sequence: 0, captured_at: moment },
      words: await sealBytes(seal, ['words', ...place], words),
      jpeg: await sealBytes(seal, ['jpeg', ...place], jpeg()),
    })
    earlier.close()
    const outbox = await ready(new DatabaseFieldOutbox(name))
    const [old] = await outbox.list('helper')
    expect(old).toMatchObject({ outcome: 'UNSIGNED', person: { name: '试甲' } })
    await outbox.forget(old!)
    expect(await outbox.list('helper')).toEqual([])
  })
})

describe('the choice of a field outbox', () => {
  beforeEach(() => void vi.resetModules())
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('falls back to memory where the database never opens', async () => {
    vi.stubGlobal('indexedDB', { open: () => new EventTarget() })
    vi.useFakeTimers()
    const fresh = await import('./fieldOutbox')
    const creating = fresh.createFieldOutbox()
    await vi.advanceTimersByTimeAsync(fresh.FIELD_OPEN_MAX_MS)
    expect(await creating).toBeInstanceOf(fresh.MemoryFieldOutbox)
  })

  it('drops what an earlier visit left and nobody can send any more', async () => {
    const fresh = await import('./fieldOutbox')
    const before = await ready(new fresh.DatabaseFieldOutbox())
    const left = await before.add(taken(), jpeg())
    vi.setSystemTime(moment + fresh.DatabaseFieldOutbox.AGE_MAX_MS + 1)
    const outbox = await fresh.createFieldOutbox()
    expect(outbox).toBeInstanceOf(fresh.DatabaseFieldOutbox)
    expect(await outbox.list('helper')).toEqual([{ ...left, outcome: 'TOO_OLD' }])
  })
})
