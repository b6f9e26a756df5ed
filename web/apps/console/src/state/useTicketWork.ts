import {
  outcomeOf,
  type ApiClient,
  type DisclosedPhone,
  type OpenTicket,
  type Operator,
  type Ticket,
} from '@jianzai/api'
import { dayInChina } from '@jianzai/ui'
import { shallowReactive, shallowRef, type Ref } from 'vue'
import { useCall } from './useCall'

/** Nobody was reached today: that is noted once a day. */
export const isTriedToday = ({ tried_at }: Ticket) =>
  tried_at !== undefined && dayInChina(new Date(tried_at)) === dayInChina(new Date())

/** The tickets of a list, of which an operator claims one at a time and sees to it. */
export function useTicketWork(
  api: ApiClient,
  { login, role }: Pick<Operator, 'login' | 'role'>,
  list: { tickets: Ref<OpenTicket[]>; reload: () => Promise<unknown> },
) {
  const { failure, run } = useCall()
  /** The one that is seen to. */
  const open = shallowRef<OpenTicket>()
  /** The whole phones by ticket, each asked for once while the page lives: the server keeps and counts every time. */
  const disclosed = shallowReactive(new Map<string, DisclosedPhone>())
  const isMine = (one: OpenTicket) => one.claimed_by === login
  /** Nobody sees to it, or `login` does. */
  const isFree = (one: OpenTicket) =>
    (one.ticket.state === 'OPEN' || one.ticket.state === 'CLAIMED') &&
    (one.claimed_by === undefined || isMine(one))
  /** A reviewer takes it from who is not there any more. */
  const mayRelease = (one: OpenTicket) => isMine(one) || (one.claimed_by !== undefined && role === 'REVIEWER')

  function put(changed: OpenTicket): void {
    const { ticket_id } = changed.ticket
    list.tickets.value = list.tickets.value.map((one) => (one.ticket.ticket_id === ticket_id ? changed : one))
  }

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
    put(changed)
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
    put(changed)
  }

  /** It leaves the list. */
  function answered({ ticket: { ticket_id } }: OpenTicket): void {
    open.value = undefined
    list.tickets.value = list.tickets.value.filter(({ ticket }) => ticket.ticket_id !== ticket_id)
  }

  return { failure, open, disclosed, isMine, isFree, mayRelease, put, claim, see, seeOne, tried, answered }
}
