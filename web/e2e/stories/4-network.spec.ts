import { invent } from '../support/people'
import {
  expect,
  goToCamera,
  needFaces,
  needNetworks,
  pictureOfPhone,
  readyCitizen,
  test,
  url,
} from '../support/stage'

const frames = '**/api/v1/attempts/*/frames/*'

test('a network that dies in the middle of sending costs nothing', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(5)
  const phone = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second })
  await goToCamera(phone)
  await phone.route(frames, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 300))
    await route.continue()
  })
  const first = phone.waitForResponse(frames)
  await phone.getByTestId('shoot').click()
  await first
  await phone.context().setOffline(true)
  await expect(phone.getByTestId('waiting')).toContainText('已保存，网络恢复后继续')
  await pictureOfPhone(phone, '29-capture-offline')
  await phone.waitForTimeout(2500)
  await phone.context().setOffline(false)
  await expect(phone.getByTestId('title')).toHaveText('恭喜您认证成功')
  await phone.getByTestId('records').click()
  await expect(phone.getByTestId('record')).toHaveCount(1)
})

test('a reload in the middle of sending goes on where it was', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(6)
  const phone = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second })
  await goToCamera(phone)
  let sent = 0
  await phone.route(frames, async (route) => {
    if (sent++ < 2) await route.continue()
    else await route.abort('internetdisconnected')
  })
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('waiting')).toBeVisible()
  await phone.unroute(frames)

  // The phone was put away and the page opened anew.
  await phone.goto(`${url()}/proof`)
  await expect(phone.getByTestId('resume')).toBeVisible()
  await pictureOfPhone(phone, '19-proof-resume')
  const later: string[] = []
  phone.on('request', (request) => {
    if (request.method() === 'PUT') later.push(request.url())
  })
  await phone.getByTestId('resume').click()
  await expect(phone.getByTestId('title')).toHaveText('恭喜您认证成功')
  // Only what was missing was sent.
  expect(later.length).toBeGreaterThan(0)
  expect(later.every((address) => !/frames\/[01]$/.test(address))).toBe(true)
})

test('a session that ended brings the pensioner back to where it was', async ({ stage }) => {
  const [pair] = needFaces(7)
  const person = invent()
  const phone = await readyCitizen(stage, person, pair!.first, 'none')
  await phone.context().clearCookies()
  await phone.getByTestId('records').click()
  await expect(phone.getByText('请先登录')).toBeVisible()
  await phone.locator('#field-id_number').fill(person.id_number)
  await phone.locator('#field-password').fill(person.password)
  await phone.getByTestId('login').click()
  await expect(phone).toHaveURL(`${url()}/records`)
  await expect(phone.getByText('还没有认证记录')).toBeVisible()
})
