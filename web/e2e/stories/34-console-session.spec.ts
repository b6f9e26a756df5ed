import type { Page } from '@playwright/test'
import { key, listed, newPersonOf, operator, succeeded } from '../support/enrolment'
import { paper } from '../support/office'
import { demoPassword, invent } from '../support/people'
import {
  expect,
  needFaces,
  needNetworks,
  openReview,
  pictureOfField,
  picturesOfDesk,
  readyCitizen,
  test,
} from '../support/stage'

const picture = { name: 'evidence.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(paper()) }
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

/** The server forgets the session, as after half an hour; the page learns that at its next call. */
async function endSession(page: Page): Promise<void> {
  const ended = await page
    .context()
    .request.delete(new URL('/api/v1/console/sessions/current', page.url()).href)
  expect(ended.status()).toBe(204)
}

/** The dialog over the page, answered with the keyboard alone. */
async function logInAgain(page: Page): Promise<void> {
  const dialog = page.getByTestId('login-again')
  await expect(dialog).toContainText('您填的内容都还在')
  await expect(page.locator('#password')).toBeFocused()
  await page.keyboard.type(demoPassword)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
}

test('登录失效后填的内容还在：重新登录就接着办；换了别人登录，一点不留', async ({ stage, startServer }) => {
  const server = await startServer({ name: 'console-session' })
  stage.address = server.url
  const clerk = await operator(server.url, 'clerk')
  const assisted = { ...invent(), name: '试辅助' }
  const { person_id } = await listed(clerk, assisted)
  const desk = await stage.desk('clerk')

  const added = { ...invent(), name: '试新增' }
  await desk.goto(`${server.url}/console/persons/new`)
  await desk.locator('#name').fill(added.name)
  await desk.locator('#id_number').fill(added.id_number)
  await desk.getByTestId('category').click()
  await desk.locator('.el-select-dropdown__item').first().click()
  await desk.locator('#phone').fill(added.phone)
  await endSession(desk)
  await desk.getByTestId('save-person').click()
  await expect(desk.getByTestId('login-again')).toBeVisible()
  await picturesOfDesk(desk, '34-login-again')
  // The keyboard stays in the dialog, and leads nowhere else.
  for (let stops = 0; stops < 8; stops++) {
    await desk.keyboard.press('Tab')
    const isInside = await desk.evaluate(() => !!document.activeElement?.closest('.login-again'))
    expect(isInside).toBe(true)
  }
  await desk.keyboard.press('Escape')
  await desk.locator('#password').fill('not-the-password')
  await desk.getByTestId('login').click()
  await expect(desk.getByText('账号或密码不对')).toBeVisible()
  await desk.locator('#password').fill('')
  await desk.locator('#password').focus()
  await logInAgain(desk)
  await expect(desk.getByTestId('make-reference')).toBeVisible()
  await expect(desk.locator('h1')).toContainText(added.name)

  // An assisted proof with its picture.
  await desk.goto(`${server.url}/console/persons/${person_id}`)
  await desk.getByTestId('assist').click()
  await desk.getByTestId('way-STREET_OFFICE').click()
  await desk.getByTestId('evidence-file-PAPER').setInputFiles(picture)
  await desk.locator('#issuer').fill('试街道办事处')
  await endSession(desk)
  await desk.getByTestId('save-assisted').click()
  await logInAgain(desk)
  await expect(desk.getByText('已提交，等审核员确认。')).toBeVisible()
  const waiting = (await clerk.call('listAssistedProofs')).body.proofs
  expect(waiting).toMatchObject([{ person_id, issuer: '试街道办事处' }])

  // Another one who logs in there finds nothing of it, and nothing of it is saved.
  const left = { ...invent(), name: '试没存' }
  await desk.goto(`${server.url}/console/persons/new`)
  await desk.locator('#name').fill(left.name)
  await desk.locator('#id_number').fill(left.id_number)
  await desk.getByTestId('category').click()
  await desk.locator('.el-select-dropdown__item').first().click()
  await desk.locator('#phone').fill(left.phone)
  await endSession(desk)
  await desk.getByTestId('save-person').click()
  await expect(desk.getByTestId('login-again')).toBeVisible()
  await desk.locator('#login').fill('reviewer')
  await desk.locator('#password').fill(demoPassword)
  await desk.getByTestId('login').click()
  await expect(desk).toHaveURL(`${server.url}/console/desk`)
  await expect(desk.getByTestId('nav-account')).toContainText('审核员')
  await desk.getByTestId('add-person').click()
  await expect(desk.locator('#name')).toHaveValue('')
  const found = await clerk.call('searchPersons', { json: { query: left.id_number } })
  expect(found.body.persons).toEqual([])
})

test('协办员：被退回的辅助认证看得到原因，重新提交；能导出未认证名单', async ({ stage, startServer }) => {
  const server = await startServer({ name: 'refused-proof' })
  stage.address = server.url
  const clerk = await operator(server.url, 'clerk')
  const helper = await operator(server.url, 'helper')
  const person = { ...invent(), name: '试被退' }
  // In the demo helper's region.
  const region = String((await helper.call('getOperator')).body.region)
  const json = { ...(await newPersonOf(clerk, person)), region }
  const added = succeeded(await clerk.call('createPerson', { headers: key(), json }), 201)
  const path = { person_id: String(added.body.person_id) }
  const query = { way: 'HOME_VISIT', seen_on: today() }
  const made = await helper.call('createAssistedProof', { path, query, headers: key(), jpeg: paper() })
  const { proof_id } = succeeded(made, 201).body as { proof_id: string }
  const reviewer = await operator(server.url, 'reviewer')
  const refusal = { path: { proof_id }, json: { note: '照片里看不清脸' } }
  succeeded(await reviewer.call('refuseAssistedProof', refusal), 200)

  const phone = await stage.fieldPhone('helper', 'none')
  await expect(phone.getByTestId('desk-REFUSED_PROOFS').getByTestId('waiting')).toHaveText('1')
  await phone.getByTestId('desk-REFUSED_PROOFS').getByTestId('all').click()
  await expect(phone.getByTestId('refused-proofs')).toContainText('照片里看不清脸')
  await pictureOfField(phone, '34-refused')
  await phone.getByTestId('hand-in-anew').click()
  await phone.getByTestId('way-HOME_VISIT').click()
  await phone.getByTestId('evidence-file-PHOTO').setInputFiles(picture)
  await phone.getByTestId('consent-SPOKEN').click()
  await phone.getByTestId('save-assisted').click()
  await expect(phone.getByText('已提交，等审核员确认。')).toBeVisible()
  await expect(phone.getByTestId('refused-proofs')).toHaveCount(0)
  await expect(phone.getByTestId('proofs')).toContainText(person.name)

  const plan = { name: '试年度', category_code: (json as unknown as { category_code: string }).category_code }
  succeeded(await clerk.call('createPlan', { headers: key(), json: plan }), 201)
  await expect
    .poll(async () => (await helper.call('listTasks', { query: { state: 'PENDING' } })).body.tasks, {
      timeout: 20_000,
    })
    .not.toHaveLength(0)
  await phone.goto(`${server.url}/console/tasks`)
  for (const format of ['csv', 'xlsx']) {
    const download = phone.waitForEvent('download')
    await phone.getByTestId(`unfinished-${format}`).click()
    await phone.getByTestId('reason-CALL').click()
    await phone.getByTestId('disclose').click()
    expect((await download).suggestedFilename()).toBe(`未认证名单.${format}`)
    await expect(phone.getByTestId('exported')).toHaveText('已下载 1 个文件。')
  }
  await pictureOfField(phone, '34-unfinished')
})

test('审核台：写了意见再按 n，先问一声', async ({ stage }) => {
  needNetworks()
  const [pair, other] = needFaces(36, 37)
  const person = { ...invent(), name: '试意见' }
  const phone = await readyCitizen(stage, person, pair!.first, { photo: other!.first })
  await phone.goto(new URL('/consent?mode=STATIC', phone.url()).href)
  await phone.getByTestId('agree').click()
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('reason')).toBeVisible()
  const request = phone.getByTestId('request-review')
  if (await request.isVisible()) await request.click()
  await expect(phone.getByTestId('review')).toBeVisible()

  const desk = await stage.desk('reviewer')
  await openReview(desk, person)
  const address = desk.url()
  await desk.locator('#note').fill('照片模糊，请再拍')
  await desk.keyboard.press('Escape')
  await desk.keyboard.press('n')
  const asked = desk.getByRole('dialog').filter({ hasText: '写的内容还没有提交' })
  await expect(asked).toBeVisible()
  await picturesOfDesk(desk, '34-note')
  await asked.getByRole('button', { name: '留下继续' }).click()
  await expect(asked).toBeHidden()
  await expect(desk.locator('#note')).toHaveValue('照片模糊，请再拍')
  expect(desk.url()).toBe(address)
  await desk.getByTestId('next-case').click()
  await asked.getByRole('button', { name: '不要了，离开' }).click()
  await expect(desk).not.toHaveURL(address)
})
