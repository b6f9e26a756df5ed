import createClient, { type Client } from 'openapi-fetch'
import type { paths } from './schema'

export type ApiClient = Client<paths>

/** Longer than the server's own limit for a decision, so that its answer comes before ours. */
const callTimeout_ms = 60_000

async function fetchInTime(request: Request): Promise<Response> {
  const control = new AbortController()
  const timer = setTimeout(() => control.abort(), callTimeout_ms)
  try {
    return await fetch(request, { signal: control.signal })
  } finally {
    clearTimeout(timer)
  }
}

/** The client of the contract in api/openapi.yaml. The session is a cookie of the same origin. */
export function createApi(baseUrl: string = globalThis.location?.origin ?? ''): ApiClient {
  return createClient<paths>({ baseUrl, credentials: 'same-origin', fetch: fetchInTime })
}

/** Options of a call that sends a picture or a film instead of JSON. */
export function bytesBody(image: Blob | ArrayBuffer) {
  return {
    body: image as unknown as string,
    bodySerializer: (body: unknown) => body as BodyInit,
  }
}
