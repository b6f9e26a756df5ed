import { bytesBody, codeOf, outcomeOf, type ApiClient, type Failure, type Person } from '@jianzai/api'
import { DatabaseFieldOutbox, type FieldCapture, type FieldOutbox, type FieldOutcome } from '@jianzai/capture'
import { dayInChina } from '@jianzai/ui'
import { fieldQuery } from './captureConsent'
import { provedOn } from './fieldPeople'

export interface SyncReport {
  /** Whose picture the server has, by person. */
  sent: string[]
  /** Why it stopped before the end, or what the first picture was refused for that waits on; what is left waits. */
  failure?: Failure
}

interface SyncParts {
  api: ApiClient
  outbox: FieldOutbox
  now: () => number
  /** After each, with the person where the server has the picture: the list may be shown anew. */
  onSettled: (sent?: string) => Promise<void>
}

type Verdict =
  | { kind: 'sent' }
  | { kind: 'kept'; outcome: FieldOutcome }
  /** Refused for what is no fault of the picture; the next one may pass. */
  | { kind: 'left'; failure: Failure }
  | { kind: 'stop'; failure: Failure }
const kept = (outcome: FieldOutcome): Verdict => ({ kind: 'kept', outcome })

/** What the server's refusal means for one picture; what is no fault of the picture is tried again. */
function verdictOf(failure: Failure): Verdict {
  if (failure.kind === 'network') return { kind: 'stop', failure }
  const { status } = failure
  if (status === 401 || status === 429 || status >= 500) return { kind: 'stop', failure }
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
    case 'FIELD_UNSIGNED':
      return kept('UNSIGNED')
    case 'FIELD_KEY_REFUSED':
      return kept('KEY_REFUSED')
    case 'FIELD_SIGNATURE_WRONG':
      return kept('SIGNATURE_WRONG')
    case 'FIELD_TIME_REFUSED':
      return kept('TIME_REFUSED')
    case 'FIELD_TOO_LATE':
      return kept('TOO_OLD')
    case 'FIELD_SEQUENCE_USED':
      return kept('ALREADY_USED')
    default:
      return { kind: 'left', failure }
  }
}

/** Whether somebody has proved life since the picture was taken. */
function isProvedSince(capture: FieldCapture, person: Person): boolean {
  const now = provedOn(person)
  return now !== undefined && now > (capture.person.proved_on ?? '')
}

async function hand(capture: FieldCapture, { api, outbox, now }: SyncParts): Promise<Verdict> {
  if (now() - capture.captured_at > DatabaseFieldOutbox.AGE_MAX_MS) return kept('TOO_OLD')
  const jpeg = await outbox.picture(capture)
  if (!jpeg) return kept('BROKEN')
  const path = { person_id: capture.person.person_id }
  // One whose answer was lost may be what the person was proved with: the server knows it by its id.
  if (!capture.is_tried) {
    const known = await outcomeOf(api.GET('/api/v1/console/persons/{person_id}', { params: { path } }))
    if (!known.ok) return verdictOf(known.failure)
    if (isProvedSince(capture, known.value)) return kept('ALREADY_PROVED')
  }
  // A phone without room for the note sends it all the same.
  await outbox.tried(capture).catch(() => undefined)
  const { way, captured_at, seal, consent } = capture
  const query = {
    way,
    seen_on: dayInChina(new Date(seal?.seen_at ?? captured_at)),
    ...(seal && {
      field_key: seal.key_id,
      field_sequence: seal.sequence,
      field_captured_at: seal.seen_at,
      field_signature: seal.signature,
    }),
    ...fieldQuery(consent),
  }
  const header = { 'Idempotency-Key': capture.capture_id }
  const made = await outcomeOf(
    api.POST('/api/v1/console/persons/{person_id}/assisted-proofs', {
      params: { path, query, header },
      headers: { 'Content-Type': 'image/jpeg' },
      ...bytesBody(jpeg),
    }),
  )
  if (made.ok) return { kind: 'sent' }
  // The next picture needs another one: with a new key the phone's clock is compared anew.
  const isKeyOver = ['FIELD_KEY_REFUSED', 'FIELD_TIME_REFUSED'].includes(codeOf(made.failure) ?? '')
  if (seal && isKeyOver) await outbox.forgetKey(capture.operator_id, seal.key_id)
  return verdictOf(made.failure)
}

/** Hands in what waits, one after the other, until all is settled or the server cannot be reached. May be repeated without
 *  harm: the server knows a picture by its id. */
export async function syncField(operator_id: string, parts: SyncParts): Promise<SyncReport> {
  const sent: string[] = []
  let failure: Failure | undefined
  for (const capture of await parts.outbox.list(operator_id)) {
    if (capture.outcome) continue
    const verdict = await hand(capture, parts)
    if (verdict.kind === 'stop') return { sent, failure: verdict.failure }
    if (verdict.kind === 'left') {
      failure ??= verdict.failure
      continue
    }
    const { person_id } = capture.person
    if (verdict.kind === 'sent') {
      sent.push(person_id)
      await parts.outbox.forget(capture)
    } else await parts.outbox.settle(capture, verdict.outcome)
    await parts.onSettled(verdict.kind === 'sent' ? person_id : undefined)
  }
  return { sent, ...(failure && { failure }) }
}
