import {
  outcomeOf,
  type ApiClient,
  type DisclosedPhone,
  type DisclosureReason,
  type OpenTicket,
} from '@jianzai/api'
import { onScopeDispose, ref } from 'vue'
import { DISCLOSURES_MAX, SHOWN_S } from './disclosure'
import { useCall } from './useCall'

/**
 * The whole phones of the visits on a route list, for a minute, to who says why; each is kept by the server. `known`: by ticket
 * what was asked for already.
 */
export function useVisitPhones(api: ApiClient, known: Map<string, DisclosedPhone>) {
  const { state, failure, run } = useCall()
  /** By ticket. */
  const phones = ref<Record<string, string>>({})
  let timer: ReturnType<typeof setTimeout> | undefined

  function hide(): void {
    clearTimeout(timer)
    phones.value = {}
  }
  onScopeDispose(hide)

  const unknown = (visits: OpenTicket[]) => visits.filter(({ ticket }) => !known.has(ticket.ticket_id)).length
  /** Whether the server would show them all within the hour. */
  const isFew = (visits: OpenTicket[]) => unknown(visits) <= DISCLOSURES_MAX

  async function disclose(ticket_id: string, reason: DisclosureReason): Promise<string | undefined> {
    const before = known.get(ticket_id)
    if (before) return before.phone
    const params = { path: { ticket_id } }
    const disclosed = await run(() =>
      outcomeOf(api.POST('/api/v1/console/tickets/{ticket_id}/disclosures', { params, body: { reason } })),
    )
    if (disclosed) known.set(ticket_id, disclosed)
    return disclosed?.phone
  }

  /** Beside those that are shown. True where all of them are; the failure says why not. */
  async function show(reason: DisclosureReason, visits: OpenTicket[]): Promise<boolean> {
    const found: Record<string, string> = {}
    for (const { ticket } of visits) {
      const phone = await disclose(ticket.ticket_id, reason)
      if (phone === undefined) break
      found[ticket.ticket_id] = phone
    }
    clearTimeout(timer)
    phones.value = { ...phones.value, ...found }
    timer = setTimeout(hide, SHOWN_S * 1000)
    return Object.keys(found).length === visits.length
  }

  return { state, failure, phones, unknown, isFew, show, hide }
}
