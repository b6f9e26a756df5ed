import { vi } from 'vitest'

/** What the server says, as `fetch` gives it. */
export function reply(status: number, body?: object): Response {
  return new Response(body ? JSON.stringify(body) : null, {
    status,
    headers: { 'content-type': 'application/json' },
  })
}

/** From now on every call of a test is answered so. The spy knows what was asked since. */
export function answer(status: number, body?: object) {
  return vi
    .spyOn(globalThis, 'fetch')
    .mockReset()
    .mockImplementation(async () => reply(status, body))
}

/** The JSON of the first call. */
export const bodyOf = (sent: ReturnType<typeof answer>) => (sent.mock.calls[0]![0] as Request).json()
