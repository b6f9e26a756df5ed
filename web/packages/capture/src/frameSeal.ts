/** Seals a frame for the phone's own storage. */
import type { PendingFrame } from './outbox'
import { sealBytes, unsealBytes, type Sealed } from './seal'

export { makeKey } from './seal'

/** A frame as it is stored. */
export interface SealedFrame extends Omit<PendingFrame, 'jpeg'>, Sealed {}

const placeOf = ({ attempt_id, sequence, step, captured_at }: Omit<PendingFrame, 'jpeg'>) => [
  attempt_id,
  sequence,
  step,
  captured_at,
]

export async function seal(key: CryptoKey, { jpeg, ...frame }: PendingFrame): Promise<SealedFrame> {
  return { ...frame, ...(await sealBytes(key, placeOf(frame), jpeg)) }
}

/** Undefined where the key is another one, or what is stored was changed. */
export async function unseal(
  key: CryptoKey,
  { iv, sealed, ...frame }: SealedFrame,
): Promise<PendingFrame | undefined> {
  const jpeg = await unsealBytes(key, placeOf(frame), { iv, sealed })
  return jpeg && { ...frame, jpeg }
}
