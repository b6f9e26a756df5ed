import { execFileSync } from 'node:child_process'
import { expect, type Page } from '@playwright/test'
import { encode } from 'jpeg-js'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ContractClient } from './contract'
import { key, listed, newAccountOf, succeeded } from './enrolment'
import { invent, type Invented } from './people'
import { places } from './places'
import type { TestServer } from './server'

/** Data that no page makes: what other systems report, and what has been waiting for days. */
export const dataOf = (name: string) => join(process.env.E2E_DATA!, name)

function change<T>(name: string, sql: string, ...values: string[]): T {
  const database = new DatabaseSync(join(dataOf(name), 'jianzai.db'))
  try {
    return database.prepare(sql).all(...values) as T
  } finally {
    database.close()
  }
}

/** Somebody reported these people as dead. The server has to be stopped. */
export function reportDeaths(name: string, people: Invented[], day: string): void {
  const file = join(dataOf(name), 'signs.csv')
  const rows = people.map((person) => `${person.name},${person.id_number},民政殡葬,${day},死亡`)
  writeFileSync(file, ['姓名,身份证号,来源,日期,类型', ...rows].join('\n'))
  const [agency] = change<{ id: string }[]>(name, 'SELECT id FROM agencies')
  execFileSync(places.server, ['signs', 'import', file, '--agency', agency!.id, '--data', dataOf(name)], {
    stdio: 'pipe',
  })
}

/** As if the one who asked first had been waiting since last week. The server has to be stopped. */
export function makeLate(name: string): void {
  change(
    name,
    "UPDATE tickets SET due_on = '2026-01-05' WHERE id = (SELECT min(id) FROM tickets WHERE kind = 'CALLBACK')",
  )
}

/** A day in China, so many days from now: `2026-11-27`. */
export const dayFromNow = (days: number): string =>
  new Date(Date.now() + 8 * 3600_000 + days * 86400_000).toISOString().slice(0, 10)

/** As if self-service and verification of every pending task were over. The server has to be stopped. */
export function makeOverdue(name: string): void {
  const days = [dayFromNow(-120), dayFromNow(-90), dayFromNow(-40)]
  change(
    name,
    "UPDATE tasks SET self_from = ?, self_to = ?, verify_to = ?, grace_days = 0 WHERE state = 'PENDING'",
    ...days,
  )
}

/** As if what is suspended had been for so many months: not paid since the first of that one. The server has to be stopped. */
export function makeSuspendedFor(name: string, months: number): void {
  const now = new Date(Date.now() + 8 * 3600_000)
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1))
  const day = first.toISOString().slice(0, 10)
  change(name, "UPDATE tasks SET suspended_from = ? WHERE state = 'SUSPENDED'", day)
}

/** Somebody called to say so, and the clerk looked into it: no benefit ends by it. */
export async function confirmDeath(clerk: ContractClient, person_id: string): Promise<void> {
  const json = { kind: 'DEATH', happened_on: dayFromNow(-3), source: '社区告知' }
  const reported = succeeded(await clerk.call('reportLoss', { path: { person_id }, json }), 201)
  const path = { sign_id: String(reported.body.sign_id) }
  succeeded(await clerk.call('confirmReportedLoss', { path }), 200)
}

/** On the card of the only task: the way, what came of it, and only then it is logged. */
export async function logContact(
  desk: Page,
  channel: 'VOICE' | 'VISIT',
  result: 'FAMILY' | 'NOT_REACHED' = 'NOT_REACHED',
): Promise<void> {
  await desk.getByTestId('log-contact').click()
  await desk.getByTestId(`channel-${channel}`).filter({ visible: true }).click()
  await expect(desk.getByTestId('save-contact')).toBeDisabled()
  await desk.getByTestId(`result-${result}`).click()
  await desk.getByTestId('save-contact').click()
  await expect(desk.getByTestId('contact-dialog')).toHaveCount(0)
}

/** Who has an account, and asks the agency for things; without a photograph. */
export async function asker(server: TestServer, clerk: ContractClient, person: Invented = invent()) {
  const path = await listed(clerk, person)
  const citizen = new ContractClient(server.url)
  const account = await newAccountOf(citizen, person)
  succeeded(await citizen.call('createAccount', { headers: key(), json: account }), 201)
  const { id_number, password } = person
  succeeded(await citizen.call('createSession', { json: { id_number, password } }), 201)
  const ask = async (kind: 'CALLBACK' | 'VISIT', note: string) =>
    succeeded(await citizen.call('createTicket', { headers: key(), json: { kind, note } }), 201)
  return { person, ...path, ask }
}

/** A sheet of paper with lines, as a JPEG: what an office would hand in. */
export function paper(lines = 6): Uint8Array {
  const [width, height] = [300, 400]
  const pixels = Buffer.alloc(width * height * 4, 250)
  for (let line = 0; line < lines; line++)
    for (let y = 60 + line * 40; y < 66 + line * 40; y++)
      pixels.fill(90, (y * width + 40) * 4, (y * width + 260 - 12 * (line % 3)) * 4)
  return encode({ data: pixels, width, height }, 90).data
}
