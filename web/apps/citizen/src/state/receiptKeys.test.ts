import { createApi } from '@jianzai/api'
import { beforeEach, expect, it, vi } from 'vitest'
import { freshKeys, keptKeys } from './receiptKeys'
import { someReceipts } from './someReceipt'

const [one, other] = [someReceipts.Ed25519.key, someReceipts.SM2.key]
const place = 'jianzai.receiptKeys'
const now = () => new Date('2026-11-27T04:00:00Z')
const answer = { algorithm: 'Ed25519', key_id: 'dbc29825', public_key: one, other_public_keys: [other] }
const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })

beforeEach(() => localStorage.clear())

it('keeps what the server gave, for when it does not answer', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValueOnce(json(answer))
  const kept = { keys: [one, other], fetched_at: '2026-11-27T04:00:00.000Z' }
  expect(await freshKeys(createApi(), now)).toEqual(kept)
  expect(keptKeys()).toEqual(kept)
  fetched.mockRejectedValue(new TypeError('offline'))
  expect(await freshKeys(createApi(), now)).toEqual(kept)
})

it('says why there is none', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('offline'))
  expect(await freshKeys(createApi(), now)).toEqual({ kind: 'network' })
})

it.each([
  '',
  'no json',
  'null',
  '{}',
  '{"keys":[],"fetched_at":"x"}',
  '{"keys":["aa"],"fetched_at":"x"}',
  `{"keys":["${one}"]}`,
])('does not take %j for keys', (text) => {
  localStorage.setItem(place, text)
  expect(keptKeys()).toBeUndefined()
})
