import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { answerColours } from '../support/answer'
import { enrol, operator } from '../support/enrolment'
import { Frames } from '../support/frames'
import { invent, type Invented } from '../support/people'
import { places } from '../support/places'
import {
  addPerson,
  expect,
  goToCamera,
  logIn,
  makeReference,
  needFaces,
  needNetworks,
  openReview,
  passedTitle,
  picturesOfDesk,
  pictureOfPhone,
  picturesOfPhone,
  readyCitizen,
  register,
  test,
  tryUntilPassed,
  tryUntilRead,
  url,
} from '../support/stage'

/** WCAG 2.3.1 allows three flashes a second; the screen stays below that with each single change. */
const changes_per_s_max = 3

/** What is found of a picture that does not answer: with one picture a colour the hand's unrest may fit other
 * colours than ours. A person looks at either. */
const findings_of_no_answer = /findings=(no_answer|other_colours)( |$)/

/** As the desk sees them. */
async function attemptsOf({ id_number }: Invented): Promise<Record<string, unknown>[]> {
  const clerk = await operator(url(), 'clerk')
  const { persons } = (await clerk.call('searchPersons', { json: { query: id_number } })).body
  const [{ person_id } = { person_id: '' }] = persons as { person_id: string }[]
  const { attempts } = (await clerk.call('listPersonAttempts', { path: { person_id } })).body
  return attempts as Record<string, unknown>[]
}

/** When the colour layer changed its colour, by the page's clock. */
async function watchColours(phone: Page): Promise<() => Promise<{ colour: string; at: number }[]>> {
  await phone.evaluate(() => {
    const seen: { colour: string; at: number }[] = []
    Object.assign(window, { seenColours: seen })
    const look = () => {
      const layer = document.querySelector('[data-test="colour-layer"]')
      const colour = layer && getComputedStyle(layer).backgroundColor
      if (colour && colour !== seen.at(-1)?.colour) seen.push({ colour, at: performance.now() })
      requestAnimationFrame(look)
    }
    look()
  })
  return () =>
    phone.evaluate(() => (window as unknown as { seenColours: { colour: string; at: number }[] }).seenColours)
}

test('a face that answers the colours passes; the recording of it goes to a person', async ({ stage }) => {
  test.setTimeout(150_000)
  needNetworks()
  const [pair] = needFaces(32)
  const person = { ...invent(), name: '试活甲' }
  const phone = await readyCitizen(stage, person, pair!.first, { photo: pair!.second, records: true })
  await goToCamera(phone)
  const colours = await watchColours(phone)
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('title')).toBeVisible()
  const seen = await colours()
  // White for the look, then six that differ from their neighbours.
  expect(seen).toHaveLength(7)
  const gaps_s = seen.slice(1).map(({ at }, i) => (at - seen[i]!.at) / 1000)
  console.log(`colours: shortest time between two changes ${Math.min(...gaps_s).toFixed(2)} s`)
  expect(Math.min(...gaps_s)).toBeGreaterThan(1 / changes_per_s_max)
  await tryUntilPassed(phone)
  const recording = await phone.evaluate(() => window.simulatedCamera!.recorded())
  expect(recording.length).toBeGreaterThan(15)

  // Somebody has the password and the film of that proof, and plays it to the camera in time with the page.
  const thief = await stage.phone({ photo: pair!.second, recording })
  await thief.goto(`${url()}/login`)
  await logIn(thief, person)
  await goToCamera(thief)
  await thief.getByTestId('shoot').click()
  await expect(thief.getByTestId('face-review')).toBeVisible()
  // Nobody is called a fraud, and nobody learns what gave it away.
  await expect(thief.getByTestId('title')).toHaveText('已交给工作人员审核')
  await expect(thief.getByTestId('reason')).toContainText('照片已交给工作人员看')
  await expect(thief.getByText(/假|骗|攻击|活体|风险/)).toHaveCount(0)
  await expect(thief.getByTestId('review')).toContainText('最迟')
  await picturesOfPhone(thief, '80-replay-result')

  const desk = await stage.desk('reviewer')
  await openReview(desk, person)
  await expect(desk.getByText('疑似不是真人现场拍摄')).toBeVisible()
  await expect(desk.getByTestId('liveness')).toContainText('屏幕颜色')
  await picturesOfDesk(desk, '81-console-replay')
})

test('a picture that does not answer the colours does not pass', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(20)
  const person = invent()
  const phone = await readyCitizen(stage, person, pair!.first, { photo: pair!.second, reacts: false })
  await goToCamera(phone)
  await phone.getByTestId('shoot').click()
  // Trying again does not help.
  await tryUntilRead(phone)
  await expect(phone.getByTestId('face-passed')).toHaveCount(0)
  // To a person; or to another try, where the small pictures are too noisy to tell a weak answer from none.
  const isAtReview = (await phone.getByTestId('face-review').count()) > 0
  await expect(phone.getByTestId('reason')).toContainText(isAtReview ? '照片已交给工作人员看' : '没有看清楚')
  const attempts = await attemptsOf(person)
  for (const { result, findings } of attempts) {
    console.log(`colours: a picture that does not answer: ${String(findings).split('findings=')[1]}`)
    expect(findings).toMatch(result === 'REVIEW' ? findings_of_no_answer : /findings=too_weak( |$)/)
  }
})

test('a picture that does not answer the colours goes to a person when it is a good one', async ({
  stage,
}) => {
  needNetworks()
  const [pair] = needFaces(20)
  const who = await enrol(url(), await operator(url(), 'clerk'), pair!.first)
  const studio = await stage.studio({ photo: pair!.second, reacts: false })
  for (let i = 0; i < 3; i++) {
    expect(await answerColours(who, studio)).toMatchObject({ result: 'REVIEW', reason: 'LOW_ASSURANCE' })
  }
  for (const { reason, findings } of await attemptsOf(who.person)) {
    expect(reason).toBe('SPOOF_RISK')
    expect(findings).toMatch(findings_of_no_answer)
  }
})

test('a program that poses as the camera goes to a person, who reads why', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(33)
  const person = { ...invent(), name: '试活丁' }
  const name = 'OBS Virtual Camera'
  const phone = await readyCitizen(stage, person, pair!.first, { photo: pair!.second, name })
  await goToCamera(phone)
  const opening = phone.waitForRequest((request) => request.url().endsWith('/api/v1/attempts'))
  await phone.getByTestId('shoot').click()
  expect((await opening).postDataJSON()).toMatchObject({ camera_name: name })
  await expect(phone.getByTestId('face-review')).toBeVisible()
  // Nobody learns what gave it away.
  await expect(phone.getByTestId('reason')).toContainText('照片已交给工作人员看')
  await expect(phone.getByText(/假|骗|攻击|活体|风险|虚拟|virtual/i)).toHaveCount(0)

  const desk = await stage.desk('reviewer')
  await openReview(desk, person)
  await expect(desk.getByText('疑似不是真人现场拍摄')).toBeVisible()
  await expect(desk.getByTestId('liveness')).toContainText('virtual_camera')
  // The name itself stays nowhere.
  await expect(desk.getByText(name)).toHaveCount(0)
  expect(readFileSync(join(places.out, 'server.log'), 'utf8')).not.toContain('OBS')
})

test('who cannot bear changing colours turns the head instead', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(38)
  const phone = await readyCitizen(
    stage,
    invent(),
    pair!.first,
    { photo: pair!.second, turns: true },
    { screen: 'small' },
  )
  await phone.getByTestId('start').click()
  await phone.getByTestId('mode-pose').click()
  await expect(phone.getByTestId('notice')).toContainText('慢慢转头')
  await pictureOfPhone(phone, '82-consent-pose-small')
  await phone.getByTestId('agree').click()
  await expect(phone.getByTestId('shoot')).toBeVisible()
  await expect(phone.getByTestId('notice')).toContainText('慢慢转头')
  const colours = await watchColours(phone)
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('countdown')).toBeVisible()
  await expect(phone.getByTestId('arrow-left').or(phone.getByTestId('arrow-right'))).toBeVisible()
  await expect(phone.getByTestId('sentence')).toContainText(/转向您的(左|右)边/)
  await pictureOfPhone(phone, '83-capture-turning-small')
  await tryUntilPassed(phone)
  expect(new Set((await colours()).map(({ colour }) => colour)).size).toBe(1)
})

test('one of the turns is a nod', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(35)
  const phone = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second, turns: true })
  await goToCamera(phone, 'pose')
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('arrow-down')).toBeVisible({ timeout: 40_000 })
  await expect(phone.getByTestId('sentence')).toHaveText('请慢慢低下头')
  await picturesOfPhone(phone, '83-capture-nod')
  await expect(phone.getByTestId('title')).toBeVisible()
})

test('who holds still when asked to turn is told so, and finds another way', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(35)
  const phone = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second })
  await goToCamera(phone, 'pose')
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('title')).toBeVisible()
  await expect(phone.getByTestId('reason')).toContainText('跟着箭头')
  await expect(phone.getByTestId('try-static')).toBeVisible()
  await picturesOfPhone(phone, '84-result-not-turned')
})

test('colours that hurt can be stopped at once, and another way is offered', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(42)
  const phone = await readyCitizen(
    stage,
    invent(),
    pair!.first,
    { photo: pair!.second, turns: true },
    { screen: 'small' },
  )
  await goToCamera(phone)
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('colour-now')).toBeVisible()
  await pictureOfPhone(phone, '85-capture-shining-small')
  await phone.getByTestId('stop').click()
  await expect(phone.getByTestId('colour-layer')).toHaveCount(0)
  await expect(phone.getByTestId('reason')).toContainText('这一步没有看清楚')
  await expect(phone.getByTestId('request-review')).toBeVisible()
  await picturesOfPhone(phone, '86-result-stopped')
  await phone.getByTestId('try-pose').click()
  await expect(phone.getByTestId('notice')).toContainText('慢慢转头')
  await phone.getByTestId('shoot').click()
  await tryUntilPassed(phone)
})

test('a page that is closed in the middle of the colours goes on there', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(37)
  const phone = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second })
  const frames = Frames.of(phone)
  await goToCamera(phone)
  await phone.getByTestId('shoot').click()
  await frames.stored(3)
  await phone.goto(`${url()}/proof`)
  await phone.getByTestId('resume').click()
  await expect(phone.getByTestId('sentence')).toContainText('接着刚才的做')
  await picturesOfPhone(phone, '87-capture-resuming')
  const attempts = await tryUntilPassed(phone)
  await phone.getByTestId('records').click()
  await expect(phone.getByTestId('record')).toHaveCount(attempts)
})

test('who cannot act only looks, and a person decides', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(34)
  const person = { ...invent(), name: '试活乙' }
  const phone = await readyCitizen(stage, person, pair!.first, { photo: pair!.second })
  await phone.getByTestId('start').click()
  await phone.getByTestId('mode-static').click()
  await expect(phone.getByTestId('notice')).toContainText('工作人员看一看')
  await picturesOfPhone(phone, '88-consent-static')
  await phone.getByTestId('agree').click()
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('face-review')).toBeVisible()
  await expect(phone.getByTestId('reason')).toContainText('照片已交给工作人员看')
  await expect(phone.getByTestId('review')).toContainText('最迟')
  await picturesOfPhone(phone, '89-result-static')

  const desk = await stage.desk('reviewer')
  await openReview(desk, person)
  await expect(desk.getByTestId('liveness')).toContainText('静态')
  await desk.getByTestId('approve').click()
  await expect(desk.getByTestId('decided')).toContainText('通过')
  await phone.reload()
  await expect(phone.getByTestId('title')).toHaveText(passedTitle)
})

test('whom the agency knows to be unable to act is not asked to', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(39)
  const person = invent()
  const desk = await stage.desk('clerk')
  await addPerson(desk, person)
  await makeReference(desk, pair!.first)
  await desk.getByTestId('looks-only').click()
  await expect(desk.getByTestId('looks-only').getByRole('switch')).toBeChecked()
  await picturesOfDesk(desk, '90-console-looks-only')
  const phone = await stage.phone({ photo: pair!.second })
  await register(phone, person)
  await logIn(phone, person)
  await phone.getByTestId('start').click()
  await expect(phone.getByTestId('notice')).toContainText('只要看着镜头')
  await phone.getByTestId('agree').click()
  const colours = await watchColours(phone)
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('title')).toBeVisible()
  // It passes, or it is of the sample that a person looks at.
  await expect(phone.getByTestId('face-notPassed')).toHaveCount(0)
  expect((await colours()).length).toBeLessThanOrEqual(1)
})

for (const { name, camera, text, picture } of [
  { name: 'a dark room', camera: { light: 0.03, reacts: false }, text: '太暗了', picture: '91-hint-dark' },
  { name: 'a face too far away', camera: { size: 0.3 }, text: /太远|太小/, picture: '92-hint-far' },
  { name: 'a face too near', camera: { size: 2.1 }, text: '太近了', picture: '93-hint-near' },
] as const) {
  test(`${name} is told before anything is sent in`, async ({ stage }) => {
    needNetworks()
    const [pair] = needFaces(40)
    const phone = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second, ...camera })
    await goToCamera(phone)
    await expect(phone.getByTestId('hint')).toContainText(text)
    await picturesOfPhone(phone, picture)
  })
}

test('an empty room is told that there is no face', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(40)
  const phone = await readyCitizen(stage, invent(), pair!.first, 'empty room')
  await goToCamera(phone)
  await expect(phone.getByTestId('hint')).toContainText('没看到您的脸')
  await picturesOfPhone(phone, '94-hint-no-face')
})
