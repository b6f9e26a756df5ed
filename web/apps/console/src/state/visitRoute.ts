import type { OpenTicket, Person } from '@jianzai/api'

/** Somebody to be visited, as far as is known where. */
export interface Visit {
  open: OpenTicket
  person?: Pick<Person, 'name' | 'region'>
}

export interface VisitPlace {
  /** 12 digits; undefined: nobody wrote down where they live. */
  region?: string
  visits: Visit[]
}

/** Visits by place, in the order of the codes, in which neighbours stand together; within a place the earliest due first. */
export function placesOf(visits: Visit[]): VisitPlace[] {
  const places = new Map<string, Visit[]>()
  for (const visit of visits) {
    const region = visit.person?.region ?? ''
    places.set(region, [...(places.get(region) ?? []), visit])
  }
  return [...places]
    .sort(([one], [other]) => (one === '' ? 1 : other === '' ? -1 : one.localeCompare(other)))
    .map(([region, visits]) => ({
      region: region || undefined,
      visits: [...visits].sort((one, other) =>
        one.open.ticket.due_on.localeCompare(other.open.ticket.due_on),
      ),
    }))
}
