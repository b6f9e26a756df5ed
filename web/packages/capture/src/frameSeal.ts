/** Seals a frame for the phone's own storage: AES-256-GCM under a key that the browser never gives out. */
import type { PendingFrame } from './outbox'

/** A frame as it is stored. */
export interface SealedFrame extends Omit<PendingFrame, 'jpeg'> {
  iv: Uint8Array<ArrayBuffer>
  sealed: ArrayBuffer
}

const algorithm = 'AES-GCM'
const iv_bytes = 12

export const makeKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: algorithm, length: 256 }, false, ['encrypt', 'decrypt'])

/** A picture is good for its own place only. */
function parameters(
  { attempt_id, sequence, step, captured_at }: Omit<PendingFrame, 'jpeg'>,
  iv: BufferSource,
) {
  const place = JSON.stringify([attempt_id, sequence, step, captured_at])
  return { name: algorithm, iv, additionalData: new TextEncoder().encode(place) }
}

export async function seal(key: CryptoKey, { jpeg, ...frame }: PendingFrame): Promise<SealedFrame> {
  const iv = crypto.getRandomValues(new Uint8Array(iv_bytes))
  return { ...frame, iv, sealed: await crypto.subtle.encrypt(parameters(frame, iv), key, jpeg) }
}

/** Undefined where the key is another one, or what is stored was changed. */
export async function unseal(
  key: CryptoKey,
  { iv, sealed, ...frame }: SealedFrame,
): Promise<PendingFrame | undefined> {
  try {
    return { ...frame, jpeg: await crypto.subtle.decrypt(parameters(frame, iv), key, sealed) }
  } catch {
    return undefined
  }
}
