import { readFileSync } from 'node:fs'
import { operator, registered } from '../support/enrolment'
import { codeTo, messagesTo } from '../support/messages'
import { invent } from '../support/people'
import {
  expect,
  logIn,
  needFaces,
  needNetworks,
  openReview,
  picturesOfDesk,
  pictureOfPhone,
  picturesOfPhone,
  readyCitizen,
  test,
  url,
} from '../support/stage'

test('手机号注册→登录→添加联系人', async ({ stage }) => {
  const [pair] = needFaces(33)
  const clerk = await operator(url(), 'clerk')
  const { person: elder } = await registered(url(), clerk, pair!.first)
  const helper = invent()
  const phone = await stage.phone()
  await phone.goto(`${url()}/register`)
  const next = phone.getByTestId('next')
  await phone.getByTestId('other-way').click()
  await picturesOfPhone(phone, '12-phone-way')
  await phone.locator('#field-name').fill(helper.name)
  await next.click()
  await phone.locator('#field-phone').fill(helper.phone)
  await next.click()
  await expect(phone.locator('#field-code')).toBeVisible()
  await expect(phone.getByTestId('code-wait')).toBeVisible()
  const code = await codeTo(helper.phone)
  await phone.locator('#field-code').fill('12345')
  await next.click()
  await expect(phone.getByTestId('error-code')).toBeVisible()
  await picturesOfPhone(phone, '12-code')
  await phone.locator('#field-code').fill(code === '000000' ? '000001' : '000000')
  await next.click()
  await phone.locator('#field-password').fill(helper.password)
  await next.click()
  await phone.getByTestId('accept').click()
  await next.click()
  // The server found the wrong code: back at that question, and nothing else is lost.
  await expect(phone.getByTestId('error-code')).toContainText('验证码不对')
  await phone.locator('#field-code').fill(code)
  await next.click()
  await expect(phone.locator('#field-password')).toHaveValue(helper.password)
  await next.click()
  await next.click()
  await phone.getByTestId('to-login').click()

  await phone.locator('#field-id_number').fill(helper.phone)
  await phone.locator('#field-password').fill(helper.password)
  await picturesOfPhone(phone, '12-login')
  await phone.getByTestId('login').click()
  await expect(phone).toHaveURL(/\/relatives$/)
  await phone.goto(`${url()}/relatives/new`)
  await phone.locator('#field-name').fill(elder.name)
  await next.click()
  await phone.locator('#field-id_number').fill(elder.id_number)
  await next.click()
  await phone.getByTestId('relation-CHILD').click()
  await expect(phone.getByTestId('relative')).toContainText(elder.name)
  await phone.goto(url())
  await expect(phone.getByTestId('relatives')).toBeVisible()
  await picturesOfPhone(phone, '12-phone-home')
})

test('忘记密码：用短信验证码重新设一个', async ({ stage }) => {
  const [pair] = needFaces(33)
  const { person } = await registered(url(), await operator(url(), 'clerk'), pair!.first)
  const phone = await stage.phone()
  await phone.goto(`${url()}/login`)
  await phone.getByTestId('forgotten').click()
  const next = phone.getByTestId('next')
  await phone.locator('#field-login').fill(person.id_number)
  await picturesOfPhone(phone, '12-reset')
  await next.click()
  await phone.locator('#field-code').fill(await codeTo(person.phone))
  await next.click()
  await phone.locator('#field-password').fill('a-new-password')
  await picturesOfPhone(phone, '12-new-password')
  await next.click()
  await expect(phone.getByText('新密码已经设好，请登录。')).toBeVisible()
  await logIn(phone, { ...person, password: 'a-new-password' })
})

test('人工审核：工作人员请本人补身份证照片', async ({ stage }) => {
  needNetworks()
  test.setTimeout(120_000)
  const [pair, card] = needFaces(34, 35)
  const person = { ...invent(), name: '试补材料' }
  const phone = await readyCitizen(stage, person, pair!.first, 'empty room')
  await phone.goto(`${url()}/consent?mode=STATIC`)
  await phone.getByTestId('agree').click()
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('face-notPassed')).toBeVisible()
  await phone.getByTestId('request-review').click()
  await expect(phone.getByTestId('review-answer')).toBeVisible()
  await picturesOfPhone(phone, '12-review')

  const desk = await stage.desk('reviewer')
  await openReview(desk, person)
  await desk.getByTestId('ask-more').click()
  await expect(desk.getByTestId('note-missing')).toBeVisible()
  await desk.locator('#note').fill('请拍一下身份证有照片的一面')
  await desk.getByTestId('ask-more').click()
  await expect(desk.getByTestId('asked')).toContainText('请拍一下身份证')
  await picturesOfDesk(desk, '12-asked-desk')

  await phone.goto(`${url()}/proof`)
  await expect(phone.getByTestId('proof-asked')).toBeVisible()
  await picturesOfPhone(phone, '12-proof-asked')
  await phone.getByTestId('to-asked').click()
  await expect(phone.getByTestId('face-asked')).toBeVisible()
  await expect(phone.getByTestId('note')).toContainText('请拍一下身份证')
  await phone.getByTestId('send-answer').click()
  await expect(phone.getByTestId('answer-empty')).toBeVisible()
  await phone.getByTestId('pick-ID_CARD').setInputFiles({
    name: 'card.jpg',
    mimeType: 'image/jpeg',
    buffer: readFileSync(card!.first),
  })
  await expect(phone.getByTestId('there-ID_CARD')).toBeVisible()
  // And a film in which somebody says what day it is.
  await phone.getByTestId('film').click()
  await expect(phone.getByTestId('say')).toContainText('今天是')
  await pictureOfPhone(phone, '12-film')
  await phone.getByTestId('record').click()
  await phone.waitForTimeout(1500)
  await phone.getByTestId('stop').click()
  await expect(phone.getByTestId('there-VIDEO')).toBeVisible()
  await picturesOfPhone(phone, '12-asked')
  await phone.getByTestId('send-answer').click()
  await expect(phone.getByTestId('face-review')).toBeVisible()

  await openReview(desk, person)
  await expect(desk.getByTestId('evidence').locator('img')).toBeVisible()
  await desk.getByTestId('play').click()
  const film = desk.getByTestId('video')
  const plays = () =>
    film.evaluate(async (video: HTMLVideoElement) => {
      video.muted = true
      await video.play()
      return video.videoWidth
    })
  await expect.poll(plays).toBeGreaterThan(0)
  await picturesOfDesk(desk, '12-evidence-desk')
  await desk.getByTestId('approve').click()
  await expect(desk.getByTestId('decided')).toBeVisible()
  await phone.reload()
  await expect(phone.getByTestId('face-passed')).toBeVisible()
  // The person is told, by day.
  expect(messagesTo(person.phone).join('\n')).not.toContain(person.name)
})
