import { checkCharacter } from '../../packages/ui/src/idNumber'

export interface Invented {
  name: string
  id_number: string
  phone: string
  password: string
}

/** Of the demo's operators. */
export const demoPassword = 'Jianzai-demo-2026'

const familyNames = ['试甲', '试乙', '试丙', '试丁', '试戊', '试己', '试庚', '试辛', '试壬', '试癸']
/** Each worker of Playwright invents others. */
let made = 1000 * Number(process.env.TEST_WORKER_INDEX ?? 0) + Math.floor(Math.random() * 400)

/** A person who does not exist: region 999999 was never given out. */
export function invent(): Invented {
  const number = made++
  const day = String(1 + (number % 28)).padStart(2, '0')
  const year = 1940 + (Math.floor(number / 28) % 15)
  const digits = `999999${year}03${day}${String(number % 1000).padStart(3, '0')}`
  return {
    name: familyNames[number % familyNames.length]!,
    id_number: digits + checkCharacter(digits),
    phone: `199${String(10_000_000 + number)}`,
    password: `Sunny-day-${number}`,
  }
}

/** The number with another check character. */
export function wrongCheck(id_number: string): string {
  return id_number.slice(0, 17) + (id_number.endsWith('0') ? '1' : '0')
}
