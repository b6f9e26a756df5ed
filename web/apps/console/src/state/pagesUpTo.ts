import type { Outcome } from '@jianzai/api'

export interface Gathered<Row> {
  rows: Row[]
  /** Whether there may be more: not all pages were asked for. */
  isMore: boolean
}

/**
 * The rows of page after page until there are `most` of them; `call` asks for the page at a cursor. `isLast`: what follows is
 * not wanted.
 */
export async function pagesUpTo<Page extends { next_cursor?: string }, Row>(
  most: number,
  call: (cursor?: string) => Promise<Outcome<Page>>,
  rowsOf: (page: Page) => Row[],
  isLast: (page: Page) => boolean = () => false,
): Promise<Outcome<Gathered<Row>>> {
  const rows: Row[] = []
  let cursor: string | undefined
  do {
    const answer = await call(cursor)
    if (!answer.ok) return answer
    rows.push(...rowsOf(answer.value))
    cursor = isLast(answer.value) ? undefined : answer.value.next_cursor
  } while (cursor && rows.length < most)
  return { ok: true, status: 200, value: { rows, isMore: cursor !== undefined } }
}
