import type { Page } from '@playwright/test'
import { groupIdNumber } from '../../packages/ui/src/idNumber'
import { drawCard, inventedAddress } from '../support/card'
import { ContractClient } from '../support/contract'
import { key, newAccountOf, newPersonOf, operator, succeeded } from '../support/enrolment'
import { invent, type Invented } from '../support/people'
import {
  expect,
  goToCamera,
  logIn,
  needFaces,
  needNetworks,
  picturesOfDesk,
  picturesOfPhone,
  register,
  test,
  tryUntilRead,
  url,
} from '../support/stage'

/** Somebody with a name as cards have them. */
const inventNamed = (name: string): Invented => ({ ...invent(), name })

/** Until then no picture is read; for pictures of the page while it looks. */
async function holdReading(page: Page): Promise<() => void> {
  let release!: () => void
  const held = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/api/v1/id-cards/read', async (route) => {
    await held
    await route.continue()
  })
  return release
}

async function expectOnCheck(phone: Page, { name, id_number }: Invented): Promise<void> {
  await expect(phone.getByTestId('card-check')).toHaveText('请和身份证核对')
  await expect(phone.getByTestId('card-number')).toHaveText(groupIdNumber(id_number))
  await expect(phone.getByTestId('card-name')).toHaveText(name)
}

test('a daughter adds her mother by pointing the phone at her ID card', async ({ stage }) => {
  const [pair] = needFaces(28)
  const mother = inventNamed('王试兰')
  const clerk = await operator(url(), 'clerk')
  succeeded(await clerk.call('createPerson', { headers: key(), json: await newPersonOf(clerk, mother) }), 201)
  const daughter = invent()
  const guest = new ContractClient(url())
  const account = { headers: key(), json: await newAccountOf(guest, daughter) }
  succeeded(await guest.call('createAccount', account), 201)

  const card = await drawCard({ ...mother, portrait: pair!.first })
  const phone = await stage.phone({ still: card.dataUrl })
  await phone.goto(`${url()}/login`)
  await logIn(phone, daughter)
  await phone.goto(`${url()}/relatives`)
  await phone.getByTestId('add').click()
  await phone.locator('#field-name').fill('还没写完')
  await picturesOfPhone(phone, '110-relatives-name')

  // It is said what for before the camera opens, and the phone's back button loses nothing.
  await phone.getByTestId('scan-card').click()
  await expect(phone.getByTestId('card-notice')).toContainText('不保存')
  await expect(phone.locator('video')).toBeHidden()
  await picturesOfPhone(phone, '111-card-notice')
  await phone.goBack()
  await expect(phone.locator('#field-name')).toHaveValue('还没写完')

  await phone.getByTestId('scan-card').click()
  const release = await holdReading(phone)
  await phone.getByTestId('card-start').click()
  await expect(phone.locator('video')).toBeVisible()
  await expect(phone.getByTestId('card-hint')).toHaveText('正在看，请拿稳不动')
  await picturesOfPhone(phone, '112-card-looking')
  release()
  await expectOnCheck(phone, mother)
  await expect(phone.getByTestId('card-right')).toBeEnabled()
  await picturesOfPhone(phone, '113-card-check')
  await phone.getByTestId('card-again').click()
  await expectOnCheck(phone, mother)
  await phone.getByTestId('card-right').click()

  await phone.getByTestId('relation-CHILD').click()
  await expect(phone.getByTestId('relative')).toContainText(mother.name)
})

test('who registers without a camera that works has a picture of the card read', async ({ stage }) => {
  const [pair] = needFaces(29)
  const person = inventNamed('李试明')
  const card = await drawCard({ ...person, portrait: pair!.first })
  const phone = await stage.phone()
  await phone.goto(`${url()}/register`)
  await picturesOfPhone(phone, '114-register-name')
  await phone.getByTestId('scan-card').click()
  await phone.getByTestId('card-start').click()
  await expect(phone.getByTestId('block')).toContainText('没有找到摄像头')
  await expect(phone.getByTestId('no-matter')).toContainText('自己填')
  await expect(phone.getByTestId('card-start')).toHaveText('再试一次')
  await picturesOfPhone(phone, '115-card-no-camera')
  await phone.getByTestId('card-file-input').setInputFiles(card.file)
  await expectOnCheck(phone, person)

  // What was misread is put right by typing.
  await phone.getByTestId('card-correct').click()
  await expect(phone.locator('#field-name')).toHaveValue(person.name)
  await phone.getByTestId('next').click()
  await expect(phone.locator('#field-id_number')).toHaveValue(groupIdNumber(person.id_number))
  await phone.getByTestId('previous').click()

  await phone.getByTestId('scan-card').click()
  await phone.getByTestId('card-file-input').setInputFiles(card.file)
  await phone.getByTestId('card-right').click()
  for (const [field, value] of [
    ['password', person.password],
    ['phone', person.phone],
    ['phone_again', person.phone],
  ] as const) {
    await phone.locator(`#field-${field}`).fill(value)
    await phone.getByTestId('next').click()
  }
  await phone.getByTestId('accept').click()
  await phone.getByTestId('next').click()
  await phone.getByTestId('to-login').click()
  await logIn(phone, person)
})

test('what is no ID card is told in words, and typing goes on', async ({ stage }) => {
  const [pair] = needFaces(29)
  const person = invent()
  const phone = await stage.phone('empty room')
  await phone.goto(`${url()}/register`)
  await phone.getByTestId('scan-card').click()
  await phone.getByTestId('card-start').click()
  const hint = phone.getByTestId('card-hint')
  await expect(hint).toContainText('没看到身份证')
  await picturesOfPhone(phone, '116-card-missing')
  await phone.getByTestId('card-shoot').click()
  await expect(phone.getByTestId('card-shoot')).toBeEnabled()
  await expect(hint).toContainText('没看到身份证')
  await phone.getByTestId('card-file-input').setInputFiles(pair!.first)
  await expect(phone.getByTestId('card-start')).toBeVisible()
  await expect(hint).toContainText('没看到身份证')
  await picturesOfPhone(phone, '117-card-file-missing')
  await phone.getByTestId('card-file-input').setInputFiles({
    name: 'notes.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.from('no picture'),
  })
  await expect(phone.getByTestId('block')).toContainText('不是照片')
  await expect(phone.getByTestId('card-start')).toHaveCount(0)
  await phone.getByTestId('card-by-hand').click()
  await phone.locator('#field-name').fill(person.name)
  await phone.getByTestId('next').click()
  await expect(phone.locator('#field-id_number')).toBeVisible()
})

/** As of a server without the languages that reading needs. */
async function readNoCards(page: Page): Promise<void> {
  await page.route('**/api/v1/service', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), reads_cards: false } })
  })
}

test('where no card can be read nobody is offered it', async ({ stage }) => {
  const phone = await stage.phone()
  await readNoCards(phone)
  await phone.goto(`${url()}/register?scan=1`)
  await expect(phone.locator('#field-name')).toBeVisible()
  await expect(phone.getByTestId('scan-card')).toHaveCount(0)
  const desk = await stage.desk('clerk')
  await readNoCards(desk)
  await desk.goto(`${url()}/console/persons/new`)
  await expect(desk.locator('#name')).toBeVisible()
  await expect(desk.getByTestId('read-card')).toHaveCount(0)
})

/** In the dialog that is open, up to what was read. */
async function readFile(desk: Page, card: Awaited<ReturnType<typeof drawCard>>): Promise<void> {
  await desk.getByTestId('card-file-input').setInputFiles(card.file)
  await expect(desk.getByTestId('card-facts')).toBeVisible()
}

test('a clerk adds somebody from the ID card, whose portrait serves until there is a photograph', async ({
  stage,
}) => {
  test.setTimeout(200_000)
  needNetworks()
  const [pair, other] = needFaces(28, 29)
  const person = inventNamed('张试英')
  const card = await drawCard({ ...person, portrait: pair!.first })
  const stranger = await drawCard({ ...inventNamed('赵试国'), portrait: other!.first })

  const desk = await stage.desk('clerk', { still: card.dataUrl })
  await desk.goto(`${url()}/console/persons/new`)
  await desk.getByTestId('read-card').click()
  await readFile(desk, card)
  await expect(desk.getByTestId('card-number')).toHaveText(groupIdNumber(person.id_number))
  await expect(desk.getByTestId('card-nation')).toHaveText('汉')
  await expect(desk.getByTestId('card-address')).toContainText(inventedAddress.slice(0, 5))
  await picturesOfDesk(desk, '118-console-card')
  await desk.getByTestId('card-take').click()
  await expect(desk.locator('#name')).toHaveValue(person.name)
  await expect(desk.locator('#id_number')).toHaveValue(person.id_number)
  await picturesOfDesk(desk, '119-console-card-filled')
  await desk.getByTestId('category').click()
  await desk.locator('.el-select-dropdown__item').first().click()
  await desk.locator('#phone').fill(person.phone)
  await desk.getByTestId('save-person').click()

  await desk.getByTestId('make-reference').click()
  await desk.getByTestId('compare-card').click()
  await readFile(desk, stranger)
  await desk.getByTestId('card-take').click()
  await expect(desk.getByTestId('card-own')).toContainText('不是此人的')
  await expect(desk.getByTestId('card-same-name')).toContainText('赵试国')
  await desk.getByTestId('save-card').click()
  await expect(desk.getByTestId('card-error')).toBeVisible()
  await picturesOfDesk(desk, '120-console-card-of-another')

  // The right one, by camera.
  await desk.getByTestId('compare-card').click()
  await desk.getByTestId('card-start').click()
  await expect(desk.getByTestId('card-facts')).toBeVisible()
  await desk.getByTestId('card-take').click()
  await expect(desk.getByTestId('card-own')).toHaveText('号码是此人的。')
  await expect(desk.getByTestId('card-same-name')).toHaveText('姓名一致。')
  await expect(desk.getByTestId('card-error')).toHaveCount(0)
  await expect(desk.getByTestId('card-portrait')).toBeVisible()
  await picturesOfDesk(desk, '121-console-card-compared')
  await desk.getByTestId('save-card').click()
  await expect(desk.getByTestId('temporary')).toContainText('人工审核')
  await expect(desk.getByTestId('reference')).toBeVisible()
  await picturesOfDesk(desk, '122-console-card-reference')

  const phone = await stage.phone({ photo: pair!.second })
  await register(phone, person)
  await logIn(phone, person)
  await goToCamera(phone)
  await phone.getByTestId('shoot').click()
  await tryUntilRead(phone)
  await expect(phone.getByTestId('face-review')).toBeVisible()

  // A photograph takes its place.
  await desk.getByTestId('make-reference').click()
  await desk.getByTestId('reference-file').setInputFiles(pair!.first)
  await desk.getByTestId('consent-PAPER').click()
  await desk.getByTestId('save-reference').click()
  await expect(desk.getByTestId('temporary')).toHaveCount(0)
})
