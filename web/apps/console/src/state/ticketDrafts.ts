import type { TicketOutcome } from '@jianzai/api'
import { reactive } from 'vue'

export interface TicketDraft {
  outcome: TicketOutcome
  answer: string
}

const drafts = new Map<string, TicketDraft>()

/** What an operator has typed about a ticket, until it is answered: who puts it off finds it again. In memory only, because it is about somebody. */
export function draftOf(login: string, ticket_id: string): TicketDraft {
  const key = `${login}/${ticket_id}`
  const draft = drafts.get(key) ?? reactive<TicketDraft>({ outcome: 'SOLVED', answer: '' })
  drafts.set(key, draft)
  return draft
}

export function dropDraft(login: string, ticket_id: string): void {
  drafts.delete(`${login}/${ticket_id}`)
}
