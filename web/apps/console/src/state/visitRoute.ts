import type { OpenTicket } from '@jianzai/api'

export interface VisitPlace {
  /** 12 digits; undefined: nobody wrote down where they live. */
  region?: string
  visits: OpenTicket[]
}

/** Visits by place, in the order of the codes, in which neighbours stand together; within a place the earliest due first. */
export function placesOf(visits: OpenTicket[]): VisitPlace[] {
  const places = new Map<string, OpenTicket[]>()
  for (const visit of visits) {
    const region = visit.region ?? ''
    places.set(region, [...(places.get(region) ?? []), visit])
  }
  return [...places]
    .sort(([one], [other]) => (one === '' ? 1 : other === '' ? -1 : one.localeCompare(other)))
    .map(([region, visits]) => ({
      region: region || undefined,
      visits: [...visits].sort((one, other) => one.ticket.due_on.localeCompare(other.ticket.due_on)),
    }))
}
