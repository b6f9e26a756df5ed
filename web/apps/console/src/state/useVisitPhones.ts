import { outcomeOf, type ApiClient, type DisclosureReason, type OpenTicket } from '@jianzai/api'
import { onScopeDispose, ref } from 'vue'
import { SHOWN_S } from './disclosure'
import { useCall } from './useCall'

/** The whole phones of the visits on a route list, for a minute, to who says why; each is kept by the server. */
export function useVisitPhones(api: ApiClient) {
  const { state, failure, run } = useCall()
  /** By ticket. */
  const phones = ref<Record<string, string>>({})
  let timer: ReturnType<typeof setTimeout> | undefined

  function hide(): void {
    clearTimeout(timer)
    phones.value = {}
  }
  onScopeDispose(hide)

  /** True where all are shown; the failure says why not. */
  async function show(reason: DisclosureReason, visits: OpenTicket[]): Promise<boolean> {
    const found: Record<string, string> = {}
    for (const { ticket } of visits) {
      const params = { path: { ticket_id: ticket.ticket_id } }
      const disclosed = await run(() =>
        outcomeOf(api.POST('/api/v1/console/tickets/{ticket_id}/disclosures', { params, body: { reason } })),
      )
      if (!disclosed) break
      found[ticket.ticket_id] = disclosed.phone
    }
    hide()
    phones.value = found
    timer = setTimeout(hide, SHOWN_S * 1000)
    return Object.keys(found).length === visits.length
  }

  return { state, failure, phones, show, hide }
}
