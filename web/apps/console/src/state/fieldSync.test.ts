import { createApi } from '@jianzai/api'
import { DatabaseFieldOutbox, MemoryFieldOutbox, type FieldConsent } from '@jianzai/capture'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { syncField } from './fieldSync'

const now = Date.parse('2026-11-25T02:00:00Z')
const jpeg = () => new Uint8Array([255, 216, 255]).buffer
const onSettled = async () => undefined

async function outboxOf(
  ...people: { name: string; captured_at?: number; proved_on?: string; consent?: FieldConsent }[]
) {
  const outbox = new MemoryFieldOutbox()
  const registered = { key_id: 'key', valid_until: now + 72 * 3_600_000, server_time: now + 60_000 }
  await outbox.prepare('helper', async () => registered)
  for (const { name, captured_at = now - 3_600_000, proved_on, consent } of people) {
    const person = { person_id: name, name, proved_on }
    await outbox.add(
      { operator_id: 'helper', captured_at, way: 'VILLAGE', person, ...(consent && { consent }) },
      jpeg(),
    )
  }
  return outbox
}

type Reply = [status: number, body: object] | 'network'
/** The server: whom it knows, and what it answers to a picture. */
function server(
  people: Record<string, { passed?: string }>,
  post: (name: string) => Reply = () => [201, {}],
) {
  const posts: Request[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const request = input as Request
    const name = decodeURIComponent(/persons\/([^/]+)/.exec(request.url)![1]!)
    let reply: Reply
    if (request.method === 'POST') {
      posts.push(request)
      reply = post(name)
    } else if (people[name]) {
      const entitlement = { last_passed_on: people[name].passed, due_on: '2026-12-31' }
      reply = [200, { person_id: name, entitlements: [entitlement] }]
    } else reply = [404, { code: 'NOT_FOUND', message: '' }]
    if (reply === 'network') throw new TypeError('offline')
    const headers = { 'content-type': 'application/json' }
    return new Response(JSON.stringify(reply[1]), { status: reply[0], headers })
  })
  return posts
}
const parts = (outbox: MemoryFieldOutbox, moment = now) => ({
  api: createApi('http://127.0.0.1'),
  outbox,
  now: () => moment,
  onSettled,
})

beforeEach(() => void vi.useFakeTimers({ now, toFake: ['Date'] }))
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

it('says how the person agreed, and nothing of pictures from before that was asked', async () => {
  const consent: FieldConsent = { mode: 'SPOKEN', text_version: 'of then' }
  const outbox = await outboxOf({ name: 'one', consent }, { name: 'two' })
  const posts = server({ one: {}, two: {} })
  expect(await syncField('helper', parts(outbox))).toEqual({ sent: ['one', 'two'] })
  const consents = posts.map(({ url }) => {
    const { searchParams } = new URL(url)
    return [searchParams.get('consent'), searchParams.get('consent_text')]
  })
  expect(consents).toEqual([
    ['SPOKEN', 'of then'],
    [null, null],
  ])
})

it('hands in what waits, under its own id and with the day in China on which it was taken', async () => {
  const outbox = await outboxOf(
    { name: 'one', captured_at: Date.parse('2026-11-24T16:30:00Z') },
    { name: 'two' },
  )
  const [first] = await outbox.list('helper')
  const posts = server({ one: {}, two: {} })
  expect(await syncField('helper', parts(outbox))).toEqual({ sent: ['one', 'two'] })
  const query = Object.fromEntries(new URL(posts[0]!.url).searchParams)
  const field_captured_at = String(Date.parse('2026-11-24T16:31:00Z'))
  expect(query).toMatchObject({ way: 'VILLAGE', seen_on: '2026-11-25', field_captured_at })
  expect(query).toMatchObject({
    field_key: 'key',
    field_sequence: '0',
    field_signature: first!.seal!.signature,
  })
  expect(posts[0]!.headers.get('Idempotency-Key')).toBe(first!.capture_id)
  expect(await outbox.list('helper')).toEqual([])
})

it('keeps what is left where the network breaks, and sends the same again', async () => {
  const outbox = await outboxOf({ name: 'one' }, { name: 'two' })
  let isBroken = true
  const posts = server({ one: {}, two: {} }, (name) => (name === 'two' && isBroken ? 'network' : [201, {}]))
  expect(await syncField('helper', parts(outbox))).toEqual({ sent: ['one'], failure: { kind: 'network' } })
  expect(await outbox.list('helper')).toHaveLength(1)
  isBroken = false
  expect(await syncField('helper', parts(outbox))).toEqual({ sent: ['two'] })
  const [, broken, again] = posts.map((post) => post.headers.get('Idempotency-Key'))
  expect(again).toBe(broken)
})

it('says of each picture that is not taken why, and goes on', async () => {
  const fields = (field: string): Reply => [
    422,
    { code: 'INVALID_FIELDS', message: '', fields: [{ field, code: 'VALUE', message: '' }] },
  ]
  const replies: Record<string, Reply> = {
    picture: [422, { code: 'NOT_AN_IMAGE', message: '' }],
    day: fields('seen_on'),
    way: fields('way'),
  }
  const names = ['elsewhere', 'proved', 'again', 'old', 'picture', 'day', 'way', 'fine']
  const outbox = await outboxOf(
    ...names.map((name) => ({
      name,
      ...(name === 'old' && { captured_at: now - DatabaseFieldOutbox.AGE_MAX_MS - 1 }),
      ...(name === 'again' && { proved_on: '2025-11-01' }),
    })),
  )
  const known = Object.fromEntries(names.slice(1).map((name) => [name, {}])) as Record<
    string,
    { passed?: string }
  >
  known.proved = { passed: '2026-11-25' }
  known.again = { passed: '2025-11-01' }
  server(known, (name) => replies[name] ?? [201, {}])
  expect(await syncField('helper', parts(outbox))).toEqual({ sent: ['again', 'fine'] })
  const left = await outbox.list('helper')
  expect(left.map(({ person, outcome }) => `${person.name} ${outcome}`)).toEqual([
    'elsewhere NOT_YOURS',
    'proved ALREADY_PROVED',
    'old TOO_OLD',
    'picture PICTURE_REFUSED',
    'day DAY_REFUSED',
    'way REFUSED',
  ])
  // What is settled is not sent again, and its picture is gone.
  expect(await outbox.picture(left[1]!)).toBeUndefined()
  expect(await syncField('helper', parts(outbox))).toEqual({ sent: [] })
})

it('stops where the login has ended or the server is busy, and loses nothing', async () => {
  const outbox = await outboxOf({ name: 'one' })
  for (const [status, code] of [
    [401, 'UNAUTHENTICATED'],
    [503, 'BUSY'],
    [429, 'TOO_MANY_TRIES'],
  ] as const) {
    server({ one: {} }, () => [status, { code, message: '' }])
    const { sent, failure } = await syncField('helper', parts(outbox))
    expect([sent, failure?.kind === 'refused' && failure.status]).toEqual([[], status])
    expect(await outbox.list('helper')).toMatchObject([{ person: { name: 'one' } }])
  }
})

it('takes a later day alone for a proof since', async () => {
  const outbox = await outboxOf(
    { name: 'later', proved_on: '2025-11-01' },
    { name: 'unproved', proved_on: '2025-11-01' },
    { name: 'earlier', proved_on: '2025-11-01' },
  )
  server({ later: { passed: '2025-11-02' }, unproved: {}, earlier: { passed: '2025-10-31' } })
  expect(await syncField('helper', parts(outbox))).toEqual({ sent: ['unproved', 'earlier'] })
  expect(await outbox.list('helper')).toMatchObject([{ outcome: 'ALREADY_PROVED' }])
})

it('sends one whose answer was lost again before anything is said of it', async () => {
  const outbox = await outboxOf({ name: 'one' })
  const people: Record<string, { passed?: string }> = { one: {} }
  let isBroken = true
  const posts = server(people, () => (isBroken ? 'network' : [201, {}]))
  await syncField('helper', parts(outbox))
  // It had arrived, and was confirmed meanwhile.
  people.one = { passed: '2026-11-25' }
  isBroken = false
  expect(await syncField('helper', parts(outbox))).toEqual({ sent: ['one'] })
  const [lost, again] = posts.map((post) => post.headers.get('Idempotency-Key'))
  expect(again).toBe(lost)
  expect(await outbox.list('helper')).toEqual([])
})

it('leaves one that is refused for what is no fault of the picture, and goes on', async () => {
  const outbox = await outboxOf({ name: 'one' }, { name: 'two' })
  server({ one: {}, two: {} }, (name) =>
    name === 'one' ? [403, { code: 'PASSWORD_CHANGE_NEEDED', message: '' }] : [201, {}],
  )
  const settled = vi.fn(onSettled)
  const { sent, failure } = await syncField('helper', { ...parts(outbox), onSettled: settled })
  expect([sent, failure?.kind === 'refused' && failure.status]).toEqual([['two'], 403])
  expect(settled.mock.calls).toEqual([['two']])
  const [left] = await outbox.list('helper')
  expect(left).toMatchObject({ person: { name: 'one' } })
  expect(await outbox.picture(left!)).toEqual(jpeg())
})

it('sends also where the phone has no room for a note', async () => {
  const outbox = await outboxOf({ name: 'one' })
  vi.spyOn(outbox, 'tried').mockRejectedValue(new Error('QuotaExceededError'))
  server({ one: {} })
  expect(await syncField('helper', parts(outbox))).toEqual({ sent: ['one'] })
})

it('says what the server found wrong with a signature, and gets another key where that is what it is', async () => {
  const codes = [
    ['FIELD_SIGNATURE_WRONG', 'SIGNATURE_WRONG'],
    ['FIELD_TIME_REFUSED', 'TIME_REFUSED'],
    ['FIELD_TOO_LATE', 'TOO_OLD'],
    ['FIELD_SEQUENCE_USED', 'ALREADY_USED'],
    ['FIELD_UNSIGNED', 'UNSIGNED'],
    ['FIELD_KEY_REFUSED', 'KEY_REFUSED'],
  ] as const
  const outbox = await outboxOf(...codes.map(([name]) => ({ name })))
  const forgetKey = vi.spyOn(outbox, 'forgetKey')
  server(Object.fromEntries(codes.map(([name]) => [name, {}])), (code) => [422, { code, message: '' }])
  expect(await syncField('helper', parts(outbox))).toEqual({ sent: [] })
  const left = await outbox.list('helper')
  expect(left.map(({ person, outcome }) => [person.name, outcome])).toEqual(codes)
  // After a refused time, too: with a new key the clocks are compared anew.
  expect(forgetKey.mock.calls).toEqual([
    ['helper', 'key'],
    ['helper', 'key'],
  ])
})
