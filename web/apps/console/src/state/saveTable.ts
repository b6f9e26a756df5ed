import writeWorkbook from 'write-excel-file/browser'
import { csvOf, type TableCell } from './csv'
import { saveFile } from './saveFile'
import type { FileFormat } from './useExport'

/** A table on the screen as a file. */
export async function saveTable(
  name: string,
  format: FileFormat,
  header: string[],
  rows: TableCell[][],
): Promise<void> {
  saveFile(`${name}.${format}`, await (format === 'csv' ? asCsv(header, rows) : asWorkbook(header, rows)))
}

function asCsv(header: string[], rows: TableCell[][]): Blob {
  return new Blob([csvOf(header, rows)], { type: 'text/csv;charset=utf-8' })
}

/** Its headings are bold and stay when it is scrolled. */
export function asWorkbook(header: string[], rows: TableCell[][]): Promise<Blob> {
  const headings = header.map((value) => ({ value, fontWeight: 'bold' as const }))
  // Beside a text that is cut off by the next column nobody reads the number.
  const columns = header.map((_, at) => ({ width: widthOf([header[at], ...rows.map((row) => row[at])]) }))
  return writeWorkbook([headings, ...rows], { columns, stickyRowsCount: 1 }).toBlob()
}

const width_max = 60
/** In characters of Excel's; a Chinese one takes two. */
function widthOf(cells: TableCell[]): number {
  const widths = cells.map((cell) =>
    [...String(cell ?? '')].reduce((sum, c) => sum + (c > '\u2e7f' ? 2 : 1), 0),
  )
  return Math.min(width_max, widths.reduce((most, one) => Math.max(most, one), 0) + 2)
}
