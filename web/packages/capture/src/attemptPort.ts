import { jpegBody, outcomeOf, type ApiClient, type Attempt, type Outcome } from '@jianzai/api'

/** What capturing asks of the server. */
export interface AttemptPort {
  open(consent_id: string, key: string): Promise<Outcome<Attempt>>
  get(attempt_id: string): Promise<Outcome<Attempt>>
  put(attempt_id: string, nonce: string, sequence: number, jpeg: ArrayBuffer): Promise<Outcome<unknown>>
  finish(attempt_id: string): Promise<Outcome<Attempt>>
}

export function createAttemptPort(api: ApiClient): AttemptPort {
  return {
    open: (consent_id, key) =>
      outcomeOf(
        api.POST('/api/v1/attempts', {
          params: { header: { 'Idempotency-Key': key } },
          body: { consent_id },
        }),
      ),
    get: (attempt_id) =>
      outcomeOf(api.GET('/api/v1/attempts/{attempt_id}', { params: { path: { attempt_id } } })),
    put: (attempt_id, nonce, sequence, jpeg) =>
      outcomeOf(
        api.PUT('/api/v1/attempts/{attempt_id}/frames/{sequence}', {
          params: { path: { attempt_id, sequence }, header: { 'X-Attempt-Nonce': nonce } },
          headers: { 'Content-Type': 'image/jpeg' },
          ...jpegBody(jpeg),
        }),
      ),
    finish: (attempt_id) =>
      outcomeOf(api.POST('/api/v1/attempts/{attempt_id}/finish', { params: { path: { attempt_id } } })),
  }
}
