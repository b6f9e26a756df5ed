import { outcomeOf, type ApiClient, type Failure } from '@jianzai/api'
import { isKey } from './receiptCheck'

/** The agency's public keys, and when the server last gave them. */
export interface ReceiptKeys {
  keys: string[]
  fetched_at: string
}

const place = 'jianzai.receiptKeys'

/** As an earlier visit with a network left them. */
export function keptKeys(): ReceiptKeys | undefined {
  try {
    const { keys, fetched_at } = JSON.parse(localStorage.getItem(place) ?? '{}') as Partial<ReceiptKeys>
    if (!Array.isArray(keys) || keys.length === 0 || !keys.every(isKey)) return undefined
    return typeof fetched_at === 'string' ? { keys, fetched_at } : undefined
  } catch {
    return undefined
  }
}

/** From the server, kept for when there is no network; what was kept where it does not answer. */
export async function freshKeys(api: ApiClient, now = () => new Date()): Promise<ReceiptKeys | Failure> {
  const outcome = await outcomeOf(api.GET('/api/v1/receipts/key'))
  if (!outcome.ok) return keptKeys() ?? outcome.failure
  const { public_key, other_public_keys } = outcome.value
  const fresh = { keys: [public_key, ...other_public_keys], fetched_at: now().toISOString() }
  try {
    localStorage.setItem(place, JSON.stringify(fresh))
  } catch {
    // Not kept: it works while there is a network.
  }
  return fresh
}
