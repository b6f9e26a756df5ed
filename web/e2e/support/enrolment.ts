import { expect } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { newKey } from '../../packages/api/src/key'
import { ContractClient, type Reply } from './contract'
import { demoPassword, invent, type Invented } from './people'

export const key = () => ({ 'Idempotency-Key': newKey() })

/** Who can prove to be alive, made without a page. */
export interface Registered {
  person: Invented
  person_id: string
  /** Logged in. */
  citizen: ContractClient
}
export interface Enrolled extends Registered {
  consent_id: string
}

/** Fails with the answer's own words. */
export function succeeded(reply: Reply, status: number): Reply {
  expect({ status: reply.status, body: reply.body }).toMatchObject({ status })
  return reply
}

export type DemoLogin = 'clerk' | 'reviewer' | 'helper' | 'auditor' | 'system' | 'security'

export async function operator(url: string, login: DemoLogin): Promise<ContractClient> {
  const client = new ContractClient(url)
  succeeded(await client.call('createOperatorSession', { json: { login, password: demoPassword } }), 201)
  return client
}

/** Whom the security admin added and who has a password of their own, the demo's; logged in. */
export async function addOperator(
  url: string,
  wanted: { login: string; name: string; role: string; employer_code?: string; region?: string },
): Promise<ContractClient> {
  const password = 'first one 26'
  const security = await operator(url, 'security')
  succeeded(await security.call('createOperator', { json: { ...wanted, password } }), 201)
  const client = new ContractClient(url)
  const { login } = wanted
  succeeded(await client.call('createOperatorSession', { json: { login, password } }), 201)
  const change = { password, new_password: demoPassword }
  succeeded(await client.call('changeOperatorPassword', { json: change }), 204)
  return client
}

export async function newPersonOf(clerk: ContractClient, person: Invented): Promise<object> {
  const { categories } = (await clerk.call('listCategories')).body as { categories: { code: string }[] }
  const { name, id_number, phone } = person
  return { name, id_number, phone, category_code: categories[0]!.code }
}

export async function newAccountOf(guest: ContractClient, person: Invented): Promise<object> {
  const { terms_version } = (await guest.call('getService')).body
  return { ...person, phone_again: person.phone, terms_version }
}

export async function newConsentOf(
  guest: ContractClient,
  purpose: 'FACE_COMPARISON' | 'KEEP_IMAGE' = 'FACE_COMPARISON',
): Promise<object> {
  const { consent_version, keep_image_version } = (await guest.call('getService')).body
  return { purpose, text_version: purpose === 'KEEP_IMAGE' ? keep_image_version : consent_version }
}

/** Of a picture of a face that is handed in: that the person agreed by word. */
export async function spoken(guest: ContractClient) {
  const { consent_version } = (await guest.call('getService')).body
  return { consent: 'SPOKEN', consent_text: String(consent_version) }
}

/** Adds a person and, from a photograph file, the reference. */
export async function listed(clerk: ContractClient, person: Invented, reference?: string) {
  const added = await clerk.call('createPerson', { headers: key(), json: await newPersonOf(clerk, person) })
  const path = { person_id: String(succeeded(added, 201).body.person_id) }
  if (reference) {
    const jpeg = readFileSync(reference)
    succeeded(await clerk.call('createReference', { path, query: { source: 'UPLOAD' }, jpeg }), 201)
  }
  return path
}

/** Adds a person, makes the reference, registers, logs in. */
export async function registered(
  url: string,
  clerk: ContractClient,
  reference: string,
  person = invent(),
): Promise<Registered> {
  const path = await listed(clerk, person, reference)
  const citizen = new ContractClient(url)
  const account = await newAccountOf(citizen, person)
  succeeded(await citizen.call('createAccount', { headers: key(), json: account }), 201)
  const { id_number, password } = person
  succeeded(await citizen.call('createSession', { json: { id_number, password } }), 201)
  return { person, ...path, citizen }
}

/** The same, and agrees. */
export async function enrol(url: string, clerk: ContractClient, reference: string): Promise<Enrolled> {
  const ready = await registered(url, clerk, reference)
  const { citizen } = ready
  const given = await citizen.call('createConsent', { headers: key(), json: await newConsentOf(citizen) })
  return { ...ready, consent_id: String(succeeded(given, 201).body.consent_id) }
}
