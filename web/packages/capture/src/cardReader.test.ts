import { createApi } from '@jianzai/api'
import { afterEach, expect, it, vi } from 'vitest'
import { createCardReader, createPortraitReader } from './cardReader'

afterEach(() => void vi.restoreAllMocks())

it.each([
  ['anybody', createCardReader, '/api/v1/id-cards/read'],
  ['operators', createPortraitReader, '/api/v1/console/id-cards/read'],
])('has a card read for %s', async (_whom, create, path) => {
  const reading = { side: 'BACK', advice: [], risks: [], contradictions: [] }
  const headers = { 'content-type': 'application/json' }
  const fetch = vi
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async () => new Response(JSON.stringify(reading), { headers }))
  const jpeg = new Uint8Array([255, 216]).buffer
  expect(await create(createApi('http://127.0.0.1'))(jpeg)).toEqual({ ok: true, value: reading, status: 200 })
  const asked = fetch.mock.lastCall![0] as Request
  expect([asked.method, new URL(asked.url).pathname]).toEqual(['POST', path])
  expect(asked.headers.get('content-type')).toBe('image/jpeg')
  expect(await asked.arrayBuffer()).toEqual(jpeg)
})
