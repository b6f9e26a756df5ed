/** Signs pictures of the field as a phone does, without a page. */
export interface Taken {
  key_id: string
  person_id: string
  way: string
  sequence: number
  captured_at: number
}

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const hex = (bytes: ArrayBuffer) => Buffer.from(bytes).toString('hex')

export class FieldPhone {
  private constructor(
    private readonly key: CryptoKey,
    readonly public_key: string,
  ) {}

  static async create(): Promise<FieldPhone> {
    const { privateKey, publicKey } = await crypto.subtle.generateKey(ecdsa, false, ['sign', 'verify'])
    return new FieldPhone(privateKey, hex(await crypto.subtle.exportKey('raw', publicKey)))
  }

  async queryOf({ key_id, person_id, way, sequence, captured_at }: Taken, jpeg: Uint8Array) {
    const digest = hex(await crypto.subtle.digest('SHA-256', new Uint8Array(jpeg)))
    const line = ['JIANZAI-FIELD1', key_id, person_id, way, sequence, captured_at, digest].join('|')
    const signature = await crypto.subtle.sign(ecdsa, this.key, new TextEncoder().encode(line))
    return {
      way,
      seen_on: new Date(captured_at + 8 * 3_600_000).toISOString().slice(0, 10),
      field_key: key_id,
      field_sequence: String(sequence),
      field_captured_at: String(captured_at),
      field_signature: hex(signature),
    }
  }
}
