import { bytesBody, outcomeOf, type ApiClient, type IdCardReading, type Outcome } from '@jianzai/api'

export type CardReader = (jpeg: ArrayBuffer) => Promise<Outcome<IdCardReading>>

const pictureOf = (jpeg: ArrayBuffer) => ({ headers: { 'Content-Type': 'image/jpeg' }, ...bytesBody(jpeg) })

/** Has the server read a card, for anybody; nothing of it is kept there. */
export function createCardReader(api: ApiClient): CardReader {
  return (jpeg) => outcomeOf(api.POST('/api/v1/id-cards/read', pictureOf(jpeg)))
}

/** The same for operators, with the portrait on the card. */
export function createPortraitReader(api: ApiClient): CardReader {
  return (jpeg) => outcomeOf(api.POST('/api/v1/console/id-cards/read', pictureOf(jpeg)))
}
