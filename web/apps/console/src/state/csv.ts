/** A table as a file for Excel: UTF-8 with its mark, Windows line ends. */

export type TableCell = string | number | undefined

/** What a spreadsheet would take for a formula; a Chinese one, the wide signs, too. */
const formula = /^[=+\-@\t\r＝＋－＠]/

function cell(value: TableCell): string {
  if (typeof value === 'number') return String(value)
  const text = value ?? ''
  const safe = formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function csvOf(header: string[], rows: TableCell[][]): string {
  return '\ufeff' + [header, ...rows].map((row) => row.map(cell).join(',') + '\r\n').join('')
}
