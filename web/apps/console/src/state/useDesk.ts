import { outcomeOf, type ApiClient, type DeskItem } from '@jianzai/api'
import { computed, shallowRef } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import { useCall } from './useCall'

export type DeskQueue = DeskItem['queue']

/** Where a queue is worked on. */
export interface DeskPlace {
  list: string
  query?: Record<string, string>
  /** Undefined: `?next=ID` of the list. */
  next?: (id: string) => RouteLocationRaw
}

export const deskPlaces: Record<DeskQueue, DeskPlace> = {
  REVIEWS: { list: 'reviews', next: (id) => ({ name: 'review', params: { id } }) },
  TICKETS: { list: 'tickets' },
  VISITS: { list: 'visits' },
  ASSISTED_PROOFS: { list: 'proofs' },
  REFUSED_PROOFS: { list: 'proofs' },
  LOSSES: { list: 'losses' },
  TERMINATIONS: { list: 'losses', query: { work: 'TERMINATE' } },
  TASKS_VERIFYING: { list: 'tasks', query: { state: 'VERIFYING' } },
  TASKS_PENDING: { list: 'tasks', query: { state: 'PENDING' } },
  SUSPENSION_PROPOSALS: { list: 'tasks', query: { state: 'SUSPEND_PROPOSED' } },
  REFERENCE_PROPOSALS: { list: 'referenceProposals' },
  MERGE_PROPOSALS: { list: 'mergeProposals' },
  REFERENCES_MISSING: { list: 'referenceWork', query: { work: 'MISSING' } },
  REFERENCES_AGEING: { list: 'referenceWork', query: { work: 'AGEING' } },
  IMPORTS_TO_START: { list: 'imports', next: (id) => ({ name: 'imports', params: { id } }) },
  PAYROLL_WAITING: { list: 'payroll' },
  SYSTEM_ALARMS: { list: 'system' },
  LOG_UNCHECKED: { list: 'audit' },
  MESSAGES_FAILED: { list: 'system' },
  FACTORS_MISSING: { list: 'operators' },
}

export const listOf = (queue: DeskQueue): RouteLocationRaw => {
  const { list, query } = deskPlaces[queue]
  return { name: list, query }
}
export const nextOf = (queue: DeskQueue, id: string): RouteLocationRaw => {
  const { list, query, next } = deskPlaces[queue]
  return next ? next(id) : { name: list, query: { ...query, next: id } }
}

/** Queues that are seen to as a whole: none of them is the next one. */
export const isWhole = (queue: DeskQueue): boolean =>
  queue === 'PAYROLL_WAITING' ||
  queue === 'SYSTEM_ALARMS' ||
  queue === 'LOG_UNCHECKED' ||
  queue === 'MESSAGES_FAILED' ||
  queue === 'FACTORS_MISSING'

/** What waits, by kind of work; the server counts. */
export function useDesk(api: ApiClient) {
  const { state, failure, run } = useCall()
  const items = shallowRef<DeskItem[]>([])
  const late = computed(() => items.value.reduce((sum, item) => sum + item.late, 0))
  async function load(): Promise<void> {
    const desk = await run(() => outcomeOf(api.GET('/api/v1/console/desk')))
    items.value = desk?.items ?? items.value
  }
  return { state, failure, items, late, load }
}
