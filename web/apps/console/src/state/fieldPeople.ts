import type { AssistedProof, Person, Task } from '@jianzai/api'
import type { FieldCapture } from '@jianzai/capture'

/** How it stands with somebody on the list of a village helper or an employer. */
export type FieldState =
  | 'OVERDUE'
  | 'DUE'
  /** Taken, and still on the phone. */
  | 'ON_PHONE'
  /** With the agency, which has to confirm it. */
  | 'HANDED_IN'
  | 'PROVED'

export interface FieldRow {
  person_id: string
  name: string
  id_number_masked: string
  region?: string
  due_on: string
  state: FieldState
  proved_on?: string
}

/** Somebody whose cycle ends within so many days is asked for. */
const ahead_days = 60
const day_ms = 86_400_000

/** The day on which all of the person's benefits were proved; undefined where one never was. */
export function provedOn({ entitlements }: Pick<Person, 'entitlements'>): string | undefined {
  const days = entitlements.map(({ last_passed_on }) => last_passed_on)
  return days.every((day) => day !== undefined) ? (days as string[]).sort()[0] : undefined
}

const overdueStates: Task['state'][] = ['VERIFYING', 'SUSPEND_PROPOSED', 'SUSPENDED']
const order: FieldState[] = ['OVERDUE', 'DUE', 'ON_PHONE', 'HANDED_IN', 'PROVED']

export interface FieldFacts {
  persons: Person[]
  /** Unsettled ones, in whichever state. */
  tasks: Task[]
  /** Handed in, and not confirmed yet. */
  proofs: Pick<AssistedProof, 'person_id'>[]
  captures: FieldCapture[]
  /** A day in China. */
  today: string
}

/** The list: who is overdue first, then by the day on which they are due. */
export function fieldRows({ persons, tasks, proofs, captures, today }: FieldFacts): FieldRow[] {
  const until = new Date(Date.parse(today) + ahead_days * day_ms).toISOString().slice(0, 10)
  const taskOf = new Map(tasks.map((task) => [task.person_id, task]))
  const handedIn = new Set(proofs.map(({ person_id }) => person_id))
  const onPhone = new Set(captures.filter(({ outcome }) => !outcome).map(({ person }) => person.person_id))

  function stateOf(person: Person, due_on: string): FieldState {
    if (onPhone.has(person.person_id)) return 'ON_PHONE'
    if (handedIn.has(person.person_id)) return 'HANDED_IN'
    const task = taskOf.get(person.person_id)
    if (task && overdueStates.includes(task.state)) return 'OVERDUE'
    if (due_on < today) return 'OVERDUE'
    if (task || due_on <= until || provedOn(person) === undefined) return 'DUE'
    return 'PROVED'
  }

  return persons
    .map((person): FieldRow => {
      const { person_id, name, id_number_masked, region } = person
      const due_on = person.entitlements.map((one) => one.due_on).sort()[0] ?? today
      const state = stateOf(person, due_on)
      return { person_id, name, id_number_masked, region, due_on, state, proved_on: provedOn(person) }
    })
    .sort(
      (one, other) =>
        order.indexOf(one.state) - order.indexOf(other.state) ||
        one.due_on.localeCompare(other.due_on) ||
        (one.region ?? '').localeCompare(other.region ?? ''),
    )
}
