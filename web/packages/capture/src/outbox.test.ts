import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
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
const jpeg = () => new Uint8Array([255, 216, 255]).buffer

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
    expect((await outbox.frames('attempt')).map((frame) => frame.sequence)).toEqual([1])
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

  it('drops what can no longer be sent', async () => {
    const outbox = create()
    await outbox.save(attempt())
    await outbox.addFrame(frame(0))
    await outbox.dropExpired(new Date('2026-11-24T07:59:59Z'))
    expect(await outbox.pending('account')).toBeDefined()
    await outbox.dropExpired(new Date('2026-11-24T08:00:01Z'))
    expect(await outbox.pending('account')).toBeUndefined()
    expect(await outbox.frames('attempt')).toEqual([])
  })
})
