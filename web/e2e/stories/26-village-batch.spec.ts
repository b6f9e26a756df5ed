import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { ContractClient } from '../support/contract'
import {
  addOperator,
  key,
  newAccountOf,
  newPersonOf,
  operator,
  spoken,
  succeeded,
} from '../support/enrolment'
import { paper } from '../support/office'
import { invent, type Invented } from '../support/people'
import { remainsOn } from '../support/remains'
import { expect, logIn, pictureOfField, picturesOfDesk, picturesOfPhone, test } from '../support/stage'

const people_max = 20
/** Of the demo's helper. */
const village = '999999101201'
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

interface Listed extends Invented {
  person_id: string
}

async function listedIn(clerk: ContractClient, name: string, extra: object): Promise<Listed> {
  const person = { ...invent(), name }
  const json = { ...(await newPersonOf(clerk, person)), ...extra }
  const added = succeeded(await clerk.call('createPerson', { headers: key(), json }), 201)
  return { ...person, person_id: String(added.body.person_id) }
}

/** Takes a picture of whoever stands before the camera. */
async function takeOne(phone: Page): Promise<string> {
  const name = await phone.getByTestId('whom').innerText()
  await phone.getByTestId('consent-SPOKEN').click()
  await phone.getByTestId('shoot-field').click()
  await phone.getByTestId('use-picture').click()
  return name
}

async function takeMany(phone: Page, n: number): Promise<void> {
  await phone.getByTestId('begin').click()
  for (let i = 0; i < n; i++) {
    const name = await takeOne(phone)
    // The last one of all leaves nobody before the camera.
    await expect(phone.getByTestId('whom').filter({ hasText: name })).toHaveCount(0)
  }
  if (await phone.getByTestId('end-capture').isVisible()) await phone.getByTestId('end-capture').click()
}

test('协办员上门：二十个人，半路没有网，关掉页面再打开，一个也不丢；被换过的照片不收', async ({
  stage,
  startServer,
}) => {
  test.setTimeout(300_000)
  const server = await startServer({ name: 'village' })
  stage.address = server.url
  const clerk = await operator(server.url, 'clerk')
  // Two of the demo's people live there.
  const people: Listed[] = []
  for (const family of '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦')
    people.push(await listedIn(clerk, `试村${family}`, { region: village }))
  expect(people).toHaveLength(people_max - 2)

  const phone = await stage.fieldPhone('helper', 'empty room')
  await pictureOfField(phone, '26-desk')
  await phone.getByTestId('to-batch').click()
  await expect(phone.getByTestId('begin')).toContainText(`${people_max} 人`)
  await pictureOfField(phone, '26-list')
  await phone.getByTestId('begin').click()
  await expect(phone.getByTestId('field-consent')).toContainText('不同意也没关系')
  await expect(phone.getByTestId('shoot-field')).toBeDisabled()
  await pictureOfField(phone, '26-camera')
  await phone.getByTestId('consent-PAPER').click()
  await phone.getByTestId('shoot-field').click()
  await expect(phone.getByTestId('field-preview')).toBeVisible()
  await pictureOfField(phone, '26-check')
  await phone.getByTestId('again').click()
  await phone.getByTestId('end-capture').click()
  await takeMany(phone, 6)
  await expect(phone.getByTestId('sent')).toHaveText('6')

  const context = phone.context()
  await context.setOffline(true)
  await takeMany(phone, 8)
  await expect(phone.getByTestId('field-state').getByTestId('waiting')).toHaveText('8')
  await expect(phone.getByTestId('field-state')).toContainText('没有网络')
  await pictureOfField(phone, '26-offline')
  const onPhone = phone.getByTestId('field-row').filter({ hasText: '在手机里' })
  await expect(onPhone).toHaveCount(8)
  const name = await onPhone.first().locator('strong').innerText()
  const met = people.find((person) => person.name === name)!
  await phone.close()

  // Meanwhile somebody else saw one of them, and a reviewer confirmed it.
  const path = { person_id: met.person_id }
  const query = { way: 'AGENCY', seen_on: today(), ...(await spoken(clerk)) }
  const made = await clerk.call('createAssistedProof', { path, query, headers: key(), jpeg: paper() })
  const { proof_id } = succeeded(made, 201).body
  const reviewer = await operator(server.url, 'reviewer')
  const proof = { path: { proof_id: String(proof_id) }, json: { seen: ['PHOTO'] } }
  succeeded(await reviewer.call('confirmAssistedProof', proof), 200)

  await context.setOffline(false)
  const anew = await context.newPage()
  await anew.goto(`${server.url}/console/login`)
  // What waits is noise for whoever opens the phone.
  const kept = await remainsOn(anew, met)
  expect(kept.found).toEqual([])
  expect(kept.bytes).toBeGreaterThan(5000)
  await anew.goto(`${server.url}/console/batch`)
  await expect(anew.getByTestId('sent')).toHaveText('7')
  await expect(anew.getByTestId('field-state').getByTestId('waiting')).toHaveText('0')
  await expect(anew.getByTestId('conflict')).toHaveCount(1)
  await expect(anew.getByTestId('conflict')).toContainText(met.name)
  await expect(anew.getByTestId('conflict')).toContainText('已经用别的办法认证过了')
  await pictureOfField(anew, '26-conflict')
  await anew.getByTestId('dismiss').click()
  await expect(anew.getByTestId('conflict')).toHaveCount(0)

  // Somebody on the way puts another picture in the place of the one that was taken.
  await anew.route('**/assisted-proofs?*', (route) => route.continue({ postData: Buffer.from(paper()) }))
  await anew.getByTestId('begin').click()
  const cheated = await takeOne(anew)
  await anew.getByTestId('end-capture').click()
  await expect(anew.getByTestId('conflict')).toContainText(cheated)
  await expect(anew.getByTestId('conflict')).toContainText('照片和拍的时候不一样了，没有收下。请重新拍一张')
  await pictureOfField(anew, '26-tampered')
  await anew.unroute('**/assisted-proofs?*')
  await anew.getByTestId('dismiss').click()
  await expect(anew.getByTestId('field-row').filter({ hasText: cheated })).toBeEnabled()

  await takeMany(anew, people_max - 14)
  await expect(anew.getByTestId('all-done')).toBeVisible()
  await expect(anew.getByTestId('sent')).toHaveText(String(people_max - 7))
  await pictureOfField(anew, '26-done')
  const waiting = (await reviewer.call('listAssistedProofs')).body.proofs as {
    person_id: string
    person_name: string
    way: string
    made_by: string
    made_at: string
    field: { captured_at: string; sequence: number; key_print: string }
  }[]
  expect(new Set(waiting.map(({ person_id }) => person_id)).size).toBe(people_max - 1)
  expect(waiting).toHaveLength(people_max - 1)
  for (const { way, made_by, made_at, field } of waiting) {
    expect({ way, made_by }).toEqual({ way: 'VILLAGE', made_by: 'helper' })
    expect(Date.parse(field.captured_at)).toBeLessThanOrEqual(Date.parse(made_at))
  }
  // One phone, and no place of its key twice; that of the one who was seen elsewhere, and of the changed one, is missing.
  expect(new Set(waiting.map(({ field }) => field.key_print)).size).toBe(1)
  expect(new Set(waiting.map(({ field }) => field.sequence)).size).toBe(people_max - 1)

  const desk = await stage.desk('reviewer')
  await desk.goto(`${server.url}/console/assisted-proofs`)
  await expect(desk.getByTestId('proofs')).toContainText('现场签名')
  await desk.getByTestId('see-proof').first().click()
  await expect(desk.getByTestId('field-taken')).toBeVisible()
  await expect(desk.getByTestId('proof-consent')).toHaveText('本人口头同意')
  await expect(desk.getByTestId('field-key')).toContainText(waiting[0]!.field.key_print)
  await expect(desk.getByTestId('evidence')).toBeVisible()
  await picturesOfDesk(desk, '26-review')

  await anew.getByTestId('menu').click()
  await anew.getByTestId('logout').click()
  await expect(anew.locator('#login')).toBeVisible()
  expect(await remainsOn(anew, met)).toEqual({ found: [], records: 0, bytes: 0 })
})

/** On the person's page: a photograph and a paper, of which the second is lost on the way. */
async function assistInParts(phone: Page, address: string): Promise<void> {
  await phone.goto(address)
  await phone.getByTestId('assist').click()
  await expect(phone.getByTestId('way-EMPLOYER')).toBeVisible()
  const file = (lines: number) => ({
    name: 'piece.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.from(paper(lines)),
  })
  await phone.getByTestId('evidence-file-PHOTO').setInputFiles(file(6))
  await phone.getByTestId('evidence-file-PAPER').setInputFiles(file(3))
  await expect(phone.getByTestId('evidence-preview')).toHaveCount(2)
  await expect(phone.getByTestId('save-assisted')).toBeDisabled()
  await phone.getByTestId('consent-PAPER').click()
  await phone.route('**/evidence/PAPER', (route) => route.abort())
  await phone.getByTestId('save-assisted').click()
  await expect(phone.getByTestId('partly')).toContainText('再点“提交”补传')
  await expect(phone.getByTestId('assisted-dialog').getByTestId('failure')).toContainText('网络')
  // What has arrived is not taken back.
  await expect(phone.getByTestId('remove-PHOTO')).toHaveCount(0)
  await pictureOfField(phone, '26-partly')
  await phone.unroute('**/evidence/PAPER')
  await phone.getByTestId('save-assisted').click()
  await expect(phone.getByText('已提交，等审核员确认。')).toBeVisible()
  await expect(phone.getByTestId('assisted-dialog')).toHaveCount(0)
}

test('用人单位：交的材料没传完可以补，审核员确认，本人看到凭证；只有自己的人；没有送出就退出，先问一声', async ({
  stage,
  startServer,
}) => {
  const server = await startServer({ name: 'mill' })
  stage.address = server.url
  const clerk = await operator(server.url, 'clerk')
  const code = '91330100799655058B'
  succeeded(await clerk.call('createEmployer', { json: { code, name: '试纺织厂' } }), 201)
  const retired = await listedIn(clerk, '试退一', { employer_code: code })
  await listedIn(clerk, '试退二', { employer_code: code })
  await listedIn(clerk, '试外人', {})
  await addOperator(server.url, { login: 'mill', name: '试劳资', role: 'EMPLOYER', employer_code: code })

  const { person_id, ...seen } = await listedIn(clerk, '试退零', { employer_code: code })
  const account = await newAccountOf(clerk, seen)
  succeeded(
    await new ContractClient(server.url).call('createAccount', { headers: key(), json: account }),
    201,
  )

  const phone = await stage.fieldPhone('mill', 'empty room')
  await assistInParts(phone, `${server.url}/console/persons/${person_id}`)
  const desk = await stage.desk('reviewer')
  await desk.getByTestId('desk-ASSISTED_PROOFS').getByTestId('next').click()
  await expect(desk.getByTestId('evidence')).toHaveCount(2)
  await expect(desk.getByTestId('proof-dialog')).toContainText(seen.name)
  await desk.getByTestId('confirm-proof').click()
  await expect(desk.getByText('已确认，本人认证通过。')).toBeVisible()
  const own = await stage.phone()
  await own.goto(`${server.url}/login`)
  await logIn(own, seen)
  await own.goto(`${server.url}/proof`)
  await expect(own.getByTestId('proof-done')).toBeVisible()
  await picturesOfPhone(own, '26-employer-done')
  await own.getByTestId('to-pass').click()
  await expect(own.getByTestId('face-passed')).toBeVisible()
  const download = own.waitForEvent('download')
  await own.getByTestId('receipt').click()
  expect(
    readFileSync(await (await download).path())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-')

  // Who is proved already need not be photographed.
  await phone.goto(`${server.url}/console/batch`)
  await expect(phone.getByTestId('field-row')).toHaveCount(2)
  await expect(phone.getByTestId('field-people')).not.toContainText('试外人')
  await phone.getByTestId('field-row').filter({ hasText: retired.name }).click()
  await takeOne(phone)
  await expect(phone.getByTestId('sent')).toHaveText('1')
  await phone.context().setOffline(true)
  await takeOne(phone)
  await expect(phone.getByTestId('field-state').getByTestId('waiting')).toHaveText('1')
  const reviewer = await operator(server.url, 'reviewer')
  expect((await reviewer.call('listAssistedProofs')).body.proofs).toMatchObject([
    { person_name: retired.name, way: 'EMPLOYER' },
  ])

  await phone.context().setOffline(false)
  await expect(phone.getByTestId('sent')).toHaveText('2')
  await phone.route('**/assisted-proofs?*', (route) => route.abort())
  await phone.reload()
  await phone.getByTestId('show-all').click()
  await expect(phone.getByTestId('field-row').filter({ hasText: '待确认' })).toHaveCount(2)

  const late = await listedIn(clerk, '试退三', { employer_code: code })
  await phone.reload()
  await phone.getByTestId('begin').click()
  await takeOne(phone)
  await expect(phone.getByTestId('field-state').getByTestId('waiting')).toHaveText('1')
  await phone.getByTestId('menu').click()
  await phone.getByTestId('logout').click()
  await expect(phone.getByText('退出登录会把它们删掉')).toBeVisible()
  await phone.getByRole('button', { name: '先不退出' }).click()
  await phone.getByTestId('logout').click()
  await phone.getByRole('button', { name: '删掉并退出' }).click()
  await expect(phone.locator('#login')).toBeVisible()
  expect(await remainsOn(phone, late)).toEqual({ found: [], records: 0, bytes: 0 })
})
