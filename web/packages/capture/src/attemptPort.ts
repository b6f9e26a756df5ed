import {
  bytesBody,
  outcomeOf,
  type ApiClient,
  type Attempt,
  type FrameReceipt,
  type NewAttempt,
  type Outcome,
  type PictureHint,
} from '@jianzai/api'
import { socketFirst, type FrameSocket } from './frameSocket'
import type { PendingAttempt, PendingFrame } from './outbox'
import { createTurns } from './turns'

/** What capturing asks of the server. */
export interface AttemptPort {
  open(wish: NewAttempt, key: string): Promise<Outcome<Attempt>>
  get(attempt_id: string): Promise<Outcome<Attempt>>
  put(attempt: PendingAttempt, frame: PendingFrame): Promise<Outcome<FrameReceipt>>
  finish(attempt_id: string): Promise<Outcome<Attempt>>
  hint(consent_id: string, jpeg: ArrayBuffer): Promise<Outcome<PictureHint>>
}

const isJpeg = { 'Content-Type': 'image/jpeg' }

/** Pictures go over the socket where there is one. Frames over HTTP go one by one: on a slow line several at a time
 *  would all come too late. */
export function createAttemptPort(api: ApiClient, socket: FrameSocket): AttemptPort {
  const inTurn = createTurns()
  return {
    open: (wish, key) =>
      outcomeOf(api.POST('/api/v1/attempts', { params: { header: { 'Idempotency-Key': key } }, body: wish })),
    get: (attempt_id) =>
      outcomeOf(api.GET('/api/v1/attempts/{attempt_id}', { params: { path: { attempt_id } } })),
    put: ({ attempt_id, nonce }, { sequence, step, captured_at, jpeg }) => {
      const path = { attempt_id, sequence }
      const header = { 'X-Attempt-Nonce': nonce, 'X-Step': step, 'X-Captured-At': captured_at }
      const overHttp = () =>
        outcomeOf(
          api.PUT('/api/v1/attempts/{attempt_id}/frames/{sequence}', {
            params: { path, header },
            headers: isJpeg,
            ...bytesBody(jpeg),
          }),
        )
      const target = `/api/v1/attempts/${encodeURIComponent(attempt_id)}/frames/${sequence}`
      return socketFirst(
        socket,
        {
          method: 'PUT',
          target,
          headers: { ...header, 'X-Step': `${step}`, 'X-Captured-At': `${captured_at}` },
          body: jpeg,
        },
        () => inTurn(overHttp),
      )
    },
    finish: (attempt_id) =>
      outcomeOf(api.POST('/api/v1/attempts/{attempt_id}/finish', { params: { path: { attempt_id } } })),
    hint: (consent_id, jpeg) =>
      socketFirst(
        socket,
        { method: 'POST', target: `/api/v1/consents/${encodeURIComponent(consent_id)}/hint`, body: jpeg },
        () =>
          outcomeOf(
            api.POST('/api/v1/consents/{consent_id}/hint', {
              params: { path: { consent_id } },
              headers: isJpeg,
              ...bytesBody(jpeg),
            }),
          ),
      ),
  }
}
