import type { Outcome } from '@jianzai/api'

/** Pages of a list that are looked through. */
const pages_max = 20

/** The rows of all pages, where a page of this app needs them all; `call` asks for the page at a cursor. */
export async function allPages<Page extends { next_cursor?: string }, Row>(
  call: (cursor?: string) => Promise<Outcome<Page>>,
  rowsOf: (page: Page) => Row[],
): Promise<Outcome<Row[]>> {
  const rows: Row[] = []
  let cursor: string | undefined
  for (let page = 0; page < pages_max; page++) {
    const answer = await call(cursor)
    if (!answer.ok) return answer
    rows.push(...rowsOf(answer.value))
    cursor = answer.value.next_cursor
    if (!cursor) break
  }
  return { ok: true, status: 200, value: rows }
}
