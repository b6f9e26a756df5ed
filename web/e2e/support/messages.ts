import { expect } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { places } from './places'

/** Of the demo, which sends to nobody: it writes a line to the terminal. */
export function messagesTo(phone: string, server = 'server'): string[] {
  const masked = `${phone.slice(0, 3)}****${phone.slice(-4)}`
  return readFileSync(join(places.out, `${server}.log`), 'utf8')
    .split('\n')
    .filter((line) => line.includes(`SMS to ${masked}`))
}

/** The code of the `nth` message to a phone, when it has come. */
export async function codeTo(phone: string, nth = 1): Promise<string> {
  await expect.poll(() => messagesTo(phone).length, { timeout: 15_000 }).toBeGreaterThanOrEqual(nth)
  const [, code] = /验证码 (\d{6})/.exec(messagesTo(phone)[nth - 1]!) ?? []
  expect(code).toBeDefined()
  return code!
}
