import { readFileSync } from 'node:fs'
import { newKey } from '../../packages/api/src/key'
import type { Studio } from '../support/camera'
import { drawCard } from '../support/card'
import { ContractClient, type Reply } from '../support/contract'
import { listed, newConsentOf, operator, spoken } from '../support/enrolment'
import { FieldPhone } from '../support/fieldPhone'
import { codeTo } from '../support/messages'
import { demoPassword, invent } from '../support/people'
import { expect, needFaces, needNetworks, test, url } from '../support/stage'

const key = () => ({ 'Idempotency-Key': newKey() })
const nowhere = '0'.repeat(26)

function refused(reply: Reply, status: number, code: string): void {
  expect({ status: reply.status, code: reply.body.code }).toEqual({ status, code })
  expect(String(reply.body.message)).toMatch(/[\u4e00-\u9fff]/)
}

interface Step {
  index: number
  kind: string
  colour?: string
}

test('every operation answers as the contract says', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(8)
  const first = readFileSync(pair!.first)
  const room = await stage.studio('empty room')
  const head = await stage.studio({ photo: pair!.second })
  const empty = await room.shoot()
  const guest = new ContractClient(url())
  const clerk = new ContractClient(url())
  const citizen = new ContractClient(url())
  const person = invent()
  const card = await drawCard({ ...person, portrait: pair!.first })

  await test.step('the service', async () => {
    expect((await guest.call('getLive')).status).toBe(200)
    expect((await guest.call('getReady')).status).toBe(200)
    expect((await guest.call('getMetrics')).status).toBe(200)
    const service = await guest.call('getService')
    expect(service.body).toMatchObject({ demo: true, reads_cards: true })
    refused(await guest.stray('GET', '/api/v1/nothing'), 404, 'NOT_FOUND')
    refused(await guest.stray('DELETE', '/api/v1/service'), 405, 'METHOD_NOT_ALLOWED')
  })

  const { terms_version } = (await guest.call('getService')).body

  await test.step('nobody is logged in', async () => {
    for (const operation of ['getMe', 'getProof', 'listAttempts', 'getReferenceImage', 'deleteSession']) {
      refused(await guest.call(operation), 401, 'UNAUTHENTICATED')
    }
    for (const operation of ['getOperator', 'listPersons', 'listReviews', 'listCategories']) {
      refused(await guest.call(operation), 401, 'UNAUTHENTICATED')
    }
  })

  await test.step('an ID card, read for anybody', async () => {
    const read = await guest.call('readIdCard', { jpeg: card.jpeg })
    expect(read.body).toMatchObject({
      side: 'FRONT',
      number: { value: person.id_number },
      contradictions: [],
    })
    expect(read.body).not.toHaveProperty('portrait')
    expect((await guest.call('readIdCard', { jpeg: empty })).body).toMatchObject({ advice: ['NO_CARD'] })
    refused(await guest.call('readIdCard', { jpeg: new Uint8Array([1, 2, 3]) }), 422, 'NOT_AN_IMAGE')
    refused(await guest.call('readIdCard', { text: 'no picture' }), 415, 'UNSUPPORTED_MEDIA_TYPE')
    refused(await guest.call('readIdCardWithPortrait', { jpeg: card.jpeg }), 401, 'UNAUTHENTICATED')
  })

  let person_id = ''
  await test.step('the clerk', async () => {
    refused(
      await clerk.call('createOperatorSession', { json: { login: 'clerk', password: 'wrong-password' } }),
      401,
      'WRONG_CREDENTIALS',
    )
    const login = await clerk.call('createOperatorSession', {
      json: { login: 'clerk', password: demoPassword },
    })
    expect(login.status).toBe(201)
    expect((await clerk.call('getOperator')).body).toMatchObject({ login: 'clerk' })
    const read = await clerk.call('readIdCardWithPortrait', { jpeg: card.jpeg })
    expect(read.body).toMatchObject({
      side: 'FRONT',
      number: { value: person.id_number },
      portrait: { advice: [] },
    })
    const { jpeg: portrait } = read.body.portrait as { jpeg: string }
    // As a JPEG begins.
    expect(portrait).toMatch(/^\/9j\//)
    const none = await clerk.call('readIdCardWithPortrait', { jpeg: empty })
    expect(none.body).toMatchObject({ advice: ['NO_CARD'] })
    expect(none.body).not.toHaveProperty('portrait')
    const categories = (await clerk.call('listCategories')).body.categories as { code: string }[]
    const json = {
      name: person.name,
      id_number: person.id_number,
      category_code: categories[0]!.code,
      phone: person.phone,
    }
    const wrong = await clerk.call('createPerson', {
      headers: key(),
      json: { ...json, id_number: '123', category_code: 'NOTHING' },
    })
    expect(wrong.body.code).toBe('INVALID_FIELDS')
    const fields = (wrong.body.fields as { field: string; code: string }[]).map((f) => `${f.field} ${f.code}`)
    expect(fields).toEqual(expect.arrayContaining(['id_number LENGTH', 'category_code UNKNOWN_CATEGORY']))

    const headers = key()
    const made = await clerk.call('createPerson', { headers, json })
    expect(made.status).toBe(201)
    person_id = String(made.body.person_id)
    const again = await clerk.call('createPerson', { headers, json })
    expect([again.status, again.body]).toEqual([made.status, made.body])
    refused(
      await clerk.call('createPerson', { headers, json: { ...json, name: '别人' } }),
      409,
      'IDEMPOTENCY_CONFLICT',
    )
    refused(await clerk.call('createPerson', { headers: key(), json }), 409, 'PERSON_EXISTS')
    expect((await clerk.call('getPerson', { path: { person_id } })).body).toMatchObject({ person_id })
    refused(await clerk.call('getPerson', { path: { person_id: nowhere } }), 404, 'NOT_FOUND')
    const everybody = await clerk.call('listPersons')
    expect((everybody.body.persons as { person_id: string }[])[0]).toMatchObject({ person_id })
    const found = await clerk.call('searchPersons', { json: { query: person.id_number } })
    expect(found.body.persons).toHaveLength(1)

    refused(await clerk.call('getPersonReferenceImage', { path: { person_id } }), 404, 'NOT_FOUND')
    const path = { person_id }
    const query = { source: 'UPLOAD' }
    const noFace = await clerk.call('createReference', { path, query, jpeg: empty })
    refused(noFace, 422, 'FACE_REFUSED')
    expect(noFace.body.reason).toBe('NO_FACE')
    expect(
      (await clerk.call('createReference', { path, query, jpeg: new Uint8Array([1, 2, 3]) })).body.code,
    ).toBe('NOT_AN_IMAGE')
    const ofCard = { path, query: { source: 'ID_CARD' } }
    const cardFault = async (jpeg: Uint8Array) =>
      (await clerk.call('createReference', { ...ofCard, jpeg })).body.fields
    const stranger = await drawCard({ ...invent(), portrait: pair!.first })
    expect(await cardFault(empty)).toMatchObject([{ field: 'card', code: 'CARD_UNREADABLE' }])
    expect(await cardFault(stranger.jpeg)).toMatchObject([{ field: 'card', code: 'CARD_OF_ANOTHER' }])
    const temporary = await clerk.call('createReference', { ...ofCard, jpeg: card.jpeg })
    expect(temporary.body).toMatchObject({ source: 'ID_CARD' })
    expect((await clerk.call('createReference', { path, query, jpeg: first })).status).toBe(201)
    expect(await cardFault(card.jpeg)).toMatchObject([{ field: 'card', code: 'HAS_PHOTOGRAPH' }])
    expect((await clerk.call('getPersonReferenceImage', { path })).status).toBe(200)
    const joined = { source: 'UPLOAD', earlier: 'KEEP' }
    const proposed = await clerk.call('createReference', { path, query: joined, jpeg: await head.shoot() })
    expect([proposed.status, proposed.body.state]).toEqual([201, 'PROPOSED'])
    const second = await operator(url(), 'reviewer')
    const waiting = (await second.call('listProposedReferences')).body.references as { person_id: string }[]
    expect(waiting).toContainEqual(expect.objectContaining({ person_id, keeps_earlier: true }))
    const ofIt = { path: { reference_id: String(proposed.body.reference_id) } }
    expect((await second.call('getReferenceOfPerson', ofIt)).status).toBe(200)
    expect((await second.call('approveReference', ofIt)).body.reference).toMatchObject({ state: 'ACTIVE' })
    refused(await second.call('refuseReference', ofIt), 409, 'REVIEW_CLOSED')
    expect((await clerk.call('listReferenceWork', { query: { work: 'MISSING' } })).status).toBe(200)
    expect((await clerk.call('getPerson', { path })).body).toMatchObject({
      active_references: 2,
      looks_only: false,
    })
    expect((await clerk.call('setLooksOnly', { path })).body).toMatchObject({ looks_only: true })
    expect((await clerk.call('unsetLooksOnly', { path })).body).toMatchObject({ looks_only: false })
    refused(await clerk.call('setLooksOnly', { path: { person_id: nowhere } }), 404, 'NOT_FOUND')
    refused(await clerk.call('disclosePerson', { path, json: {} }), 422, 'INVALID_FIELDS')
    const shown = await clerk.call('disclosePerson', { path, json: { reason: 'CHECK_IDENTITY' } })
    expect(shown.body).toEqual({ id_number: person.id_number, phone: person.phone })
    expect((await clerk.call('closeAccountOfPerson', { path })).body).toMatchObject({ registered: false })
    const nobody = { ...path, helper_id: nowhere }
    refused(await clerk.call('refuseHelperOfPerson', { path: nobody }), 404, 'NOT_FOUND')
    refused(await clerk.call('allowHelperOfPerson', { path: nobody }), 404, 'NOT_FOUND')
    const moved = await clerk.call('changePerson', { path, json: { region: '130924101203' } })
    expect(moved.body).toMatchObject({ region: '130924101203' })
    const more = await clerk.call('addEntitlement', { path, json: { category_code: 'SURVIVOR' } })
    expect(more.body.entitlements).toHaveLength(2)
  })

  await test.step('the same human twice becomes one person', async () => {
    const twin = { ...invent(), name: person.name }
    const { person_id: duplicate_id } = await listed(clerk, twin)
    const path = { person_id }
    const json = { duplicate_id, reason: 'MISTYPED', note: '看了身份证和户口簿' }
    const itself = { ...json, duplicate_id: person_id }
    refused(await clerk.call('createMerge', { path, headers: key(), json: itself }), 422, 'INVALID_FIELDS')
    const second = await operator(url(), 'reviewer')
    const propose = async (by: ContractClient) =>
      (await by.call('createMerge', { path, headers: key(), json })).body as { merge_id: string }
    const at = ({ merge_id }: { merge_id: string }) => ({ path: { merge_id } })
    const own = await propose(second)
    refused(await second.call('confirmMerge', at(own)), 409, 'SAME_PERSON')
    const other = await clerk.call('createMerge', { path, headers: key(), json })
    refused(other, 409, 'MERGE_REFUSED')
    expect(other.body.merge_bars).toEqual(['OTHER_MERGE'])
    const note = { json: { note: '提出人撤回' } }
    expect((await second.call('refuseMerge', { ...at(own), ...note })).body).toMatchObject({
      state: 'REFUSED',
    })
    const merge = await propose(clerk)
    expect((await second.call('listMerges')).body.merges).toContainEqual(
      expect.objectContaining({ merge_id: merge.merge_id, bars: [], state: 'PROPOSED' }),
    )
    const done = (await second.call('confirmMerge', at(merge))).body
    expect(done).toMatchObject({ state: 'CONFIRMED', kept: { person_id } })
    expect(done).not.toHaveProperty('duplicate')
    refused(await second.call('refuseMerge', { ...at(merge), ...note }), 409, 'REVIEW_CLOSED')
    refused(await clerk.call('getPerson', { path: { person_id: duplicate_id } }), 404, 'NOT_FOUND')
    const search = { json: { query: twin.id_number } }
    expect((await clerk.call('searchPersons', search)).body.persons).toMatchObject([{ person_id }])
  })

  await test.step('the citizen registers and logs in', async () => {
    const json = {
      name: person.name,
      id_number: person.id_number.toLowerCase(),
      password: person.password,
      phone: person.phone,
      phone_again: person.phone,
      terms_version,
    }
    const wrong = await citizen.call('createAccount', {
      headers: key(),
      json: { ...json, phone_again: '13900000000', password: 'x' },
    })
    const fields = (wrong.body.fields as { field: string; code: string }[]).map((f) => `${f.field} ${f.code}`)
    expect(fields).toEqual(expect.arrayContaining(['phone_again PHONES_DIFFER', 'password TOO_SHORT']))
    expect((await citizen.call('createAccount', { headers: key(), text: 'no json' })).status).toBeGreaterThan(
      399,
    )
    expect((await citizen.call('createAccount', { headers: key(), json })).status).toBe(201)
    refused(await citizen.call('createAccount', { headers: key(), json }), 409, 'ACCOUNT_EXISTS')
    const { id_number } = person
    refused(
      await citizen.call('createSession', { json: { id_number, password: 'not-the-password' } }),
      401,
      'WRONG_CREDENTIALS',
    )
    expect(
      (await citizen.call('createSession', { json: { id_number, password: person.password } })).status,
    ).toBe(201)
    expect((await citizen.call('getMe')).body).toMatchObject({ name: person.name })
    expect((await citizen.call('getProof')).body).toMatchObject({ status: 'READY' })
    expect((await citizen.call('getReferenceImage')).status).toBe(200)
    // The reference belongs to the person alone, and the console to operators alone.
    refused(await citizen.call('getPerson', { path: { person_id } }), 401, 'UNAUTHENTICATED')
  })

  let consent_id = ''
  /** Answers the challenge with fresh pictures of the studio, and sends what a server must not take. */
  async function attempt(studio: Studio, mode: string): Promise<string> {
    const opened = await citizen.call('createAttempt', {
      headers: key(),
      json: { consent_id, mode, uplink: 'QUICK' },
    })
    expect(opened.status).toBe(201)
    const attempt_id = String(opened.body.attempt_id)
    const capture = opened.body.capture as { nonce: string; mode: string; step?: Step }
    expect(capture).toMatchObject({ mode, step: { index: 0, kind: 'LOOK' }, frames_received: [] })
    const headersOf = (step: number) => ({
      'X-Attempt-Nonce': capture.nonce,
      'X-Step': String(step),
      'X-Captured-At': String(Date.now()),
    })
    const put = (sequence: number, step: number, jpeg: Uint8Array) =>
      citizen.call('putFrame', { path: { attempt_id, sequence }, headers: headersOf(step), jpeg })
    const path = { attempt_id }
    refused(await citizen.call('finishAttempt', { path }), 409, 'ATTEMPT_EMPTY')
    const received: number[] = []
    let { step } = capture
    while (step) {
      const sequence = received.length
      const picture = await studio.shoot(step.colour)
      // Nobody knows the next colour beforehand, so nobody answers it beforehand.
      refused(await put(sequence, step.index + 1, picture), 409, 'STEP_MISSED')
      const stored = await put(sequence, step.index, picture)
      received.push(sequence)
      expect(stored.body).toMatchObject({ sequence, frames_received: received })
      expect((await put(sequence, step.index, picture)).body).toEqual(stored.body)
      step = stored.body.step as Step | undefined
      if (step) refused(await put(sequence, step.index, first), 409, 'IDEMPOTENCY_CONFLICT')
    }
    let reply = await citizen.call('finishAttempt', { path })
    while (reply.body.state === 'SUBMITTED') {
      await new Promise((resolve) => setTimeout(resolve, 500))
      reply = await citizen.call('getAttempt', { path })
    }
    expect(reply.body).toMatchObject({ state: 'DECIDED', mode })
    for (const secret of ['score', 'mapped_score', 'findings']) expect(reply.body).not.toHaveProperty(secret)
    refused(await put(received.length, 0, await studio.shoot()), 409, 'ATTEMPT_CLOSED')
    return attempt_id
  }

  let refusedAttempt = ''
  let passedAttempt = ''
  await test.step('proofs', async () => {
    expect(
      (await citizen.call('createAttempt', { headers: key(), json: { consent_id: nowhere } })).status,
    ).toBeGreaterThan(399)
    const given = await citizen.call('createConsent', { headers: key(), json: await newConsentOf(citizen) })
    expect(given.status).toBe(201)
    consent_id = String(given.body.consent_id)

    const askedBy = { consent_id }
    const told = await citizen.call('createHint', { path: askedBy, jpeg: empty })
    expect(told.body).toEqual({ advice: ['NO_FACE'] })
    expect((await citizen.call('createHint', { path: askedBy, jpeg: await head.shoot() })).body).toEqual({
      advice: [],
    })
    const foreign = await citizen.call('createHint', { path: { consent_id: nowhere }, jpeg: empty })
    expect(foreign.body.code).toBe('CONSENT_MISSING')

    refusedAttempt = await attempt(room, 'STATIC')
    const path = { attempt_id: refusedAttempt }
    expect((await citizen.call('getAttempt', { path })).body).toMatchObject({
      result: 'NOT_PASSED',
      reason: 'NO_FACE',
      may_request_review: true,
    })
    // As a person would, twice again at most, where a step could not be read.
    let tries = 0
    let reply: Reply
    do {
      passedAttempt = await attempt(head, 'COLOUR')
      reply = await citizen.call('getAttempt', { path: { attempt_id: passedAttempt } })
    } while (++tries < 3 && reply.body.reason === 'ACTION_MISSED')
    expect(reply.body).toMatchObject({ result: 'PASSED' })
    expect((await citizen.call('listAttempts')).body.attempts).toHaveLength(1 + tries)
    refused(await citizen.call('getAttempt', { path: { attempt_id: nowhere } }), 404, 'NOT_FOUND')
    const [scored] = (await clerk.call('listPersonAttempts', { path: { person_id } })).body.attempts as {
      score?: number
      mapped_score?: number
      findings?: string
    }[]
    expect(typeof scored!.score).toBe('number')
    expect(scored!.mapped_score).toBeGreaterThanOrEqual(80)
    expect(scored!.findings).not.toBe('')
  })

  await test.step('the receipt', async () => {
    const path = { attempt_id: passedAttempt }
    const receipt = await citizen.call('getReceipt', { path })
    expect(receipt.body).toMatchObject({ receipt: { number: passedAttempt, way: 'FACE' } })
    expect(JSON.stringify(receipt.body)).not.toContain(person.name)
    expect((await citizen.call('getReceiptPdf', { path })).status).toBe(200)
    refused(await citizen.call('getReceipt', { path: { attempt_id: refusedAttempt } }), 409, 'NOT_PASSED')
    const keys = (await guest.call('getReceiptKey')).body
    expect(keys).toMatchObject({ algorithm: 'Ed25519' })
    // Of SM2, which would sign by configuration.
    expect(keys.other_public_keys).toEqual([expect.stringMatching(/^04[0-9a-f]{128}$/)])
    const text = String(receipt.body.text)
    expect((await guest.call('verifyReceipt', { json: { text } })).body).toMatchObject({ is_genuine: true })
    const forged = await guest.call('verifyReceipt', { json: { text: text.replace('FACE', 'REVIEW') } })
    expect(forged.body).toEqual({ is_genuine: false })
  })

  await test.step('text messages', async () => {
    const somebody = new ContractClient(url())
    const { name, phone, password } = invent()
    const request = { purpose: 'REGISTER', phone }
    expect((await somebody.call('sendCode', { json: request })).body).toMatchObject({ next_after_s: 60 })
    const soon = await somebody.call('sendCode', { json: request })
    refused(soon, 429, 'TOO_MANY_TRIES')
    const json = { name, phone, password, terms_version, code: '12345' }
    refused(await somebody.call('createPhoneAccount', { headers: key(), json }), 422, 'INVALID_FIELDS')
    const code = await codeTo(phone)
    const account = { headers: key(), json: { ...json, code } }
    expect((await somebody.call('createPhoneAccount', account)).status).toBe(201)
    const me = await somebody.call('createSession', { json: { phone, password } })
    expect(me.body).not.toHaveProperty('id_number_masked')
    const forgotten = { phone, code: '123456', new_password: 'a-new-password' }
    refused(await somebody.call('resetPassword', { json: forgotten }), 422, 'INVALID_FIELDS')
    const report = { id: nowhere, state: 'DELIVERED' }
    const signed = { 'X-Jianzai-Timestamp': '1', 'X-Jianzai-Signature': 'x' }
    refused(await guest.call('reportSmsDelivery', { headers: signed, json: report }), 401, 'UNAUTHENTICATED')
    expect((await clerk.call('listNotices', { path: { person_id } })).body).toEqual({ notices: [] })
  })

  await test.step('a helper', async () => {
    const helper = new ContractClient(url())
    const me = invent()
    const account = {
      name: me.name,
      id_number: me.id_number,
      password: me.password,
      phone: me.phone,
      phone_again: me.phone,
      terms_version,
    }
    expect((await helper.call('createAccount', { headers: key(), json: account })).status).toBe(201)
    const { id_number, password } = me
    expect((await helper.call('createSession', { json: { id_number, password } })).status).toBe(201)
    const json = { name: person.name, id_number: person.id_number, relation: 'CHILD' }
    refused(
      await helper.call('createRelative', { headers: key(), json: { ...json, name: '别人' } }),
      409,
      'NAME_ID_MISMATCH',
    )
    const added = await helper.call('createRelative', { headers: key(), json })
    expect(added.body).toMatchObject({ proof: { status: 'DONE', name: person.name } })
    const relative_id = String(added.body.relative_id)
    expect((await helper.call('listRelatives')).body.relatives).toHaveLength(1)
    const query = { relative_id }
    expect((await helper.call('getProof', { query })).body).toMatchObject({ status: 'DONE' })
    expect((await helper.call('listAttempts', { query })).body.attempts).not.toHaveLength(0)
    const consent = await newConsentOf(helper)
    const given = await helper.call('createConsent', {
      headers: key(),
      json: { ...consent, relative_id },
    })
    expect(given.status).toBe(201)
    const helpers = (await citizen.call('listHelpers')).body.helpers as { helper_id: string }[]
    expect(helpers).toHaveLength(1)
    const refusedHelper = await citizen.call('deleteHelper', { path: { helper_id: helpers[0]!.helper_id } })
    expect(refusedHelper.status).toBe(204)
    refused(await helper.call('getProof', { query }), 404, 'NOT_FOUND')
    refused(await helper.call('createRelative', { headers: key(), json }), 409, 'HELPER_REFUSED')
    expect((await helper.call('deleteRelative', { path: { relative_id } })).status).toBe(204)
    const allowed = await citizen.call('allowHelper', { path: { helper_id: helpers[0]!.helper_id } })
    expect(allowed.status).toBe(204)
  })

  await test.step('the review', async () => {
    const path = { attempt_id: refusedAttempt }
    const asked = await citizen.call('requestReview', { path })
    expect(asked.body).toMatchObject({ review: { state: 'OPEN' } })
    expect((await citizen.call('requestReview', { path })).body).toEqual(asked.body)

    const reviewer = new ContractClient(url())
    await reviewer.call('createOperatorSession', { json: { login: 'reviewer', password: demoPassword } })
    const open = (await reviewer.call('listReviews')).body.reviews as {
      review_id: string
      person_id: string
      frames: number[]
    }[]
    const review = open.find((candidate) => candidate.person_id === person_id)!
    const { review_id } = review
    expect((await reviewer.call('getReview', { path: { review_id } })).body).toMatchObject({ review_id })
    expect((await reviewer.call('claimReview', { path: { review_id } })).body).toMatchObject({ review_id })
    expect((await reviewer.call('releaseReview', { path: { review_id } })).status).toBe(200)
    const file = (await reviewer.call('getPersonFile', { path: { person_id } })).body
    expect(file).toMatchObject({ reviews: [{ review_id }], disclosures: [{ reason: 'CHECK_IDENTITY' }] })
    const trail = (await reviewer.call('listPersonTrail', { path: { person_id } })).body
    expect(trail.entries).toContainEqual(expect.objectContaining({ action: 'DISCLOSE' }))
    const { items } = (await reviewer.call('getDesk')).body as { items: { queue: string; waiting: number }[] }
    expect(items.find(({ queue }) => queue === 'REVIEWS')!.waiting).toBeGreaterThan(0)
    const query = { from: '2026-01-01', to: '2026-12-31' }
    expect((await reviewer.call('getInsight', { query })).status).toBe(200)
    expect((await reviewer.call('getScores', { query })).status).toBe(200)
    expect((await reviewer.call('getReviewers', { query })).status).toBe(200)
    refused(await reviewer.call('getInsight', { query: { from: '2026-01-01' } }), 422, 'INVALID_FIELDS')
    const sequence = review.frames[0]!
    expect((await reviewer.call('getReviewFrame', { path: { review_id, sequence } })).status).toBe(200)
    const bare = await reviewer.call('decideReview', { path: { review_id }, json: { decision: 'REJECT' } })
    expect(bare.body.code).toBe('INVALID_FIELDS')
    const evidence = { ...path, kind: 'ID_CARD' }
    const more = { decision: 'ASK_MORE', note: '请拍身份证' }
    const waits = await reviewer.call('decideReview', { path: { review_id }, json: more })
    expect(waits.body).toMatchObject({ state: 'ASKED' })
    refused(await citizen.call('answerReview', { path, json: {} }), 422, 'INVALID_FIELDS')
    expect((await citizen.call('putReviewEvidence', { path: evidence, jpeg: first })).body).toMatchObject({
      review: { state: 'ASKED', evidence: ['ID_CARD'] },
    })
    expect((await citizen.call('answerReview', { path, json: { answer: '拍好了' } })).body).toMatchObject({
      review: { state: 'OPEN', answered: true },
    })
    const shown = { review_id, kind: 'ID_CARD' }
    expect((await reviewer.call('getReviewEvidence', { path: shown })).status).toBe(200)
    const json = { decision: 'REJECT', note: '没有人脸' }
    expect((await reviewer.call('decideReview', { path: { review_id }, json })).body).toMatchObject({
      state: 'REJECTED',
    })
    expect((await reviewer.call('decideReview', { path: { review_id }, json })).status).toBe(200)
    refused(
      await reviewer.call('decideReview', { path: { review_id }, json: { decision: 'APPROVE' } }),
      409,
      'REVIEW_CLOSED',
    )
    expect((await citizen.call('getAttempt', { path })).body).toMatchObject({
      reason: 'REVIEW_REJECTED',
      review: { state: 'REJECTED', note: '没有人脸' },
    })
    const begun = await reviewer.call('beginSecondFactor', { json: { password: demoPassword } })
    expect(begun.body.uri).toMatch(/^otpauth:\/\/totp\//)
    const wrongCode = await reviewer.call('confirmSecondFactor', { json: { code: '12345' } })
    refused(wrongCode, 422, 'INVALID_FIELDS')
    expect((await reviewer.call('deleteOperatorSession')).status).toBe(204)
  })

  await test.step('a plan, its tasks, and what the office does', async () => {
    const reviewer = await operator(url(), 'reviewer')
    const plan = {
      name: '契约核查',
      category_code: 'WORK_INJURY',
      region: '999901',
      verify_days: '30',
      hours: '00:00-24:00',
    }
    const wrong = await clerk.call('createPlan', { headers: key(), json: { ...plan, grace_days: '999' } })
    expect(wrong.body.fields).toMatchObject([{ field: 'grace_days', code: 'VALUE' }])
    const made = await clerk.call('createPlan', { headers: key(), json: plan })
    expect(made.body).toMatchObject({ state: 'FILLING', region: '999901000000', tries_max: 20 })
    const plan_id = String(made.body.plan_id)
    const somebody = invent()
    const json = {
      name: somebody.name,
      id_number: somebody.id_number,
      category_code: 'WORK_INJURY',
      phone: somebody.phone,
      region: '999901001',
    }
    // Another plan, which finds somebody in its first round.
    const added = await clerk.call('createPerson', { headers: key(), json })
    expect(added.body).toMatchObject({ region: '999901001000' })
    const second = await clerk.call('createPlan', { headers: key(), json: { ...plan, name: '契约核查二' } })
    const second_id = String(second.body.plan_id)
    const query = { state: 'PENDING', plan_id: second_id }
    await expect
      .poll(async () => (await clerk.call('listTasks', { query })).body.tasks, { timeout: 20_000 })
      .toHaveLength(1)
    const plans = (await clerk.call('listPlans')).body.plans as { plan_id: string; tasks: object }[]
    expect(plans.find((one) => one.plan_id === second_id)).toMatchObject({ tasks: { PENDING: 1 } })
    const progress = await clerk.call('getPlanProgress', { path: { plan_id: second_id } })
    expect(progress.body).toMatchObject({
      plan: { plan_id: second_id, name: '契约核查二', category_code: 'WORK_INJURY' },
      path: [{ code: '990000000000' }, { code: '999900000000' }, { code: '999901000000' }],
      places: [{ region: '999901001000', has_children: true, tasks: { PENDING: 1 } }],
    })
    const outside = { path: { plan_id: second_id }, query: { region: '13' } }
    refused(await clerk.call('getPlanProgress', outside), 422, 'INVALID_FIELDS')
    refused(await clerk.call('getPlanProgress', { path: { plan_id: nowhere } }), 404, 'NOT_FOUND')
    const town = { query: { ...query, region: '999901001' } }
    expect((await clerk.call('listTasks', town)).body.tasks).toHaveLength(1)
    expect((await clerk.call('listTasks', { query: { ...query, region: '13' } })).body.tasks).toEqual([])
    const [task] = (await clerk.call('listTasks', { query })).body.tasks as { task_id: string }[]
    const path = { task_id: task!.task_id }
    const said = { channel: 'VOICE', result: 'FAMILY', note: '女儿接的' }
    const logged = await clerk.call('createTaskContact', { path, json: said })
    expect(logged.body).toMatchObject({ contacts: [said] })
    const silent = await clerk.call('createTaskContact', { path, json: { channel: 'VOICE' } })
    refused(silent, 400, 'INVALID_REQUEST')
    const early = await clerk.call('proposeSuspension', { path })
    refused(early, 409, 'TASK_REFUSED')
    expect(early.body.suspension_bars).toEqual(['STATE'])
    refused(await clerk.call('dropSuspension', { path }), 409, 'TASK_REFUSED')
    refused(await clerk.call('approveSuspension', { path }), 403, 'FORBIDDEN')
    refused(await reviewer.call('approveSuspension', { path }), 409, 'TASK_REFUSED')
    const dead = { person_id: String(added.body.person_id) }
    const right = { path: { ...dead, category_code: 'WORK_INJURY' } }
    const early_end = await reviewer.call('terminateBenefit', right)
    refused(early_end, 409, 'TASK_REFUSED')
    expect(early_end.body.suspension_bars).toEqual(['NO_CONFIRMED_LOSS'])
    const death = { kind: 'DEATH', happened_on: '2026-11-01', source: '社区告知' }
    const told = await clerk.call('reportLoss', { path: dead, json: death })
    const sign_id = String(told.body.sign_id)
    expect((await clerk.call('confirmReportedLoss', { path: { sign_id } })).status).toBe(200)
    const toEnd = { query: { work: 'TERMINATE' } }
    expect((await reviewer.call('listLosses', toEnd)).body.losses).toMatchObject([
      { sign_id, checked_by: 'clerk' },
    ])
    expect((await clerk.call('listBenefits', { path: dead })).body).toMatchObject({
      benefits: [{ category_code: 'WORK_INJURY', payment: 'PAID' }],
      losses: [{ kind: 'DEATH', checked_by: 'clerk' }],
      loss_check: 'ONLY_OWN',
    })
    const statesOfDead = async () => {
      const { tasks } = (await reviewer.call('listTasks', { query: dead })).body as {
        tasks: { state: string }[]
      }
      return [...new Set(tasks.map(({ state }) => state))]
    }
    expect((await reviewer.call('terminateBenefit', right)).body).toMatchObject({
      benefits: [{ payment: 'TERMINATED' }],
    })
    expect(await statesOfDead()).toEqual(['TERMINATED'])
    expect((await reviewer.call('listLosses', toEnd)).body).toEqual({ losses: [] })
    expect((await reviewer.call('reinstateBenefit', right)).body).toMatchObject({
      benefits: [{ payment: 'PAID' }],
      losses: [],
    })
    expect(await statesOfDead()).toEqual(['VERIFYING'])
    const headers = key()
    const batch = await reviewer.call('createPayrollBatch', { headers })
    expect(batch.body).toMatchObject({ rows: 2 })
    expect((await reviewer.call('createPayrollBatch', { headers })).body).toEqual(batch.body)
    refused(await reviewer.call('createPayrollBatch', { headers: key() }), 404, 'NOT_FOUND')
    const batches = (await reviewer.call('listPayrollBatches')).body
    expect(batches).toMatchObject({ waiting: 0, batches: [batch.body] })
    const file = { batch_id: String(batch.body.batch_id) }
    expect((await reviewer.call('getPayrollCsv', { path: file })).status).toBe(200)
    expect((await reviewer.call('getPayrollXlsx', { path: file })).status).toBe(200)
    refused(await clerk.call('getPayrollCsv', { path: file }), 403, 'FORBIDDEN')
    const ofSecond = { reason: 'CALL', plan_id: second_id }
    const unfinished = await clerk.call('exportUnfinishedCsv', { query: ofSecond })
    expect(new TextDecoder().decode(unfinished.bytes)).toContain(somebody.name)
    expect(unfinished.headers.get('X-Total-Files')).toBe('1')
    expect((await clerk.call('exportUnfinishedXlsx', { query: ofSecond })).status).toBe(200)
    refused(await clerk.call('exportUnfinishedCsv'), 422, 'INVALID_FIELDS')
    const noRegion = { reason: 'CALL', region: 'x' }
    refused(await clerk.call('exportUnfinishedCsv', { query: noRegion }), 422, 'INVALID_FIELDS')
    const ofAll = await clerk.call('exportUnfinishedCsv', { query: { reason: 'CALL' } })
    expect(new TextDecoder().decode(ofAll.bytes)).toContain(somebody.name)
    expect((await clerk.call('getTask', { path })).body).toMatchObject({ person_name: somebody.name })
    for (const id of [plan_id, second_id]) {
      const closed = await clerk.call('closePlan', { path: { plan_id: id } })
      expect(closed.body).toMatchObject({ state: 'CLOSED' })
    }

    const proofOf = { person_id: String(added.body.person_id) }
    const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
    const seen = { way: 'HOME_VISIT', seen_on: today }
    const unasked = await clerk.call('createAssistedProof', {
      ...{ path: proofOf, query: seen, headers: key(), jpeg: first },
    })
    refused(unasked, 422, 'INVALID_FIELDS')
    expect(unasked.body.fields).toMatchObject([{ field: 'consent', code: 'CONSENT_NEEDED' }])
    const shown = { ...seen, ...(await spoken(clerk)) }
    const old = await clerk.call('createAssistedProof', {
      path: proofOf,
      query: { ...shown, seen_on: '2020-01-01' },
      headers: key(),
      jpeg: first,
    })
    refused(old, 422, 'INVALID_FIELDS')
    const handIn = async (who: ContractClient) => {
      const call = { path: proofOf, query: shown, headers: key(), jpeg: first }
      const reply = await who.call('createAssistedProof', call)
      expect(reply.body).toMatchObject({ state: 'PROPOSED', way: 'HOME_VISIT', consent: 'SPOKEN' })
      return { proof_id: String(reply.body.proof_id) }
    }
    const own = await handIn(reviewer)
    const confirm = (path: { proof_id: string }, ...seen: string[]) =>
      reviewer.call('confirmAssistedProof', { path, json: { seen } })
    refused(await confirm(own, 'PHOTO'), 409, 'SAME_PERSON')
    const proof = await handIn(clerk)
    const other = await handIn(clerk)
    const waiting = (await reviewer.call('listAssistedProofs')).body.proofs as { proof_id: string }[]
    expect(waiting.map(({ proof_id }) => proof_id)).toEqual(
      expect.arrayContaining([own.proof_id, proof.proof_id, other.proof_id]),
    )
    const photo = { ...proof, kind: 'PHOTO' }
    const more = await clerk.call('putAssistedEvidence', { path: { ...proof, kind: 'PAPER' }, jpeg: first })
    expect(more.body).toMatchObject({ evidence: ['PAPER', 'PHOTO'] })
    refused(await reviewer.call('putAssistedEvidence', { path: photo, jpeg: first }), 404, 'NOT_FOUND')
    expect((await reviewer.call('getAssistedEvidence', { path: photo })).status).toBe(200)
    const note = { note: '章看不清' }
    expect((await reviewer.call('refuseAssistedProof', { path: other, json: note })).body).toMatchObject({
      state: 'REFUSED',
      ...note,
    })
    const ofRefused = { query: { state: 'REFUSED' } }
    expect((await clerk.call('listAssistedProofs', ofRefused)).body.proofs).toMatchObject([
      { ...other, ...note },
    ])
    expect((await reviewer.call('listAssistedProofs', ofRefused)).body.proofs).toEqual([])
    const confirmed = { query: { state: 'CONFIRMED' } }
    refused(await clerk.call('listAssistedProofs', confirmed), 400, 'INVALID_REQUEST')
    // The paper came after the reviewer had looked.
    refused(await confirm(proof, 'PHOTO'), 409, 'EVIDENCE_ADDED')
    expect((await confirm(proof, 'PHOTO', 'PAPER')).body).toMatchObject({ state: 'CONFIRMED' })
    expect((await clerk.call('getPersonFile', { path: proofOf })).body.assisted_proofs).toContainEqual(
      expect.objectContaining({ ...proof, evidence: ['PAPER', 'PHOTO'] }),
    )
    expect((await clerk.call('getPerson', { path: proofOf })).body.entitlements).toMatchObject([
      { last_passed_on: today },
    ])

    const bySignature = { ...(await newConsentOf(clerk)), mode: 'PAPER', sheet: '2026-17' }
    const recorded = await clerk.call('recordConsent', { path: proofOf, headers: key(), json: bySignature })
    expect(recorded.body).toMatchObject({ purpose: 'FACE_COMPARISON' })
    const ofConsent = { ...proofOf, consent_id: String(recorded.body.consent_id) }
    expect((await clerk.call('withdrawConsentOfPerson', { path: ofConsent })).status).toBe(204)
    const [withdrawn] = (await clerk.call('getPersonFile', { path: proofOf })).body.consents as object[]
    expect(withdrawn).toMatchObject({ mode: 'PAPER', sheet: '2026-17', recorded_by: 'clerk' })
    expect(withdrawn).toHaveProperty('withdrawn_at')

    // What others saw of a citizen is theirs to show, too.
    expect((await citizen.call('listPasses')).body).toEqual({ passes: [] })
    // Who has agreed on the phone need not be asked again.
    const mine = { path: { person_id }, query: seen, headers: key(), jpeg: first }
    const handedIn = await clerk.call('createAssistedProof', mine)
    const mineOf = { proof_id: String(handedIn.body.proof_id) }
    expect((await confirm(mineOf, 'PHOTO')).status).toBe(200)
    const [pass] = (await citizen.call('listPasses')).body.passes as { pass_id: string }[]
    const passPath = { pass_id: pass!.pass_id }
    expect((await citizen.call('getPass', { path: passPath })).body).toMatchObject({ way: 'ASSISTED' })
    const shownTo = await citizen.call('getPassReceipt', { path: passPath })
    const genuine = await citizen.call('verifyReceipt', { json: { text: String(shownTo.body.text) } })
    expect(genuine.body).toMatchObject({ is_genuine: true, receipt: { number: pass!.pass_id } })
    expect((await citizen.call('getPassReceiptPdf', { path: passPath })).status).toBe(200)
    refused(await citizen.call('getPass', { path: { pass_id: nowhere } }), 404, 'NOT_FOUND')
  })

  await test.step('reported losses', async () => {
    expect((await clerk.call('listLosses')).body).toEqual({ losses: [] })
    const path = { sign_id: nowhere }
    refused(await clerk.call('confirmReportedLoss', { path }), 404, 'NOT_FOUND')
    refused(await clerk.call('dismissReportedLoss', { path }), 404, 'NOT_FOUND')
    const json = { kind: 'DEATH', happened_on: '2026-11-01', source: '邻居来电' }
    const reported = await clerk.call('reportLoss', { path: { person_id }, json })
    expect(reported.status).toBe(201)
    const sign = { path: { sign_id: String(reported.body.sign_id) } }
    expect((await clerk.call('dismissReportedLoss', sign)).status).toBe(200)
  })

  await test.step('help', async () => {
    const contact = { kind: 'WECHAT', value: 'qiyue-kefu' }
    const added = await clerk.call('createSupport', { json: contact })
    expect(added.body.contacts).toContainEqual({ ...contact, hours: '' })
    expect((await clerk.call('listSupport')).body).toEqual(added.body)
    expect((await citizen.call('getProof')).body.support).toContainEqual({ ...contact, hours: '' })
    expect((await clerk.call('deleteSupport', { query: contact })).status).toBe(200)
    refused(await clerk.call('deleteSupport', { query: contact }), 404, 'NOT_FOUND')

    const agencies = (await citizen.call('listAgencies')).body.agencies as { agency_id: string }[]
    expect(agencies).toHaveLength(1)
    const { name, phone, id_number } = invent()
    const caller = { headers: key(), json: { name, phone, id_number, note: '登录不上' } }
    const toBeCalled = await guest.call('askCallback', caller)
    expect(toBeCalled.status).toBe(201)
    expect((await guest.call('askCallback', caller)).body).toEqual(toBeCalled.body)
    expect((await guest.call('listAgencies')).body.agencies).toEqual(agencies)
    refused(
      await guest.call('askCallback', { headers: key(), json: { name: '', phone: '' } }),
      422,
      'INVALID_FIELDS',
    )
    const asked = await citizen.call('createTicket', { headers: key(), json: { kind: 'CALLBACK' } })
    expect(asked.body).toMatchObject({ state: 'OPEN', kind: 'CALLBACK' })
    const path = { ticket_id: String(asked.body.ticket_id) }
    const open = (await clerk.call('listOpenTickets', { query: { kind: 'CALLBACK' } })).body
      .tickets as object[]
    expect(open).toContainEqual(expect.objectContaining({ asked_by: person.name }))
    expect(JSON.stringify(open)).not.toContain(person.phone)
    const call = { path, json: { reason: 'CALL' } }
    refused(await clerk.call('discloseTicket', call), 409, 'TICKET_CLOSED')
    expect((await clerk.call('claimTicket', { path })).body).toMatchObject({ claimed_by: 'clerk' })
    expect((await clerk.call('discloseTicket', call)).body).toEqual({ phone: person.phone })
    expect((await clerk.call('createTicketTry', { path })).body).toMatchObject({ ticket: { tries: 1 } })
    expect((await clerk.call('getTicket', { path })).body).toMatchObject({ ticket: { state: 'CLAIMED' } })
    const tooEarly = { outcome: 'NOT_REACHED', answer: '没有人接' }
    refused(await clerk.call('closeTicket', { path, json: tooEarly }), 422, 'INVALID_FIELDS')
    expect((await clerk.call('releaseTicket', { path })).body).toMatchObject({ ticket: { state: 'OPEN' } })
    const answer = { outcome: 'SOLVED', answer: '已教会' }
    refused(await clerk.call('closeTicket', { path, json: answer }), 409, 'TICKET_CLOSED')
    await clerk.call('claimTicket', { path })
    expect((await clerk.call('closeTicket', { path, json: answer })).body).toMatchObject({
      ticket: { state: 'DONE', ...answer },
    })
    expect((await citizen.call('listTickets')).body.tickets).toMatchObject([{ state: 'DONE', ...answer }])
    refused(await citizen.call('withdrawTicket', { path }), 409, 'TICKET_CLOSED')
    const again = await citizen.call('createTicket', {
      headers: key(),
      json: { kind: 'VISIT', note: '腿脚不便' },
    })
    const visited = { path: { ticket_id: String(again.body.ticket_id) } }
    const { visitors } = (await clerk.call('listVisitors', visited)).body as {
      visitors: { operator_id: string; login: string }[]
    }
    const { operator_id } = visitors.find(({ login }) => login === 'reviewer')!
    const sent = await clerk.call('assignTicket', { ...visited, json: { operator_id } })
    expect(sent.body).toMatchObject({ claimed_by: 'reviewer', ticket: { state: 'CLAIMED' } })
    const withdrawn = await citizen.call('withdrawTicket', visited)
    expect(withdrawn.body).toMatchObject({ state: 'WITHDRAWN' })
    const written = {
      path: { person_id },
      headers: key(),
      json: { kind: 'VISIT', phone: person.phone, note: '卧床' },
    }
    const bedridden = await clerk.call('createPersonTicket', written)
    expect(bedridden.body).toMatchObject({ opened_by: 'clerk', ticket: { kind: 'VISIT', state: 'OPEN' } })
    expect((await clerk.call('createPersonTicket', written)).body).toEqual(bedridden.body)
    refused(await clerk.call('createPersonTicket', { ...written, headers: key() }), 422, 'INVALID_FIELDS')
    const bedriddenOf = {
      path: { ticket_id: (bedridden.body as { ticket: { ticket_id: string } }).ticket.ticket_id },
    }
    await clerk.call('claimTicket', bedriddenOf)
    const unwanted = { outcome: 'REFUSED', answer: '本人不要上门' }
    expect((await clerk.call('closeTicket', { ...bedriddenOf, json: unwanted })).status).toBe(200)

    const toKeep = await newConsentOf(citizen, 'KEEP_IMAGE')
    const kept = await citizen.call('createConsent', { headers: key(), json: toKeep })
    expect(kept.body).toMatchObject({ purpose: 'KEEP_IMAGE' })
    expect((await citizen.call('getProof')).body).toMatchObject({ keeps_image: true })
    expect((await citizen.call('listConsents')).body.consents).toMatchObject([
      { purpose: 'KEEP_IMAGE', mode: 'TAP' },
      { purpose: 'FACE_COMPARISON', mode: 'HELPER' },
      { purpose: 'FACE_COMPARISON', mode: 'TAP' },
    ])
    await citizen.call('withdrawConsent', { path: { consent_id: String(kept.body.consent_id) } })
    expect((await citizen.call('getProof')).body).toMatchObject({ keeps_image: false })
    const gone = await citizen.call('withdrawConsent', { path: { consent_id } })
    expect(gone.body).toHaveProperty('withdrawn_at')
    const closed = await citizen.call('createAttempt', { headers: key(), json: { consent_id } })
    refused(closed, 409, 'CONSENT_MISSING')
  })

  await test.step('the administrators', async () => {
    const security = await operator(url(), 'security')
    const system = await operator(url(), 'system')
    const employer = { code: '99999999MA0000000T', name: '试纺织厂' }
    expect((await clerk.call('createEmployer', { json: employer })).status).toBe(201)
    refused(await clerk.call('createEmployer', { json: { ...employer, name: '试' } }), 422, 'INVALID_FIELDS')
    expect((await system.call('listEmployers')).body.employers).toHaveLength(1)
    const part = { query: '没有这个单位' }
    expect((await system.call('listEmployers', { query: part })).body.employers).toEqual([])
    const setEmployer = { path: { person_id }, json: { employer_code: employer.code } }
    expect((await clerk.call('setEmployer', setEmployer)).body.employer).toMatchObject(employer)

    const json = { login: 'contract-one', name: '试新人', role: 'EMPLOYER', password: 'first one 26' }
    refused(await security.call('createOperator', { json }), 422, 'INVALID_FIELDS')
    const wanted = { ...json, employer_code: employer.code }
    const made = await security.call('createOperator', { json: wanted })
    expect(made.body).toMatchObject({ must_change_password: true, employer })
    const path = { operator_id: String(made.body.operator_id) }
    const hired = new ContractClient(url())
    const login = { json: { login: json.login, password: json.password } }
    expect((await hired.call('createOperatorSession', login)).status).toBe(201)
    refused(await hired.call('listPersons'), 403, 'PASSWORD_CHANGE_NEEDED')
    const change = { password: json.password, new_password: 'my own one 26' }
    expect((await hired.call('changeOperatorPassword', { json: change })).status).toBe(204)
    expect((await hired.call('listPersons')).body.persons).toHaveLength(1)
    refused(await hired.call('listReviews'), 403, 'FORBIDDEN')
    const access = { role: 'VILLAGE_HELPER', region: '999999999' }
    expect((await security.call('changeOperator', { path, json: access })).body).toMatchObject({
      region: '999999999000',
    })
    expect((await hired.call('listPersons')).body.persons).toHaveLength(0)
    expect((await security.call('resetOperatorFactor', { path })).status).toBe(200)

    // A phone for the field, until it is lost. The factor's reset has ended the session.
    const again = { json: { login: json.login, password: change.new_password } }
    expect((await hired.call('createOperatorSession', again)).status).toBe(201)
    const phone = await FieldPhone.create()
    refused(await hired.call('createFieldKey', { json: { public_key: '04' } }), 422, 'INVALID_FIELDS')
    const registered = await hired.call('createFieldKey', { json: { public_key: phone.public_key } })
    expect(registered.status).toBe(201)
    const key_id = String(registered.body.key_id)
    expect((await security.call('revokeFieldKeys', { path })).body).toMatchObject(path)
    refused(await hired.call('listPersons'), 401, 'UNAUTHENTICATED')

    // The clerk's own, for a person whom the clerk sees.
    const own = await FieldPhone.create()
    const known = await clerk.call('createFieldKey', { json: { public_key: own.public_key } })
    const taken = { person_id, way: 'VILLAGE' }
    const of = async (key_id: string, jpeg: Uint8Array, captured_at: number, sequence = 0) => ({
      path: { person_id },
      query: await own.queryOf({ ...taken, key_id, captured_at, sequence }, jpeg),
      headers: key(),
      jpeg,
    })
    const mine = String(known.body.key_id)
    const now = Date.parse(String(known.body.server_time))
    const right = await of(mine, first, now)
    refused(await clerk.call('createAssistedProof', { ...right, jpeg: empty }), 422, 'FIELD_SIGNATURE_WRONG')
    refused(await clerk.call('createAssistedProof', await of(key_id, first, now)), 409, 'FIELD_KEY_REFUSED')
    const future = await of(mine, first, now + 3_600_000)
    const refusedDay = future.query.seen_on !== right.query.seen_on
    refused(
      await clerk.call('createAssistedProof', future),
      422,
      refusedDay ? 'INVALID_FIELDS' : 'FIELD_TIME_REFUSED',
    )
    const marked = await clerk.call('createAssistedProof', right)
    expect(marked.body).toMatchObject({ field: { captured_at: new Date(now).toISOString(), sequence: 0 } })
    refused(await clerk.call('createAssistedProof', { ...right, headers: key() }), 409, 'FIELD_SEQUENCE_USED')
    const seen_on = new Date(now - 40 * 3_600_000).toISOString().slice(0, 10)
    const unsigned = { path: { person_id }, query: { way: 'VILLAGE', seen_on }, headers: key(), jpeg: first }
    refused(await clerk.call('createAssistedProof', unsigned), 422, 'FIELD_UNSIGNED')
    const password = { password: 'once again 26' }
    expect((await security.call('resetOperatorPassword', { path, json: password })).status).toBe(200)
    expect((await security.call('disableOperator', { path })).body).toMatchObject({ is_disabled: true })
    expect((await security.call('enableOperator', { path })).body).toMatchObject({ is_disabled: false })
    expect((await security.call('listOperators')).status).toBe(200)
    refused(await clerk.call('listOperators'), 403, 'FORBIDDEN')
    const { agency } = (await system.call('getOperator')).body
    expect((await system.call('changeAgency', { json: agency })).body).toEqual(agency)
    refused(await clerk.call('changeAgency', { json: agency }), 403, 'FORBIDDEN')
  })

  await test.step('rules, regions and the system', async () => {
    const system = await operator(url(), 'system')
    const rule = { kind: 'ROLLING_DAY', months: '6' }
    const typed = { ...rule, last_passed_on: '2026-03-10' }
    expect((await clerk.call('previewDueRule', { json: typed })).body).toMatchObject({
      cycle: { due_on: '2026-09-10' },
      next: { due_on: '2027-03-10' },
    })
    refused(await clerk.call('previewDueRule', { json: rule }), 422, 'INVALID_FIELDS')
    // Behind the categories that other stories choose.
    const benefit = { ...rule, code: 'Z_CONTRACT', name: '契约补贴' }
    refused(await clerk.call('createCategory', { json: benefit }), 403, 'FORBIDDEN')
    expect((await system.call('createCategory', { json: benefit })).body).toMatchObject({
      code: 'Z_CONTRACT',
      due_rule: { months: 6 },
    })
    refused(await system.call('createCategory', { json: benefit }), 422, 'INVALID_FIELDS')
    const own = { path: { category_code: 'Z_CONTRACT' }, json: { ...rule, months: '3' } }
    expect((await system.call('setCategoryRule', own)).body).toMatchObject({ months: 3 })
    const nothing = { ...own, path: { category_code: 'NOTHING' } }
    refused(await system.call('setCategoryRule', nothing), 422, 'INVALID_FIELDS')
    const name = { path: { region: '9998' }, json: { name: '契约市' } }
    expect((await system.call('nameRegion', name)).body).toEqual({ code: '999800000000', name: '契约市' })
    refused(await system.call('nameRegion', { ...name, path: { region: '9' } }), 404, 'NOT_FOUND')
    const path = { category_code: 'Z_CONTRACT', region: '9998' }
    const regional = await system.call('setRegionalRule', { path, json: rule })
    expect(regional.body).toMatchObject({ region: '999800000000', region_name: '契约市' })
    expect((await clerk.call('listDueRules')).body.rules).toContainEqual(regional.body)
    expect((await system.call('unsetRegionalRule', { path })).status).toBe(204)
    const regions = (await clerk.call('listRegions', { query: { parent: '99' } })).body.regions
    expect(regions).toContainEqual({ code: '999800000000', name: '契约市', has_people: false })
    expect((await clerk.call('getRegion', { path: { region: '9998' } })).body.path).toHaveLength(2)
    const state = (await system.call('getSystem')).body
    expect(state).toMatchObject({ database: { kind: 'SQLITE' }, people: { filing: 'BELOW' } })
    refused(await clerk.call('getSystem'), 403, 'FORBIDDEN')
    const listed = (text: string) => ({
      path: { year: '2031' },
      headers: { 'content-type': 'application/octet-stream' },
      text,
    })
    const holidays = '日期,类型,名称\n2031-01-01,休,元旦\n'
    expect((await system.call('previewWorkdays', listed(`${holidays}x,休,\n`))).body).toMatchObject({
      days: [{ day: '2031-01-01', works: false, name: '元旦' }],
      faults: [{ line: 3, field: 'date', code: 'VALUE' }],
    })
    refused(await system.call('setWorkdays', listed(`${holidays}x,休,\n`)), 422, 'INVALID_FIELDS')
    expect((await system.call('setWorkdays', listed(holidays))).body.lists).toHaveLength(1)
    expect((await system.call('listWorkdays')).body.years).toContain(2031)
    expect((await system.call('unsetWorkdays', { path: { year: '2031' } })).body.lists).toHaveLength(0)
    refused(await system.call('unsetWorkdays', { path: { year: '2031' } }), 404, 'NOT_FOUND')
    const days = (n: string) => ({ path: { kept: 'LIST_TRACES' }, json: { days: n } })
    const { retention } = (await system.call('setRetention', days('29'))).body
    expect(retention).toContainEqual({ kept: 'LIST_TRACES', unit: 'DAYS', now: 29, longest: 30, shortest: 1 })
    refused(await system.call('setRetention', days('31')), 422, 'INVALID_FIELDS')
    expect((await system.call('setRetention', days('30'))).status).toBe(200)
    const text = { path: { notice_kind: 'MATCHED' }, json: { wording: '{姓名}您好，本次认证已经办好。' } }
    expect((await system.call('previewNoticeText', text)).body).toMatchObject({ is_own: true, parts: 1 })
    const linked = { ...text, json: { wording: '{姓名}您好，请点 http://x' } }
    refused(await system.call('setNoticeText', linked), 422, 'INVALID_FIELDS')
    expect((await system.call('setNoticeText', text)).body).toMatchObject({ is_own: true, ...text.json })
    const said = (await system.call('listNoticeTexts')).body.texts as { kind: string; is_own: boolean }[]
    expect(said.filter(({ is_own }) => is_own)).toMatchObject([{ kind: 'MATCHED' }])
    const unset = { path: text.path }
    expect((await system.call('unsetNoticeText', unset)).body).toMatchObject({ is_own: false })
    refused(await system.call('unsetNoticeText', { path: { notice_kind: 'NONE' } }), 404, 'NOT_FOUND')
  })

  await test.step('the audit log', async () => {
    const auditor = await operator(url(), 'auditor')
    const { entries } = (await auditor.call('listAudit')).body as { entries: { action: string }[] }
    expect(entries.map(({ action }) => action)).toContain('REJECT_REVIEW')
    const query = { object: person_id, login: 'clerk', action: 'ADD_PERSON' }
    expect((await auditor.call('listAudit', { query })).body.entries).toHaveLength(1)
    refused(await auditor.call('listAudit', { query: { action: 'NOTHING' } }), 422, 'INVALID_FIELDS')
    const long_ago = { from: '2020-01-01', to: '2020-12-31' }
    expect((await auditor.call('listAudit', { query: long_ago })).body.entries).toHaveLength(0)
    const whole = (await auditor.call('checkAudit', { json: {} })).body
    expect(whole).toMatchObject({ is_whole: true })
    const mark = { number: String(whole.entries), seal: String(whole.last_seal) }
    expect((await auditor.call('checkAudit', { json: mark })).body).toMatchObject({ is_whole: true })
    const forged = { json: { ...mark, seal: 'f'.repeat(64) } }
    expect((await auditor.call('checkAudit', forged)).body).toMatchObject({ is_whole: false })
    refused(await auditor.call('checkAudit', { json: { number: '1' } }), 422, 'INVALID_FIELDS')
    refused(await auditor.call('listPersons'), 403, 'FORBIDDEN')
    refused(await auditor.call('readIdCardWithPortrait', { jpeg: card.jpeg }), 403, 'FORBIDDEN')
    refused(await clerk.call('listAudit'), 403, 'FORBIDDEN')
  })

  await test.step('too many wrong passwords have to wait', async () => {
    const stranger = new ContractClient(url())
    const json = { id_number: invent().id_number, password: 'not-the-password' }
    const codes: unknown[] = []
    for (let i = 0; i < 7; i++) codes.push((await stranger.call('createSession', { json })).body.code)
    expect(codes[0]).toBe('WRONG_CREDENTIALS')
    expect(codes.at(-1)).toBe('TOO_MANY_TRIES')
  })

  await test.step('what somebody changes about the own login', async () => {
    const { id_number, password } = person
    const elsewhere = new ContractClient(url())
    await elsewhere.call('createSession', { json: { id_number, password } })
    const sessions = (await citizen.call('listSessions')).body.sessions as {
      session_id: string
      is_current: boolean
    }[]
    expect(sessions).toHaveLength(2)
    const [current, other] = [true, false].map((is) => sessions.find(({ is_current }) => is_current === is)!)
    refused(
      await citizen.call('deleteOtherSession', { path: { session_id: current!.session_id } }),
      404,
      'NOT_FOUND',
    )
    const path = { session_id: other!.session_id }
    expect((await citizen.call('deleteOtherSession', { path })).status).toBe(204)
    refused(await elsewhere.call('getMe'), 401, 'UNAUTHENTICATED')
    expect((await citizen.call('deleteOtherSessions')).status).toBe(204)
    refused(await elsewhere.call('getMe'), 401, 'UNAUTHENTICATED')
    const json = { password, phone: '13800000000', phone_again: '13800000000' }
    expect((await citizen.call('changePhone', { json })).body).toMatchObject({ phone_masked: '138****0000' })
    const new_password = `${password}-2`
    refused(
      await citizen.call('changePassword', { json: { password: 'not-the-password', new_password } }),
      422,
      'INVALID_FIELDS',
    )
    const changed = await citizen.call('changePassword', { json: { password, new_password } })
    expect(changed.status).toBe(204)
    const leaver = invent()
    const leaving = new ContractClient(url())
    const own = { id_number: leaver.id_number, password: leaver.password }
    const account = { ...leaver, phone_again: leaver.phone, terms_version }
    await leaving.call('createAccount', { headers: key(), json: account })
    await leaving.call('createSession', { json: own })
    const close = (password: string) => leaving.call('closeAccount', { json: { password } })
    refused(await close('not-the-password'), 422, 'INVALID_FIELDS')
    const asked = await leaving.call('createTicket', { headers: key(), json: { kind: 'CALLBACK' } })
    refused(await close(leaver.password), 409, 'ACCOUNT_IN_USE')
    await leaving.call('withdrawTicket', { path: { ticket_id: String(asked.body.ticket_id) } })
    expect((await close(leaver.password)).status).toBe(204)
    refused(await close(leaver.password), 401, 'UNAUTHENTICATED')
    refused(await leaving.call('createSession', { json: own }), 401, 'WRONG_CREDENTIALS')
    const auditor = await operator(url(), 'auditor')
    const change = (password: string, new_password: string) =>
      auditor.call('changeOperatorPassword', { json: { password, new_password } })
    refused(await change(demoPassword, demoPassword), 422, 'INVALID_FIELDS')
    expect((await change(demoPassword, 'for a moment 26')).status).toBe(204)
    expect((await change('for a moment 26', demoPassword)).status).toBe(204)
  })

  await test.step('lists come in, and go out', async () => {
    const listed = invent()
    const text = `姓名,证号,待遇类别\n${listed.name},${listed.id_number},WORK_INJURY\n试错,1,WORK_INJURY\n`
    const octets = { 'Content-Type': 'application/octet-stream' }
    const query = { kind: 'ROSTER', file_name: '契约.csv' }
    const headers = { ...key(), ...octets }
    const handedIn = await clerk.call('createImport', { query, headers, text })
    expect(handedIn.status).toBe(201)
    const path = { import_id: String(handedIn.body.import_id) }
    expect((await clerk.call('createImport', { query, headers, text })).body).toMatchObject(path)
    refused(await clerk.call('createImport', { query, headers, text: 'other' }), 409, 'IDEMPOTENCY_CONFLICT')
    refused(await clerk.call('createImport', { query, headers: key(), text }), 415, 'UNSUPPORTED_MEDIA_TYPE')
    const becomes = (state: string) =>
      expect
        .poll(async () => (await clerk.call('getImport', { path })).body.state, { timeout: 20_000 })
        .toBe(state)
    await becomes('UNMAPPED')
    const { samples } = (await clerk.call('getImport', { path })).body as { samples: string[][] }
    expect(samples[0]).toEqual([listed.name, '试错'])
    expect(samples[1]![0]).toBe(listed.id_number.replace(/^(.{6}).{8}/, '$1********'))
    refused(await clerk.call('startImport', { path }), 409, 'TASK_REFUSED')
    refused(await clerk.call('setImportColumns', { path, json: { name: '0' } }), 422, 'INVALID_FIELDS')
    const json = { name: '0', id_number: '1', category: '2' }
    expect((await clerk.call('setImportColumns', { path, json })).body).toMatchObject({ state: 'CHECKING' })
    await becomes('CHECKED')
    expect((await clerk.call('startImport', { path })).body).toMatchObject({ state: 'RUNNING' })
    await becomes('DONE')
    const done = (await clerk.call('getImport', { path })).body
    expect(done).toMatchObject({
      counts: { added: 1, refused: 1 },
      faults: [{ line: 3, field: 'id_number' }],
    })
    expect((await clerk.call('getImportFaultsCsv', { path })).status).toBe(200)
    expect((await clerk.call('getImportFaultsXlsx', { path })).status).toBe(200)
    refused(await clerk.call('exportPersonsCsv', { query: { reason: 'CURIOSITY' } }), 422, 'INVALID_FIELDS')
    const reason = { query: { reason: 'PAYMENT' } }
    const exported = await clerk.call('exportPersonsCsv', reason)
    expect(new TextDecoder().decode(exported.bytes)).toContain(listed.id_number)
    expect((await clerk.call('exportPersonsXlsx', reason)).status).toBe(200)
    expect((await clerk.call('undoImport', { path })).body).toMatchObject({ state: 'UNDOING' })
    await becomes('UNDONE')
    expect((await clerk.call('getImport', { path })).body).toMatchObject({ taken_back: 1, kept: {} })
    refused(await clerk.call('discardImport', { path }), 409, 'TASK_REFUSED')
    expect((await clerk.call('listImports')).body.imports).toHaveLength(1)
  })

  expect((await citizen.call('deleteSession')).status).toBe(204)
  refused(await citizen.call('getMe'), 401, 'UNAUTHENTICATED')

  expect([...ContractClient.called].sort()).toEqual(ContractClient.operations().sort())
  console.log(`contract: ${ContractClient.called.size} operations, ${ContractClient.errors.size} error codes`)
})
