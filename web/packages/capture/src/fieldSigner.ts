/** The phone's own key for pictures of the field: the server knows its public half, and nobody can take the other one away
 *  (ADR 0028). */
import type { AssistedWay } from '@jianzai/api'

/** One picture as it was signed. */
export interface FieldSeal {
  key_id: string
  /** Among the pictures of the key. */
  sequence: number
  /** When it was taken, by the server's clock as the phone reckons it; milliseconds since 1970. */
  seen_at: number
  /** 128 hexadecimal digits. */
  signature: string
}

/** What the server says of a key that it has registered. Milliseconds since 1970 by its clock. */
export interface RegisteredKey {
  key_id: string
  valid_until: number
  server_time: number
}
/** Tells the server of a key; undefined where that did not succeed. */
export type RegisterKey = (public_key: string) => Promise<RegisteredKey | undefined>

export interface FieldSigner {
  operator_id: string
  key_id: string
  /** Cannot be exported. */
  key: CryptoKey
  /** How many places of the key are used. */
  taken: number
  valid_until: number
  /** How far the server's clock is ahead of the phone's. */
  ahead_ms: number
}

/** With less time than that left a key is replaced when there is a network: who sets out has two days at least. */
const left_min_ms = 48 * 3_600_000
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

export const makeSigningKeys = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
export const signBytes = (key: CryptoKey, bytes: BufferSource): Promise<ArrayBuffer> =>
  crypto.subtle.sign(algorithm, key, bytes)
export const isSignatureOf = (
  key: CryptoKey,
  signature: ArrayBuffer,
  bytes: BufferSource,
): Promise<boolean> => crypto.subtle.verify(algorithm, key, signature, bytes)

const hexOf = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** Whether what is taken at that moment of the phone's clock is taken in the key's time. */
export const isUsable = (signer: FieldSigner, at_ms: number): boolean =>
  at_ms + signer.ahead_ms <= signer.valid_until

/** The key that there is, or a new one in its place; undefined where nothing can be signed now. */
export async function currentSigner(
  held: FieldSigner | undefined,
  operator_id: string,
  register: RegisterKey,
): Promise<FieldSigner | undefined> {
  if (held && isUsable(held, Date.now() + left_min_ms)) return held
  const { publicKey, privateKey } = await makeSigningKeys()
  const known = await register(hexOf(await crypto.subtle.exportKey('raw', publicKey)))
  if (!known) return held && isUsable(held, Date.now()) ? held : undefined
  const { key_id, valid_until, server_time } = known
  const ahead_ms = server_time - Date.now()
  return { operator_id, key_id, key: privateKey, taken: 0, valid_until, ahead_ms }
}

/** Signs one picture in the place that `taken` says. */
export async function signCapture(
  { key, key_id, taken: sequence, ahead_ms }: FieldSigner,
  { captured_at, way, person }: { captured_at: number; way: AssistedWay; person: { person_id: string } },
  jpeg: ArrayBuffer,
): Promise<FieldSeal> {
  const seen_at = captured_at + ahead_ms
  const digest = hexOf(await crypto.subtle.digest('SHA-256', jpeg))
  // As openapi.yaml says at createAssistedProof.
  const statement = ['JIANZAI-FIELD1', key_id, person.person_id, way, sequence, seen_at, digest].join('|')
  const signature = hexOf(await signBytes(key, new TextEncoder().encode(statement)))
  return { key_id, sequence, seen_at, signature }
}
