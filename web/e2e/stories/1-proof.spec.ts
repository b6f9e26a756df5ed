import { readFileSync } from 'node:fs'
import { Frames } from '../support/frames'
import { invent } from '../support/people'
import {
  addPerson,
  chooseLanguage,
  expect,
  goToCamera,
  logIn,
  makeReference,
  needFaces,
  needNetworks,
  picturesOfDesk,
  pictureOfPhone,
  picturesOfPhone,
  readyCitizen,
  register,
  test,
  tryUntilPassed,
  url,
} from '../support/stage'

test('a pensioner proves to be alive, from the clerk to the record', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(0)
  const person = invent()

  const desk = await stage.desk('clerk', { photo: pair!.first })
  await picturesOfDesk(desk, '50-console-persons-before')
  await addPerson(desk, person)
  await makeReference(desk, pair!.first)
  await picturesOfDesk(desk, '53-console-person')
  // Again, by camera.
  await desk.getByTestId('make-reference').click()
  await desk.getByTestId('open-camera').click()
  await desk.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0)
  await picturesOfDesk(desk, '54-console-reference-camera')
  await expect(desk.getByTestId('shoot')).toBeDisabled()
  await desk.getByTestId('consent-PAPER').click()
  await desk.getByTestId('shoot').click()
  await desk.getByTestId('save-reference').click()
  await expect(desk.getByTestId('save-reference')).toBeHidden()
  await expect(desk.getByTestId('proposed')).toContainText('等另一位审核人员批准')

  const phone = await stage.phone({ photo: pair!.second })
  await expect(phone.getByTestId('help')).toBeVisible()
  await expect(phone.getByTestId('banner-demo')).toBeVisible()
  await pictureOfPhone(phone, '01-home')
  await register(phone, person)
  await pictureOfPhone(phone, '12-login')
  await logIn(phone, person)
  await expect(phone.getByTestId('reference')).toBeVisible()
  await expect(phone.getByText(person.name)).toBeVisible()
  await expect(phone.getByTestId('due')).toBeVisible()
  await pictureOfPhone(phone, '20-proof-ready')

  const frames = Frames.of(phone)
  await phone.getByTestId('start').click()
  await expect(phone.getByTestId('agree')).toBeVisible()
  // Warned before, and with a way round.
  await expect(phone.getByTestId('way')).toContainText('屏幕会变换柔和的颜色')
  await expect(phone.getByTestId('mode-pose')).toBeVisible()
  await picturesOfPhone(phone, '25-consent')
  await phone.getByTestId('agree').click()
  await expect(phone.getByTestId('shoot')).toBeVisible()
  await expect(phone.getByTestId('hint')).toHaveText('很好，可以开始了')
  await picturesOfPhone(phone, '26-capture-framing')
  await phone.getByTestId('shoot').dblclick({ force: true })
  await expect(phone.getByTestId('sentence')).toContainText('请看着镜头')
  await pictureOfPhone(phone, '27-capture-looking')
  await expect(phone.getByTestId('colour-now')).toBeVisible()
  await pictureOfPhone(phone, '27-capture-shining')
  await expect(phone.getByTestId('title')).toBeVisible()
  // The pictures took the faster way.
  expect(frames.sent).toEqual({ socket: frames.all, http: [] })
  const attempts = await tryUntilPassed(phone)
  await expect(phone.getByTestId('passed-on')).toContainText('年')
  await expect(phone.getByTestId('next-due')).toContainText('下次认证请在')
  await picturesOfPhone(phone, '30-result-passed')
  const saved = phone.waitForEvent('download')
  await phone.getByTestId('receipt').click()
  const receipt = readFileSync(await (await saved).path())
  expect(receipt.subarray(0, 5).toString()).toBe('%PDF-')

  await phone.getByTestId('records').click()
  // The double tap made one attempt.
  await expect(phone.getByTestId('record')).toHaveCount(attempts)
  await expect(phone.getByTestId('record').first()).toContainText('认证成功')
  await pictureOfPhone(phone, '40-records')
  await chooseLanguage(phone, 'en')
  await expect(phone.getByTestId('record').first()).toContainText('Passed')
  await pictureOfPhone(phone, '41-records-english')
  await phone.goto(`${url()}/proof`)
  await expect(phone.getByTestId('proof-done')).toBeVisible()
  await chooseLanguage(phone, 'zh-CN')
  await pictureOfPhone(phone, '21-proof-done')
  await phone.goto(url())
  await expect(phone.getByTestId('logout')).toBeVisible()
  await pictureOfPhone(phone, '02-home-logged-in')

  await desk.reload()
  await expect(desk.getByTestId('attempts')).toContainText('通过')
  await desk.getByTestId('attempts').scrollIntoViewIfNeeded()
  await picturesOfDesk(desk, '55-console-person-attempts')

  await phone.getByTestId('logout').click()
  await expect(phone.getByText('您已安全退出')).toBeVisible()
  await phone.goto(`${url()}/proof`)
  await expect(phone.getByTestId('login')).toBeVisible()
})

test('an empty room is told so, with advice', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(1)
  const phone = await readyCitizen(stage, invent(), pair!.first, 'empty room')
  await goToCamera(phone)
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('face-notPassed')).toBeVisible()
  await expect(phone.getByTestId('reason')).toContainText('没有看到人脸')
  await expect(phone.getByTestId('try-again')).toBeVisible()
  await pictureOfPhone(phone, '33-result-no-face')
})

test('without a camera a photograph goes to a person', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(2)
  const phone = await readyCitizen(stage, invent(), pair!.first, 'none')
  await phone.getByTestId('start').click()
  await phone.getByTestId('agree').click()
  await expect(phone.getByTestId('block')).toBeVisible()
  await picturesOfPhone(phone, '28-capture-no-camera')
  await phone.getByTestId('file-input').setInputFiles(pair!.second)
  await expect(phone.getByTestId('face-review')).toBeVisible()
  await expect(phone.getByTestId('reason')).toContainText('照片已交给工作人员看')
  await expect(phone.getByTestId('review')).toContainText('最迟')
})
