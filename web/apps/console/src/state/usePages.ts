import type { Outcome } from '@jianzai/api'
import { ref, type Ref } from 'vue'
import { useCall } from './useCall'

/** As far as somebody would look. */
const pages_max = 20

/** The rows of a list, one page after the other. `call` asks for the page at a cursor, `rowsOf` takes its rows. */
export function usePages<Row, Page extends { next_cursor?: string }>(
  call: (cursor?: string) => Promise<Outcome<Page>>,
  rowsOf: (page: Page) => Row[],
) {
  const { state, failure, run } = useCall()
  const rows = ref([]) as Ref<Row[]>
  const cursor = ref<string>()

  let turn = 0

  /** From the beginning, without a cursor. Only the last that was asked for is shown, whichever comes last. */
  async function load(after?: string): Promise<void> {
    const own = ++turn
    const page = await run(() => call(after))
    if (!page || own !== turn) return
    rows.value = after ? [...rows.value, ...rowsOf(page)] : rowsOf(page)
    cursor.value = page.next_cursor
  }

  /** The first such row: of those that are here or, page by page, of those that follow, `pages_max` at the most. */
  async function find(isWanted: (row: Row) => boolean): Promise<Row | undefined> {
    for (let pages = 0; ; pages++) {
      const row = rows.value.find(isWanted)
      const after = cursor.value
      if (row || !after || pages === pages_max) return row
      await load(after)
      // It failed, and says so.
      if (cursor.value === after) return undefined
    }
  }

  /** A row that was changed or added: in its place, or at the end; where more pages are, it comes with its own. */
  function put(row: Row, isSame: (other: Row) => boolean): void {
    const at = rows.value.findIndex(isSame)
    if (at >= 0) rows.value.splice(at, 1, row)
    else if (!cursor.value) rows.value.push(row)
  }

  return { state, failure, rows, cursor, load, find, put }
}
