import type { components } from './schema'

export type ApiError = components['schemas']['Error']
export type ErrorCode = components['schemas']['ErrorCode']

/** Why a call brought nothing: the network gave no answer, or the server refused with a code. */
export type Failure = { kind: 'network' } | { kind: 'refused'; status: number; error: ApiError }

export type Outcome<T> = { ok: true; value: T; status: number } | { ok: false; failure: Failure }

interface Answer {
  data?: unknown
  error?: unknown
  response: Response
}

/** What the type parameter of a call's promise carries as its good answer. */
type Value<A extends Answer> = Exclude<A['data'], undefined>

function isApiError(value: unknown): value is ApiError {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value
}

/** Waits for a call and says plainly how it ended. Never throws. */
export async function outcomeOf<A extends Answer>(call: Promise<A>): Promise<Outcome<Value<A>>> {
  let answer: A
  try {
    answer = await call
  } catch {
    return { ok: false, failure: { kind: 'network' } }
  }
  if (answer.response.ok) {
    return { ok: true, value: answer.data as Value<A>, status: answer.response.status }
  }
  if (isApiError(answer.error)) {
    return {
      ok: false,
      failure: { kind: 'refused', status: answer.response.status, error: answer.error },
    }
  }
  // No error of ours: something between us and the server answered (a proxy, a hotel's login page).
  return { ok: false, failure: { kind: 'network' } }
}

/** Whether the server no longer knows who calls. */
export function isLoggedOut(failure: Failure): boolean {
  return failure.kind === 'refused' && failure.status === 401
}

/** The error code of a refusal; undefined where the network failed. */
export function codeOf(failure: Failure): ErrorCode | undefined {
  return failure.kind === 'refused' ? failure.error.code : undefined
}
