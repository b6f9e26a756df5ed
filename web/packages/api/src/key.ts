/** A new idempotency key: 32 hexadecimal digits. Works without `crypto.randomUUID` (old phones, plain HTTP). */
export function newKey(source: Partial<Crypto> | undefined = globalThis.crypto): string {
  const bytes = new Uint8Array(16)
  if (source?.getRandomValues) {
    source.getRandomValues(bytes)
  } else {
    // A key only has to differ from the person's other keys; it protects nothing.
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(Math.random() * 256)
  }
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Keeps one key for one intention: the same content gives the same key until it is settled. */
export class Intention {
  private key: string | undefined
  private content: string | undefined

  /** The key to send with `content`; a retry of the same content gives the same key. */
  keyFor(content: unknown): string {
    const text = JSON.stringify(content)
    if (this.key === undefined || this.content !== text) {
      this.key = newKey()
      this.content = text
    }
    return this.key
  }

  /** The server has answered for good; the next call is a new intention. */
  settle(): void {
    this.key = undefined
    this.content = undefined
  }
}
