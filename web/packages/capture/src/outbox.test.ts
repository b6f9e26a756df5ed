import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DatabaseOutbox, MemoryOutbox, type PendingAttempt } from './outbox'

const attempt = (): PendingAttempt => ({
  account_id: 'account',
  attempt_id: 'attempt',
  nonce: 'n',
  deadline: '2026-11-24T08:00:00.000Z',
  mode: 'COLOUR',
  steps: 2,
  frames_wanted: 2,
  sent: [],
})
const frame = (sequence: number) => ({
  attempt_id: 'attempt',
  sequence,
  step: 0,
  captured_at: 1_764_000_000_000,
  jpeg: jpeg(),
})
/** Found again nowhere by chance. */
const mark = 'JFIF, the face of somebody'
const jpeg = () => new TextEncoder().encode(mark).buffer

let names = 0
describe.each([
  ['database', () => new DatabaseOutbox(`test-${names++}`)],
  ['memory', () => new MemoryOutbox()],
])('outbox in %s', (_name, create) => {
  it('keeps frames until they are sent', async () => {
    const outbox = create()
    const pending = attempt()
    await outbox.save(pending)
    await outbox.addFrame(frame(0))
    await outbox.addFrame(frame(1))
    await outbox.sent(pending, 0)
    expect(await outbox.frames('attempt')).toEqual([frame(1)])
    expect((await outbox.pending('account'))?.sent).toEqual([0])
  })

  it('drops pictures that are of no use, and keeps the attempt', async () => {
    const outbox = create()
    await outbox.save(attempt())
    await outbox.addFrame(frame(0))
    await outbox.addFrame(frame(1))
    await outbox.dropFrames('attempt')
    expect(await outbox.frames('attempt')).toEqual([])
    expect(await outbox.pending('account')).toEqual(attempt())
  })

  it('keeps accounts apart, and clears one', async () => {
    const outbox = create()
    await outbox.save(attempt())
    await outbox.addFrame(frame(0))
    expect(await outbox.pending('somebody else')).toBeUndefined()
    await outbox.clear('account')
    expect(await outbox.pending('account')).toBeUndefined()
    expect(await outbox.frames('attempt')).toEqual([])
  })
})

it.each([
  ['a minute before the deadline', '2026-11-24T07:59:00Z', '2026-11-24T07:58:00Z', true],
  ['long after it', '2026-11-24T09:00:00Z', '2026-11-24T07:58:00Z', false],
  ['a minute after they were taken, by a clock that is fast', '2031-01-01T00:01:00Z', '2031-01-01', true],
  ['an hour after they were taken, by a clock that is fast', '2031-01-01T01:00:00Z', '2031-01-01', false],
  ['when a fast clock has been put right', '2026-11-24T09:00:00Z', '2031-01-01', false],
])('keeps frames that may still be sent: %s', async (_when, now, captured, isKept) => {
  const outbox = new DatabaseOutbox(`test-${names++}`)
  await outbox.save(attempt())
  await outbox.addFrame({ ...frame(0), captured_at: new Date(captured).getTime() })
  await outbox.dropExpired(new Date(now))
  expect(await outbox.frames('attempt')).toHaveLength(isKept ? 1 : 0)
  expect((await outbox.pending('account')) !== undefined).toBe(isKept)
})

it('waits for the decision however long it takes where all is sent', async () => {
  const outbox = new DatabaseOutbox(`test-${names++}`)
  await outbox.save({ ...attempt(), sent: [0, 1] })
  await outbox.dropExpired(new Date('2027-01-01'))
  expect(await outbox.pending('account')).toBeDefined()
})

it('is looked at by two pages at a time', async () => {
  const name = `test-${names++}`
  await Promise.all([1, 2, 3, 4].map(() => new DatabaseOutbox(name).check()))
  expect((await stored(name)).keys).toEqual([])
})

it('does not stand in the way of a later version', async () => {
  const name = `test-${names++}`
  const outbox = new DatabaseOutbox(name)
  await outbox.save(attempt())
  const later = await openDB(name, 4)
  later.close()
})

it('keeps a frame in memory that the database does not take', async () => {
  const outbox = new DatabaseOutbox(`test-${names++}`)
  const pending = attempt()
  await outbox.save(pending)
  await outbox.addFrame(frame(0))
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError')
  })
  await outbox.addFrame(frame(1))
  await outbox.addFrame(frame(2))
  expect(await outbox.frames('attempt')).toEqual([frame(0), frame(1), frame(2)])
  await outbox.sent(pending, 1)
  expect(pending.sent).toEqual([1])
  expect(await outbox.frames('attempt')).toEqual([frame(0), frame(2)])
  put.mockRestore()
  await outbox.clear('account')
  expect(await outbox.frames('attempt')).toEqual([])
})

/** Everything that is stored, as text, and the keys. */
async function stored(name: string) {
  const database = await openDB(name)
  const keys: CryptoKey[] = []
  const texts: string[] = []
  function read(value: unknown): void {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      const bytes = value instanceof ArrayBuffer ? value : value.buffer
      texts.push(new TextDecoder('latin1').decode(bytes as ArrayBuffer))
    } else if (Object.prototype.toString.call(value) === '[object CryptoKey]') {
      keys.push(value as CryptoKey)
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(read)
    else texts.push(String(value))
  }
  for (const store of database.objectStoreNames) read(await database.getAll(store))
  const frames = await database.count('frames')
  database.close()
  return { keys, text: texts.join('\n'), frames }
}

describe('the frames in the database', () => {
  async function filled() {
    const name = `sealed-${names++}`
    const outbox = new DatabaseOutbox(name)
    await outbox.save(attempt())
    await Promise.all([outbox.addFrame(frame(0)), outbox.addFrame(frame(1))])
    return { name, outbox }
  }

  it('are sealed, with a key that nobody can take away', async () => {
    const { name, outbox } = await filled()
    const { keys, text, frames } = await stored(name)
    expect(frames).toBe(2)
    expect(text).not.toContain(mark.slice(0, 8))
    expect(keys).toHaveLength(1)
    expect(keys[0]!.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('raw', keys[0]!)).rejects.toThrow()
    expect(await outbox.frames('attempt')).toEqual([frame(0), frame(1)])
    // After a reload, too.
    expect(await new DatabaseOutbox(name).frames('attempt')).toEqual([frame(0), frame(1)])
  })

  it.each([
    [
      'are received',
      (outbox: DatabaseOutbox) => outbox.sent(attempt(), 0).then(() => outbox.sent(attempt(), 1)),
    ],
    ['are of no use', (outbox: DatabaseOutbox) => outbox.dropFrames('attempt')],
    ['are too old', (outbox: DatabaseOutbox) => outbox.dropExpired(new Date('2026-11-24T09:00:00Z'))],
    ["are somebody else's, who logs out", (outbox: DatabaseOutbox) => outbox.clear('account')],
  ])('go with their key when they %s', async (_when, end) => {
    const { name, outbox } = await filled()
    await end(outbox)
    expect(await stored(name)).toMatchObject({ keys: [], frames: 0 })
    // The next ones have another key.
    await outbox.addFrame(frame(2))
    expect(await outbox.frames('attempt')).toEqual([frame(2)])
  })

  it('keep their key until the last one is received', async () => {
    const { name, outbox } = await filled()
    await outbox.sent(attempt(), 0)
    expect(await stored(name)).toMatchObject({ keys: [expect.anything()], frames: 1 })
    expect(await outbox.frames('attempt')).toEqual([frame(1)])
  })

  it('are as good as lost without it, or in another place', async () => {
    const { name, outbox } = await filled()
    const database = await openDB(name)
    const moved = (await database.get('frames', ['attempt', 0])) as object
    await database.put('frames', { ...moved, sequence: 1 })
    expect(await outbox.frames('attempt')).toEqual([frame(0)])
    await database.delete('keys', 'attempt')
    database.close()
    expect(await outbox.frames('attempt')).toEqual([])
  })
})

describe('on a phone that cannot keep frames sealed', () => {
  beforeEach(() => void vi.resetModules())
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  it.each([
    ['without TLS', () => vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })],
    ['without a database', () => vi.stubGlobal('indexedDB', undefined)],
    ['with a database that never opens', () => vi.stubGlobal('indexedDB', { open: () => new EventTarget() })],
    [
      'with a database that takes no keys',
      () => {
        const put = IDBObjectStore.prototype.put
        vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value) {
          if (this.name === 'keys') throw new DOMException('no', 'DataCloneError')
          return put.call(this, value)
        })
      },
    ],
  ])('%s they stay in the memory of the page', async (_how, stub) => {
    stub()
    const fresh = await import('./outbox')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const creating = fresh.createOutbox()
    await vi.advanceTimersByTimeAsync(fresh.OPEN_MAX_MS)
    vi.useRealTimers()
    const outbox = await creating
    expect(outbox).toBeInstanceOf(fresh.MemoryOutbox)
    await outbox.save(attempt())
    await outbox.addFrame(frame(0))
    // Another part of the page finds them.
    expect(await (await fresh.createOutbox()).frames('attempt')).toEqual([frame(0)])
  })

  it('else they are in the database, and go when the app starts long after', async () => {
    const fresh = await import('./outbox')
    const outbox = await fresh.createOutbox()
    expect(outbox).toBeInstanceOf(fresh.DatabaseOutbox)
    await outbox.save(attempt())
    await outbox.addFrame(frame(0))
    await fresh.dropExpired(new Date('2026-11-24T09:00:00Z'))
    expect(await outbox.pending('account')).toBeUndefined()
  })
})
