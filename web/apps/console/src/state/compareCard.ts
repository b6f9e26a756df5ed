import type { Person } from '@jianzai/api'
import type { CardFront } from '@jianzai/capture'

/** The console shows a number without its birthday, which is the person's own. */
function numberOf({ id_number_masked, born_on }: Person): string {
  return id_number_masked.slice(0, 6) + born_on.replaceAll('-', '') + id_number_masked.slice(14)
}

export type NameOnCard = 'sameName' | 'otherName' | 'noName'

/** Whether a card that was read is this person's own. */
export function compareCard(person: Person, { number, name }: CardFront) {
  const nameOnCard: NameOnCard = name ? (name.value === person.name ? 'sameName' : 'otherName') : 'noName'
  return { isOwn: number.value === numberOf(person), nameOnCard }
}
