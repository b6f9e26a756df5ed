/** Seals bytes for the phone's own storage: AES-256-GCM under a key that the browser never gives out. */
export interface Sealed {
  iv: Uint8Array<ArrayBuffer>
  sealed: ArrayBuffer
}

const algorithm = 'AES-GCM'
const iv_bytes = 12

export const makeKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: algorithm, length: 256 }, false, ['encrypt', 'decrypt'])

/** What is sealed is good for its own place only. */
function parameters(place: unknown[], iv: BufferSource) {
  return { name: algorithm, iv, additionalData: new TextEncoder().encode(JSON.stringify(place)) }
}

export async function sealBytes(key: CryptoKey, place: unknown[], bytes: BufferSource): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(iv_bytes))
  return { iv, sealed: await crypto.subtle.encrypt(parameters(place, iv), key, bytes) }
}

/** Undefined where the key is another one, or what is stored was changed. */
export async function unsealBytes(
  key: CryptoKey,
  place: unknown[],
  { iv, sealed }: Sealed,
): Promise<ArrayBuffer | undefined> {
  try {
    return await crypto.subtle.decrypt(parameters(place, iv), key, sealed)
  } catch {
    return undefined
  }
}
