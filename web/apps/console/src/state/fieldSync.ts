import { bytesBody, codeOf, outcomeOf, type ApiClient, type Failure } from '@jianzai/api'
import type { FieldCapture, FieldOutbox, FieldOutcome } from '@jianzai/capture'
import { dayInChina } from '@jianzai/ui'
import { provedOn } from './fieldPeople'

/** A picture waits for the network for so long at most: three days of a tour through the villages. */
export const FIELD_AGE_MS = 72 * 3_600_000

export interface SyncReport {
  /** Whose picture the server has, by person. */
  sent: string[]
  /** Why it stopped before the end; what is left waits. */
  failure?: Failure
}

interface SyncParts {
  api: ApiClient
  outbox: FieldOutbox
  now: () => number
  /** After each: the list may be shown anew. */
  onSettled: () => Promise<void>
}

type Verdict = { kind: 'sent' } | { kind: 'kept'; outcome: FieldOutcome } | { kind: 'stop'; failure: Failure }
const kept = (outcome: FieldOutcome): Verdict => ({ kind: 'kept', outcome })

/** What the server's refusal means for one picture; what is no fault of the picture stops, and is tried again. */
function verdictOf(failure: Failure): Verdict {
  if (failure.kind === 'network') return { kind: 'stop', failure }
  const fields = failure.error.fields?.map(({ field }) => field) ?? []
  switch (codeOf(failure)) {
    case 'NOT_FOUND':
      return kept('NOT_YOURS')
    case 'NOT_AN_IMAGE':
    case 'IMAGE_TOO_LARGE':
    case 'BODY_TOO_LARGE':
      return kept('PICTURE_REFUSED')
    case 'INVALID_FIELDS':
      return kept(fields.includes('seen_on') ? 'DAY_REFUSED' : 'REFUSED')
    case 'IDEMPOTENCY_CONFLICT':
      return kept('REFUSED')
    default:
      return { kind: 'stop', failure }
  }
}

async function hand(capture: FieldCapture, { api, outbox, now }: SyncParts): Promise<Verdict> {
  if (now() - capture.captured_at > FIELD_AGE_MS) return kept('TOO_OLD')
  const jpeg = await outbox.picture(capture)
  if (!jpeg) return kept('BROKEN')
  const path = { person_id: capture.person.person_id }
  const known = await outcomeOf(api.GET('/api/v1/console/persons/{person_id}', { params: { path } }))
  if (!known.ok) return verdictOf(known.failure)
  if (provedOn(known.value) !== capture.person.proved_on) return kept('ALREADY_PROVED')
  const query = { way: capture.way, seen_on: dayInChina(new Date(capture.captured_at)) }
  const header = { 'Idempotency-Key': capture.capture_id }
  const made = await outcomeOf(
    api.POST('/api/v1/console/persons/{person_id}/assisted-proofs', {
      params: { path, query, header },
      headers: { 'Content-Type': 'image/jpeg' },
      ...bytesBody(jpeg),
    }),
  )
  return made.ok ? { kind: 'sent' } : verdictOf(made.failure)
}

/** Hands in what waits, one after the other, until all is settled or the server cannot be reached. May be repeated without
 *  harm: the server knows a picture by its id. */
export async function syncField(operator_id: string, parts: SyncParts): Promise<SyncReport> {
  const sent: string[] = []
  for (const capture of await parts.outbox.list(operator_id)) {
    if (capture.outcome) continue
    const verdict = await hand(capture, parts)
    if (verdict.kind === 'stop') return { sent, failure: verdict.failure }
    if (verdict.kind === 'sent') {
      sent.push(capture.person.person_id)
      await parts.outbox.forget(capture)
    } else await parts.outbox.settle(capture, verdict.outcome)
    await parts.onSettled()
  }
  return { sent }
}
