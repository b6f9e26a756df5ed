import { outcomeOf, type ApiClient, type OpenTicket } from '@jianzai/api'
import { shallowRef } from 'vue'
import { useCall } from './useCall'

/** The tickets of a list, of which `login` claims one at a time and sees to it. */
export function useTicketWork(
  api: ApiClient,
  login: string,
  list: { reload: () => Promise<unknown>; put: (changed: OpenTicket) => void },
) {
  const { failure, run } = useCall()
  /** The one that is seen to. */
  const open = shallowRef<OpenTicket>()
  const isMine = (one: OpenTicket) => one.claimed_by === login
  /** Nobody sees to it, or `login` does. */
  const isFree = (one: OpenTicket) =>
    (one.ticket.state === 'OPEN' || one.ticket.state === 'CLAIMED') &&
    (one.claimed_by === undefined || isMine(one))

  async function claim(ticket_id: string, isWanted: boolean): Promise<OpenTicket | undefined> {
    const path = '/api/v1/console/tickets/{ticket_id}/claim'
    const options = { params: { path: { ticket_id } } }
    const changed = await run(() => outcomeOf(isWanted ? api.PUT(path, options) : api.DELETE(path, options)))
    if (!changed) {
      // Somebody else was faster: the list says who.
      const { value } = failure
      await list.reload()
      failure.value = value
      return undefined
    }
    list.put(changed)
    return changed
  }

  /** Also a claim that is there already is made anew: it may have lapsed. */
  async function see(one: OpenTicket): Promise<void> {
    open.value = await claim(one.ticket.ticket_id, true)
  }

  /** Wherever in the list it stands. False: it is not there for `login`, or somebody else sees to it. */
  async function seeOne(ticket_id: string): Promise<boolean> {
    const params = { path: { ticket_id } }
    const one = await run(() => outcomeOf(api.GET('/api/v1/console/tickets/{ticket_id}', { params })))
    if (!one) return true // The failure says it.
    if (!isFree(one)) return false
    await see(one)
    return true
  }

  /** Nobody was reached: it stays in the list. */
  function tried(changed: OpenTicket): void {
    open.value = undefined
    list.put(changed)
  }

  return { failure, open, isMine, isFree, claim, see, seeOne, tried }
}
