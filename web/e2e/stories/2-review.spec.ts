import type { Page } from '@playwright/test'
import { invent } from '../support/people'
import {
  expect,
  goToCamera,
  needFaces,
  needNetworks,
  openReview,
  picturesOfDesk,
  pictureOfPhone,
  readyCitizen,
  test,
  url,
} from '../support/stage'

const note = '照片里的人和模板照片不一样，请本人再拍一次。'

/** Another person stands before the camera; the pensioner asks for a review. */
async function askForReview(phone: Page, names: { refused: string; waiting: string }): Promise<void> {
  await goToCamera(phone)
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('title')).toBeVisible()
  await expect(phone.getByTestId('face-passed')).toHaveCount(0)
  await expect(phone.getByTestId('reason')).toBeVisible()
  await pictureOfPhone(phone, names.refused)
  const request = phone.getByTestId('request-review')
  if (await request.isVisible()) await request.click()
  await expect(phone.getByTestId('review')).toContainText('最迟')
  await pictureOfPhone(phone, names.waiting)
}

test('a reviewer rejects somebody else, and the pensioner reads why', async ({ stage }) => {
  needNetworks()
  const [pair, other] = needFaces(3, 10)
  const person = { ...invent(), name: '试审甲' }
  const phone = await readyCitizen(stage, person, pair!.first, { photo: other!.second })
  await askForReview(phone, { refused: '31-result-not-same', waiting: '32-result-in-review' })
  await phone.goto(`${url()}/proof`)
  await expect(phone.getByTestId('proof-reviewing')).toContainText('最迟')
  await pictureOfPhone(phone, '22-proof-reviewing')

  const desk = await stage.desk('reviewer')
  await desk.getByTestId('nav-reviews').click()
  await expect(desk.getByTestId('open-review').first()).toBeVisible()
  await picturesOfDesk(desk, '56-console-reviews')
  await openReview(desk, person)
  await picturesOfDesk(desk, '57-console-review')
  await desk.getByTestId('reject').click()
  await expect(desk.getByTestId('note-missing')).toBeVisible()
  await desk.locator('#note').fill(note)
  await desk.getByTestId('reject').click()
  await expect(desk.getByTestId('decided')).toContainText('不通过')
  await picturesOfDesk(desk, '58-console-review-decided')

  const audit = await stage.desk('auditor')
  await expect(audit.getByTestId('desk-LOG_UNCHECKED')).toBeVisible()
  await audit.getByTestId('nav-audit').click()
  await expect(audit.getByTestId('audit')).toContainText('审核不通过')
  await expect(audit.getByTestId('audit')).toContainText('查看现场照')
  await picturesOfDesk(audit, '60-console-audit')

  await phone.goto(`${url()}/records`)
  await expect(phone.getByTestId('record')).toContainText('没有通过')
  await phone.getByTestId('record').click()
  await expect(phone.getByTestId('note')).toContainText(note)
  await pictureOfPhone(phone, '34-result-rejected')
})

test('a reviewer approves, and the pensioner has passed', async ({ stage }) => {
  needNetworks()
  const [pair, other] = needFaces(4, 11)
  const person = { ...invent(), name: '试审乙' }
  const phone = await readyCitizen(stage, person, pair!.first, { photo: other!.second })
  await askForReview(phone, { refused: '35-result-not-passed', waiting: '36-result-in-review' })

  const desk = await stage.desk('reviewer')
  await openReview(desk, person)
  await desk.getByTestId('approve').click()
  await expect(desk.getByTestId('decided')).toContainText('通过')

  await phone.reload()
  await expect(phone.getByTestId('title')).toHaveText('恭喜您认证成功')
  await expect(phone.getByTestId('next-due')).toBeVisible()
  await pictureOfPhone(phone, '37-result-approved')
})
