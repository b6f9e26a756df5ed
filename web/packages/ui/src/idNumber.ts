/** The citizen ID number of GB 11643: what a person typed, brought into one form and checked. */

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const
const checks = '10X98765432'

type IdNumberFault = 'REQUIRED' | 'CHARACTERS' | 'LENGTH' | 'DATE' | 'CHECKSUM'

/** Full-width digits and letters become half-width, x becomes X, blanks and dashes go. */
export function normaliseIdNumber(typed: string): string {
  return typed
    .replace(/[\uFF01-\uFF5E]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replace(/[\s\u3000-]/g, '')
    .toUpperCase()
}

/** In groups, to read back aloud: region, birthday, rest. Works on unfinished and masked numbers. */
export function groupIdNumber(typed: string): string {
  const number = normaliseIdNumber(typed)
  return [number.slice(0, 6), number.slice(6, 14), number.slice(14)].filter(Boolean).join(' ')
}

/** The check character of the first 17 digits. */
export function checkCharacter(digits: string): string {
  let sum = 0
  weights.forEach((weight, i) => {
    sum += weight * Number(digits[i])
  })
  return checks[sum % 11] ?? ''
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** The first thing wrong with the number, in the words of the server's field codes. */
export function idNumberFault(typed: string): IdNumberFault | undefined {
  const number = normaliseIdNumber(typed)
  if (number === '') return 'REQUIRED'
  if (!/^\d*X?$/.test(number)) return 'CHARACTERS'
  if (number.length === 15) {
    if (!/^\d{15}$/.test(number)) return 'CHARACTERS'
    const day = [`19${number.slice(6, 8)}`, number.slice(8, 10), number.slice(10, 12)].map(Number)
    return isDay(day[0]!, day[1]!, day[2]!) ? undefined : 'DATE'
  }
  if (number.length !== 18) return 'LENGTH'
  const day = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)].map(Number)
  if (!isDay(day[0]!, day[1]!, day[2]!)) return 'DATE'
  return checkCharacter(number) === number[17] ? undefined : 'CHECKSUM'
}

/** A mobile number as typed, without blanks, dashes and the country code. */
export function normalisePhone(typed: string): string {
  const half = typed.replace(/[\uFF01-\uFF5E]/g, (l) => String.fromCharCode(l.charCodeAt(0) - 0xfee0))
  return half.replace(/[\s\u3000-]/g, '').replace(/^(\+|00)86/, '')
}

export function phoneFault(typed: string): 'REQUIRED' | 'PHONE' | undefined {
  const phone = normalisePhone(typed)
  if (phone === '') return 'REQUIRED'
  return /^1\d{10}$/.test(phone) ? undefined : 'PHONE'
}
