import type { Page } from '@playwright/test'
import type { ContractClient } from '../support/contract'
import { addOperator, key, newPersonOf, operator, succeeded } from '../support/enrolment'
import { invent, type Invented } from '../support/people'
import {
  addPerson,
  expect,
  logIn,
  makeReference,
  needFaces,
  needNetworks,
  picturesOfDesk,
  readyCitizen,
  register,
  test,
} from '../support/stage'

const region = '999904'

/** Whom the clerk added and photographed is asked by a plan that gives three tries. */
async function planned(clerk: ContractClient, person: Invented): Promise<void> {
  const { category_code } = (await newPersonOf(clerk, person)) as { category_code: string }
  const plan = { name: '试三次', category_code, region, tries_max: '3', review_workdays: '3' }
  const made = succeeded(await clerk.call('createPlan', { headers: key(), json: plan }), 201)
  const query = { state: 'PENDING', plan_id: String(made.body.plan_id) }
  await expect
    .poll(async () => (await clerk.call('listTasks', { query })).body.tasks, { timeout: 20_000 })
    .toHaveLength(1)
}

/** Another face than the photograph's, by the way that needs least time. */
async function failOnce(phone: Page): Promise<void> {
  await phone.goto(new URL('/consent?mode=STATIC', phone.url()).href)
  const agree = phone.getByTestId('agree')
  const shoot = phone.getByTestId('shoot')
  await expect(agree.or(shoot)).toBeVisible()
  if (await agree.isVisible()) await agree.click()
  await shoot.click()
  await expect(phone.getByTestId('face-notPassed')).toBeVisible()
}

test('三次不过，本人申请；审核员领取、叠加比对、用键盘办结，接着办双人复核的下一件；本人看到结果', async ({
  stage,
  startServer,
}) => {
  test.setTimeout(300_000)
  needNetworks()
  const [pair, other, third] = needFaces(43, 44, 45)
  const server = await startServer({ name: 'review-desk', rules: 'review_second_percent = 100\n' })
  stage.address = server.url
  const clerk = await operator(server.url, 'clerk')
  const person = { ...invent(), name: '试三次' }
  const counter = await stage.desk('clerk')
  await addPerson(counter, person, region)
  await makeReference(counter, pair!.first)
  await counter.context().close()
  await planned(clerk, person)
  const phone = await stage.phone({ photo: other!.first })
  await register(phone, person)
  await logIn(phone, person)
  for (let i = 0; i < 3; i++) await failOnce(phone)
  await phone.goto(`${server.url}/proof`)
  await expect(phone.getByTestId('tries-used')).toBeVisible()
  await phone.getByTestId('ask-for-review').click()
  await phone.getByTestId('request-review').click()
  await expect(phone.getByTestId('review')).toContainText('最迟')

  // A second case, and now there are two who can decide it: the right face, but a photograph that moves nothing, which a
  // person looks at.
  const second = await addOperator(server.url, { login: 'reviewer-2', name: '试审核二', role: 'REVIEWER' })
  const next = { ...invent(), name: '试下件' }
  const nextPhone = await readyCitizen(stage, next, third!.first, { photo: third!.second })
  await nextPhone.goto(`${server.url}/consent?mode=STATIC`)
  await nextPhone.getByTestId('agree').click()
  await nextPhone.getByTestId('shoot').click()
  await expect(nextPhone.getByTestId('review')).toContainText('最迟')

  const { reviews } = (await second.call('listReviews')).body as {
    reviews: { review_id: string; person_name: string }[]
  }
  expect(reviews.map(({ person_name }) => person_name).sort()).toEqual(['试三次', '试下件'].sort())
  const { review_id } = reviews.find(({ person_name }) => person_name === '试三次')!
  succeeded(await second.call('claimReview', { path: { review_id } }), 200)

  const desk = await stage.desk('reviewer')
  await expect(desk.getByTestId('desk-REVIEWS').getByTestId('waiting')).toHaveText('2')
  await desk.getByTestId('nav-reviews').click()
  await expect(desk.getByTestId('reviews')).toContainText('reviewer-2 正在办')
  await picturesOfDesk(desk, '28-reviews')
  await desk.goto(`${server.url}/console/reviews/${review_id}`)
  await expect(desk.getByTestId('claimed')).toContainText('reviewer-2')
  await expect(desk.getByTestId('frame')).toBeVisible()
  await expect(desk.getByTestId('approve')).toBeDisabled()
  await picturesOfDesk(desk, '28-claimed')
  succeeded(await second.call('releaseReview', { path: { review_id } }), 200)
  await desk.getByTestId('claim-again').click()
  await expect(desk.getByTestId('claimed')).toHaveCount(0)
  await expect(desk.getByTestId('approve')).toBeEnabled()
  expect((await second.call('claimReview', { path: { review_id } })).status).toBe(409)

  await expect(desk.getByTestId('photograph')).toBeVisible()
  await expect(desk.getByTestId('scores').locator('svg')).toBeVisible()
  await expect(desk.getByTestId('earlier')).toContainText('未通过')
  await expect(desk.getByTestId('countdown')).toContainText('个工作日')
  await expect(desk.getByTestId('quality')).toContainText('照片质量')
  await expect(desk.getByTestId('quality')).not.toContainText('没有记录')
  // Nobody agreed that a picture is kept.
  await expect(desk.getByTestId('may-not-promote')).toBeVisible()
  await expect(desk.getByTestId('promote')).toHaveCount(0)
  await picturesOfDesk(desk, '28-review')

  // The keys.
  await desk.keyboard.press('?')
  await expect(desk.getByTestId('key-help')).toBeVisible()
  await picturesOfDesk(desk, '28-keys')
  await desk.keyboard.press('Escape')
  await expect(desk.getByTestId('key-help')).toBeHidden()
  await desk.keyboard.press('j')
  await expect(desk.getByTestId('thumb').nth(1)).toHaveAttribute('aria-current', 'true')
  await desk.keyboard.press('k')
  await expect(desk.getByTestId('thumb').first()).toHaveAttribute('aria-current', 'true')
  await desk.keyboard.press('+')
  await expect(desk.getByTestId('zoom')).toHaveText('140%')
  await desk.getByTestId('frame').hover()
  await desk.mouse.wheel(0, -100)
  await expect(desk.getByTestId('zoom')).toHaveText('161%')
  await desk.keyboard.press('0')
  await expect(desk.getByTestId('zoom')).toHaveText('100%')
  await desk.keyboard.press('o')
  await expect(desk.getByTestId('overlay')).toBeVisible()
  await expect(desk.getByTestId('guessed')).toHaveCount(0)
  await picturesOfDesk(desk, '28-overlay')
  const above = desk.getByTestId('overlay').getByTestId('frame')
  await desk.keyboard.press('b')
  await expect(above).toHaveCSS('opacity', '0')
  await desk.keyboard.press('b')
  await expect(above).toHaveCSS('opacity', '1')
  await desk.keyboard.press('o')

  // Who types decides nothing.
  await desk.locator('#note').pressSequentially('narm')
  await expect(desk.locator('#note')).toHaveValue('narm')
  await expect(desk.getByTestId('decided')).toHaveCount(0)
  await desk.locator('#note').fill('')
  await desk.keyboard.press('Escape')
  await desk.keyboard.press('r')
  await expect(desk.getByTestId('note-missing')).toBeVisible()
  await expect(desk.locator('#note')).toBeFocused()
  await desk.keyboard.press('Escape')
  await desk.keyboard.press('1')
  await expect(desk.locator('#note')).toHaveValue(/不是同一个人/)
  await desk.keyboard.press('r')

  // Straight to the next one.
  await expect(desk.getByRole('heading', { level: 1 })).toContainText('试下件')
  await expect(desk.getByTestId('decided')).toContainText('试三次：已审核，不通过')
  await expect(desk.getByTestId('approve')).toBeEnabled()
  await picturesOfDesk(desk, '28-next')
  await desk.keyboard.press('a')
  // Two look at it, and neither knows what the other says.
  await expect(desk.getByTestId('decided')).toContainText('还需要另一位审核员')
  await expect(desk.getByTestId('reviews')).toContainText('没有待审核')
  const { review_id: next_id } = reviews.find(({ person_name }) => person_name === '试下件')!
  await desk.goto(`${server.url}/console/reviews/${next_id}`)
  await expect(desk.getByTestId('waits-for-second')).toBeVisible()
  await expect(desk.getByTestId('approve')).toHaveCount(0)
  await picturesOfDesk(desk, '28-waits-for-second')
  await nextPhone.reload()
  await expect(nextPhone.getByTestId('review')).toBeVisible()
  const deskOfSecond = await stage.desk('reviewer-2')
  await deskOfSecond.getByTestId('desk-REVIEWS').getByTestId('next').click()
  await expect(deskOfSecond.getByRole('heading', { level: 1 })).toContainText('试下件')
  await expect(deskOfSecond.getByTestId('waits-for-second')).toHaveCount(0)
  await expect(deskOfSecond.getByTestId('approve')).toBeEnabled()
  await deskOfSecond.getByTestId('approve').click()
  await expect(deskOfSecond.getByTestId('decided')).toContainText('试下件：已审核，通过')
  await expect(deskOfSecond.getByTestId('reviews')).toContainText('没有待审核')
  await picturesOfDesk(deskOfSecond, '28-nothing-left')

  await phone.goto(`${server.url}/records`)
  await phone.getByTestId('record').first().click()
  await expect(phone.getByTestId('note')).toContainText('不是同一个人')
  await nextPhone.reload()
  await expect(nextPhone.getByTestId('title')).toHaveText('恭喜您认证成功')
})
