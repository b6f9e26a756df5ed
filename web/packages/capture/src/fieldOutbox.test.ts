import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DatabaseFieldOutbox, MemoryFieldOutbox, type NewFieldCapture } from './fieldOutbox'

/** Found again nowhere by chance. */
const face = 'JFIF, the face of somebody'
const jpeg = (text = face) => new TextEncoder().encode(text).buffer
const taken = (name = '试甲', operator_id = 'helper'): NewFieldCapture => ({
  operator_id,
  captured_at: 1_764_000_000_000,
  way: 'VILLAGE',
  person: { person_id: `id of ${name}`, name },
})

let names = 0
describe.each([
  ['database', () => new DatabaseFieldOutbox(`field-${names++}`)],
  ['memory', () => new MemoryFieldOutbox()],
])('field outbox in %s', (_name, create) => {
  it('keeps pictures in order until they are settled, and what became of them until it is read', async () => {
    const outbox = create()
    const first = await outbox.add(taken('试甲'), jpeg())
    const second = await outbox.add(taken('试乙'), jpeg())
    expect(first.batch_id).toBe(second.batch_id)
    expect(first.capture_id).not.toBe(second.capture_id)
    expect(await outbox.list('helper')).toEqual([first, second])
    expect(await outbox.picture(first)).toEqual(jpeg())
    await outbox.settle(first, 'NOT_YOURS')
    expect(await outbox.list('helper')).toEqual([{ ...first, outcome: 'NOT_YOURS' }, second])
    expect(await outbox.picture(first)).toBeUndefined()
    await outbox.forget(first)
    expect(await outbox.list('helper')).toEqual([second])
  })

  it('knows what was on its way once', async () => {
    const outbox = create()
    const first = await outbox.add(taken('试甲'), jpeg())
    const second = await outbox.add(taken('试乙'), jpeg())
    await outbox.tried(first)
    expect(await outbox.list('helper')).toEqual([{ ...first, is_tried: true }, second])
    expect(await outbox.picture(first)).toEqual(jpeg())
  })

  it('keeps operators apart, and wipes one', async () => {
    const outbox = create()
    await outbox.add(taken('试甲'), jpeg())
    const others = await outbox.add(taken('试乙', 'another'), jpeg())
    await outbox.wipe('helper')
    expect(await outbox.list('helper')).toEqual([])
    expect(await outbox.list('another')).toEqual([others])
    expect(await outbox.picture(others)).toEqual(jpeg())
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
    const outbox = new DatabaseFieldOutbox(name)
    const capture = await outbox.add(taken('试田秀兰'), jpeg())
    const { keys, text } = await stored(name)
    for (const secret of [face, '试田秀兰', capture.person.person_id]) expect(text).not.toContain(secret)
    expect(keys).toHaveLength(2)
    for (const key of keys) expect(key.extractable).toBe(false)
    await outbox.settle(capture, 'NOT_YOURS')
    await outbox.forget(capture)
    expect(await stored(name)).toEqual({ keys: [], text: '' })
  })

  it('finds its pictures again after the page was closed', async () => {
    const name = `field-${names++}`
    const capture = await new DatabaseFieldOutbox(name).add(taken(), jpeg())
    const anew = new DatabaseFieldOutbox(name)
    expect(await anew.list('helper')).toEqual([capture])
    expect(await anew.picture(capture)).toEqual(jpeg())
  })

  it('gives no picture that was exchanged, nor one whose time was changed', async () => {
    const name = `field-${names++}`
    const outbox = new DatabaseFieldOutbox(name)
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
    const outbox = new DatabaseFieldOutbox(`field-${names++}`)
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
    await new DatabaseFieldOutbox(name).add(taken(), jpeg())
    const later = await openDB(name, 2)
    expect(later.version).toBe(2)
    later.close()
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
    const left = await new fresh.DatabaseFieldOutbox().add(taken(), jpeg())
    const outbox = await fresh.createFieldOutbox()
    expect(outbox).toBeInstanceOf(fresh.DatabaseFieldOutbox)
    expect(await outbox.list('helper')).toEqual([{ ...left, outcome: 'TOO_OLD' }])
  })
})
