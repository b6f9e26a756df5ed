import {
  jpegBody,
  outcomeOf,
  type ApiClient,
  type Attempt,
  type ChallengeMode,
  type FrameReceipt,
  type Outcome,
  type PictureHint,
} from '@jianzai/api'
import type { PendingAttempt, PendingFrame } from './outbox'

/** What capturing asks of the server. */
export interface AttemptPort {
  open(consent_id: string, mode: ChallengeMode, key: string): Promise<Outcome<Attempt>>
  get(attempt_id: string): Promise<Outcome<Attempt>>
  put(attempt: PendingAttempt, frame: PendingFrame): Promise<Outcome<FrameReceipt>>
  finish(attempt_id: string): Promise<Outcome<Attempt>>
  hint(consent_id: string, jpeg: ArrayBuffer): Promise<Outcome<PictureHint>>
}

const isJpeg = { 'Content-Type': 'image/jpeg' }

export function createAttemptPort(api: ApiClient): AttemptPort {
  return {
    open: (consent_id, mode, key) =>
      outcomeOf(
        api.POST('/api/v1/attempts', {
          params: { header: { 'Idempotency-Key': key } },
          body: { consent_id, mode },
        }),
      ),
    get: (attempt_id) =>
      outcomeOf(api.GET('/api/v1/attempts/{attempt_id}', { params: { path: { attempt_id } } })),
    put: ({ attempt_id, nonce }, { sequence, step, captured_at, jpeg }) =>
      outcomeOf(
        api.PUT('/api/v1/attempts/{attempt_id}/frames/{sequence}', {
          params: {
            path: { attempt_id, sequence },
            header: { 'X-Attempt-Nonce': nonce, 'X-Step': step, 'X-Captured-At': captured_at },
          },
          headers: isJpeg,
          ...jpegBody(jpeg),
        }),
      ),
    finish: (attempt_id) =>
      outcomeOf(api.POST('/api/v1/attempts/{attempt_id}/finish', { params: { path: { attempt_id } } })),
    hint: (consent_id, jpeg) =>
      outcomeOf(
        api.POST('/api/v1/consents/{consent_id}/hint', {
          params: { path: { consent_id } },
          headers: isJpeg,
          ...jpegBody(jpeg),
        }),
      ),
  }
}
