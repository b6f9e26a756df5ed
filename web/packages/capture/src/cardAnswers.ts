import type { CardFront } from './useCardScan'

/** What a card answers; a name that could not be read is empty. */
export interface CardAnswers {
  name: string
  id_number: string
}

export const answersOf = ({ name, number }: CardFront): CardAnswers => ({
  name: name?.value ?? '',
  id_number: number.value,
})
