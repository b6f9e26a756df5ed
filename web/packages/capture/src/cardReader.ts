import { bytesBody, outcomeOf, type ApiClient, type IdCardReading, type Outcome } from '@jianzai/api'

export type CardReader = (jpeg: ArrayBuffer) => Promise<Outcome<IdCardReading>>

/** Has the server read a card; nothing of it is kept there. */
export function createCardReader(api: ApiClient): CardReader {
  return (jpeg) =>
    outcomeOf(
      api.POST('/api/v1/id-cards/read', { headers: { 'Content-Type': 'image/jpeg' }, ...bytesBody(jpeg) }),
    )
}
