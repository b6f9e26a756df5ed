import { expect, it } from 'vitest'
import { Intention, newKey } from './key'
import { codeOf, isLoggedOut, outcomeOf } from './outcome'

it('gives the value of a good answer', async () => {
  const outcome = await outcomeOf(Promise.resolve({ data: 7, response: new Response(null, { status: 201 }) }))
  expect(outcome).toEqual({ ok: true, value: 7, status: 201 })
})

it('tells a refusal from a dead network', async () => {
  const error = { code: 'BUSY', message: '忙', request_id: 'r' }
  const refused = await outcomeOf(Promise.resolve({ error, response: new Response(null, { status: 503 }) }))
  expect(!refused.ok && codeOf(refused.failure)).toBe('BUSY')
  expect(!refused.ok && isLoggedOut(refused.failure)).toBe(false)
  const dead = await outcomeOf(Promise.reject<{ response: Response }>(new TypeError('failed to fetch')))
  expect(dead).toEqual({ ok: false, failure: { kind: 'network' } })
})

it('knows who is logged out', () => {
  const error = { code: 'UNAUTHENTICATED' as const, message: '', request_id: '' }
  expect(isLoggedOut({ kind: 'refused', status: 401, error })).toBe(true)
  expect(isLoggedOut({ kind: 'network' })).toBe(false)
})

it('takes the error page of a proxy for a dead network', async () => {
  const answer = { error: '<html>502</html>', response: new Response(null, { status: 502 }) }
  expect(await outcomeOf(Promise.resolve(answer))).toEqual({ ok: false, failure: { kind: 'network' } })
})

it('makes keys of the contract, also without a crypto object', () => {
  for (const key of [newKey(), newKey({}), newKey(undefined)]) expect(key).toMatch(/^[A-Za-z0-9_-]{8,64}$/)
  expect(newKey({})).not.toBe(newKey({}))
})

it('keeps the key for retries of one intention', () => {
  const intention = new Intention()
  const key = intention.keyFor({ name: 'a' })
  expect(intention.keyFor({ name: 'a' })).toBe(key)
  expect(intention.keyFor({ name: 'b' })).not.toBe(key)
  const second = intention.keyFor({ name: 'b' })
  intention.settle()
  expect(intention.keyFor({ name: 'b' })).not.toBe(second)
})
