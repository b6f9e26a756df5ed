import type { Page } from '@playwright/test'
import { operator, registered } from '../support/enrolment'
import { Frames } from '../support/frames'
import { invent, type Invented } from '../support/people'
import { remainsOn } from '../support/remains'
import { expect, goToCamera, logIn, needFaces, needNetworks, type Stage, test, url } from '../support/stage'

/** On a borrowed phone, in the middle of a proof: some pictures have arrived, the others wait on the phone. */
async function inTheMiddle(stage: Stage) {
  const [pair] = needFaces(43)
  const person = { ...invent(), name: '试不留痕' }
  const { citizen } = await registered(url(), await operator(url(), 'clerk'), pair!.first, person)
  const phone = await stage.phone({ photo: pair!.second })
  await phone.goto(`${url()}/login`)
  await logIn(phone, person)
  await expect(phone.getByTestId('reference')).toBeVisible()
  // Everything that shows who somebody is.
  await phone.goto(`${url()}/account`)
  await expect(phone.getByTestId('me')).toContainText(person.name)
  await phone.goto(`${url()}/proof`)
  const frames = await Frames.underFate(phone, (sequence) => (sequence > 1 ? 'breaks' : 'arrives'))
  await goToCamera(phone)
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('waiting')).toBeVisible()
  await frames.stored(1)
  return { phone, person, citizen }
}

async function expectNothingOf(phone: Page, person: Invented, whence: string): Promise<void> {
  expect((await remainsOn(phone, person)).found, whence).toEqual([])
}

test('the logout leaves nothing on the phone', async ({ stage }) => {
  needNetworks()
  const { phone, person } = await inTheMiddle(stage)
  // What waits is sealed: noise for whoever opens the phone, and no name with it.
  const during = await remainsOn(phone, person)
  expect(during.bytes).toBeGreaterThan(5000)
  expect(during.found.filter((where) => where.startsWith('jianzai/'))).toEqual([])

  await phone.goto(`${url()}/proof`)
  await expect(phone.getByTestId('resume')).toBeVisible()
  // The search finds what is there.
  expect((await remainsOn(phone, person)).found).toEqual(['page: name', 'page: IMG'])
  await phone.getByTestId('home').click()
  await phone.getByTestId('logout').click()
  await expect(phone.getByText('您已安全退出')).toBeVisible()
  expect(await remainsOn(phone, person)).toEqual({ found: [], records: 0, bytes: 0 })
  for (let i = 0; i < 3; i++) {
    await phone.goBack()
    await expect(phone.getByTestId('login')).toBeVisible()
    await expect(phone.locator('#field-id_number')).toHaveValue('')
    await expectNothingOf(phone, person, `${i + 1} back`)
  }
  await phone.reload()
  await expect(phone.getByTestId('login')).toBeVisible()
  await expectNothingOf(phone, person, 'opened anew')
})

test('a session that ended shows and tells nothing', async ({ stage }) => {
  needNetworks()
  const { phone, person, citizen } = await inTheMiddle(stage)
  await phone.goto(`${url()}/proof`)
  await expect(phone.getByTestId('reference')).toBeVisible()
  // The server forgets it; the phone learns that at the next thing that it asks for.
  expect((await citizen.call('deleteOtherSessions')).status).toBe(204)
  await phone.getByTestId('records').click()
  await expect(phone.getByText('请先登录')).toBeVisible()
  await expectNothingOf(phone, person, 'after the session')
  await phone.goBack()
  await expect(phone.getByTestId('login')).toBeVisible()
  await expectNothingOf(phone, person, 'back')

  // Who comes next has nothing of it; the sealed pictures wait for their owner until their time is over.
  const [pair] = needFaces(44)
  const next = { ...invent(), name: '试后来人' }
  await registered(url(), await operator(url(), 'clerk'), pair!.first, next)
  await logIn(phone, next)
  await phone.goto(`${url()}/proof`)
  await expect(phone.getByText(next.name)).toBeVisible()
  await expect(phone.getByTestId('resume')).toHaveCount(0)
  const { found } = await remainsOn(phone, person)
  expect(found).toEqual(['page: IMG'])
})
