import type { Receipt } from '@jianzai/api'
import { ed25519 } from '@noble/curves/ed25519.js'
import { sm2 } from 'sm-crypto-v2'

/** What a receipt says of itself. */
export type CheckedReceipt = Omit<Receipt, 'key_id'>

const format = 'JIANZAI1'
const fieldsMax = 9
const ways: readonly string[] = ['FACE', 'REVIEW', 'ASSISTED', 'MATCHED'] satisfies Receipt['way'][]
const signatureHex = /^[0-9a-f]{128}$/
const keyHex = { ed25519: /^[0-9a-f]{64}$/, sm2: /^04[0-9a-f]{128}$/ }

export const isKey = (key: unknown): key is string =>
  typeof key === 'string' && (keyHex.ed25519.test(key) || keyHex.sm2.test(key))

/** Phones of 2019 have no Ed25519 of their own, and no browser has SM2: both are computed here. */
function isSigned(key: string, said: string, signature: string): boolean {
  const bytes = new TextEncoder().encode(said)
  try {
    if (keyHex.ed25519.test(key)) return ed25519.verify(signature, bytes, key, { zip215: false })
    return keyHex.sm2.test(key) && sm2.doVerifySignature(bytes, signature, key, { hash: true })
  } catch {
    // No point of the curve: nobody signed it.
    return false
  }
}

/** The receipt that a QR code holds (domain/receipt.h); nothing unless one of the keys has signed exactly this. */
export function checkedReceipt(text: string, keys: readonly string[]): CheckedReceipt | undefined {
  const bar = text.lastIndexOf('|')
  const said = text.slice(0, bar)
  const signature = text.slice(bar + 1)
  if (bar < 0 || !signatureHex.test(signature)) return undefined
  if (!keys.some((key) => isSigned(key, said, signature))) return undefined
  const fields = said.split('|')
  const [name_of_format, number, name, idNumber, passed_on, way, next_due_on, agency] = fields
  if (fields.length !== fieldsMax || name_of_format !== format || !ways.includes(way!)) return undefined
  return {
    number: number!,
    name_masked: name!,
    id_number_masked: idNumber!,
    passed_on: passed_on!,
    way: way as Receipt['way'],
    ...(next_due_on ? { next_due_on } : {}),
    agency: agency!,
  }
}
