import { outcomeOf, type ApiClient, type Outcome } from '@jianzai/api'
import { dayInChina } from '@jianzai/ui'
import { ref } from 'vue'
import { isDesk } from './rolePages'
import type { Operator } from '@jianzai/api'
import { useCall } from './useCall'

export type DeskKind =
  'REVIEWS' | 'TICKETS' | 'ASSISTED_PROOFS' | 'LOSSES' | 'TASKS_OVERDUE' | 'SUSPENSION_PROPOSALS'

/** What waits of one kind for whoever is logged in. */
export interface DeskItem {
  kind: DeskKind
  waiting: number
  /** Of those: past the last day on which they were to be answered. */
  late: number
  /** There are more than were counted. */
  is_more: boolean
  /** The one to begin with. */
  next_id?: string
}

interface Counted {
  id: string
  due_on?: string
}

/** Counts the rows of a list's first page. `today`: a day in China. */
export function countOf(kind: DeskKind, rows: Counted[], is_more: boolean, today: string): DeskItem {
  const late = rows.filter(({ due_on }) => due_on !== undefined && due_on < today).length
  return { kind, waiting: rows.length, late, is_more, next_id: rows[0]?.id }
}

type Asked = Promise<Outcome<DeskItem>>

function counted<Page extends { next_cursor?: string }>(
  kind: DeskKind,
  page: Promise<Outcome<Page>>,
  rowsOf: (page: Page) => Counted[],
): Asked {
  const today = dayInChina(new Date())
  return page.then((outcome) =>
    outcome.ok
      ? {
          ...outcome,
          value: countOf(kind, rowsOf(outcome.value), outcome.value.next_cursor !== undefined, today),
        }
      : outcome,
  )
}

/** The first page of each list that is the operator's work. Until the server counts: at most 50 of each. */
async function ask(
  api: ApiClient,
  { role, login }: Pick<Operator, 'role' | 'login'>,
): Promise<Outcome<DeskItem[]>> {
  const asked: Asked[] = []
  const tasks = (kind: DeskKind, state: 'VERIFYING' | 'SUSPEND_PROPOSED') =>
    counted(
      kind,
      outcomeOf(api.GET('/api/v1/console/tasks', { params: { query: { state } } })),
      ({ tasks }) => tasks.map((task) => ({ id: task.person_id, due_on: task.verify_to })),
    )
  if (role === 'REVIEWER')
    asked.push(
      counted('REVIEWS', outcomeOf(api.GET('/api/v1/console/reviews')), ({ reviews }) =>
        reviews.map((review) => ({ id: review.review_id, due_on: review.due_on })),
      ),
    )
  if (isDesk(role))
    asked.push(
      counted('TICKETS', outcomeOf(api.GET('/api/v1/console/tickets')), ({ tickets }) =>
        tickets
          .filter(({ claimed_by }) => claimed_by === undefined || claimed_by === login)
          .map(({ ticket }) => ({ id: ticket.ticket_id, due_on: ticket.due_on })),
      ),
    )
  asked.push(
    counted('ASSISTED_PROOFS', outcomeOf(api.GET('/api/v1/console/assisted-proofs')), ({ proofs }) =>
      // Nobody confirms what they handed in themselves.
      proofs
        .filter(({ made_by }) => role !== 'REVIEWER' || made_by !== login)
        .map(({ proof_id }) => ({ id: proof_id })),
    ),
  )
  if (isDesk(role))
    asked.push(
      counted('LOSSES', outcomeOf(api.GET('/api/v1/console/losses')), ({ losses }) =>
        losses.map(({ sign_id }) => ({ id: sign_id })),
      ),
    )
  asked.push(tasks('TASKS_OVERDUE', 'VERIFYING'))
  if (role === 'REVIEWER') asked.push(tasks('SUSPENSION_PROPOSALS', 'SUSPEND_PROPOSED'))

  const outcomes = await Promise.all(asked)
  const refused = outcomes.find((outcome) => !outcome.ok)
  if (refused) return refused
  return { ok: true, status: 200, value: outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : [])) }
}

/** What waits, by kind of work. */
export function useDesk(api: ApiClient, operator: Pick<Operator, 'role' | 'login'>) {
  const { state, failure, run } = useCall()
  const items = ref<DeskItem[]>([])
  async function load(): Promise<void> {
    items.value = (await run(() => ask(api, operator))) ?? items.value
  }
  return { state, failure, items, load }
}
