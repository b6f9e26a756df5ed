import type { Outcome } from '@jianzai/api'

/** The rows of all pages, where a page of this app needs them all; `call` asks for the page at a cursor. Nothing is left out. */
export async function allPages<Page extends { next_cursor?: string }, Row>(
  call: (cursor?: string) => Promise<Outcome<Page>>,
  rowsOf: (page: Page) => Row[],
): Promise<Outcome<Row[]>> {
  const rows: Row[] = []
  let cursor: string | undefined
  do {
    const answer = await call(cursor)
    if (!answer.ok) return answer
    rows.push(...rowsOf(answer.value))
    cursor = answer.value.next_cursor
  } while (cursor)
  return { ok: true, status: 200, value: rows }
}
