import { Frames } from '../support/frames'
import { invent } from '../support/people'
import type { FacePair } from '../support/places'
import { Proxy } from '../support/proxy'
import {
  expect,
  goToCamera,
  needFaces,
  needNetworks,
  pictureOfPhone,
  readyCitizen,
  type Stage,
  test,
  tryUntilPassed,
  url,
} from '../support/stage'

/** A citizen at the camera, whose phone reaches the server through this proxy only. */
async function citizenBehind(proxy: Proxy, stage: Stage, pair: FacePair) {
  const ways = { address: proxy.url }
  const phone = await readyCitizen(stage, invent(), pair.first, { photo: pair.second }, ways)
  const frames = Frames.of(phone)
  await goToCamera(phone)
  return { phone, frames }
}

test('a network that dies in the middle of sending costs nothing', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(5)
  const phone = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second })
  let isDead = true
  // The first one just arrives, the others are on their way.
  const frames = await Frames.underFate(phone, (sequence) => (isDead && sequence > 0 ? 'is lost' : 'arrives'))
  await goToCamera(phone)
  await phone.getByTestId('shoot').click()
  await frames.stored(0)
  await phone.context().setOffline(true)
  await expect(phone.getByTestId('waiting')).toContainText('已保存，网络恢复后继续')
  await pictureOfPhone(phone, '29-capture-offline')
  await phone.waitForTimeout(1500)
  isDead = false
  await phone.context().setOffline(false)
  const attempts = await tryUntilPassed(phone)
  await phone.getByTestId('records').click()
  await expect(phone.getByTestId('record')).toHaveCount(attempts)
})

test('a page that is closed without a network in the middle goes on where it was: one attempt, one result', async ({
  stage,
}) => {
  needNetworks()
  const [pair] = needFaces(6)
  const phone = await readyCitizen(stage, invent(), pair!.first, { photo: pair!.second })
  const frames = await Frames.underFate(phone, (sequence) => (sequence > 1 ? 'breaks' : 'arrives'))
  await goToCamera(phone)
  await phone.getByTestId('shoot').click()
  await Promise.all([frames.stored(0), frames.stored(1)])
  const context = phone.context()
  await context.setOffline(true)
  await expect(phone.getByTestId('waiting')).toContainText('已保存，网络恢复后继续')
  await phone.close()

  // The phone was put away, and the page opened anew where there is a network.
  await context.setOffline(false)
  const again = await context.newPage()
  const rest = Frames.of(again)
  let opened = 0
  again.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/v1/attempts')) opened++
  })
  await again.goto(`${url()}/proof`)
  await expect(again.getByTestId('resume')).toBeVisible()
  await pictureOfPhone(again, '19-proof-resume')
  await again.getByTestId('resume').click()
  await expect(again.getByTestId('title')).toBeVisible()
  // Only what was missing was sent, to the attempt that was open.
  expect([...rest.sent.socket, ...rest.sent.http]).toEqual(frames.all.slice(2))
  expect(opened).toBe(0)
  const attempts = await tryUntilPassed(again)
  await again.getByTestId('records').click()
  await expect(again.getByTestId('record')).toHaveCount(attempts)
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

test('where the network forbids the socket everything goes over HTTP', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(8)
  const proxy = await Proxy.before(url(), 'forbidden')
  const { phone, frames } = await citizenBehind(proxy, stage, pair!)
  await expect(phone.getByTestId('hint')).toHaveText('很好，可以开始了')
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('title')).toBeVisible()
  expect(frames.sent).toEqual({ socket: [], http: frames.all })
  // Once, and not for each picture again.
  expect(proxy.asked).toBe(1)
  await tryUntilPassed(phone)
  proxy.close()
})

test('a socket that dies in the middle of the colours loses nothing', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(9)
  // The server has the frame, and the phone never hears it.
  const proxy = await Proxy.before(url(), { cutAt: '"sequence":4,' })
  const { phone, frames } = await citizenBehind(proxy, stage, pair!)
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('title')).toBeVisible()
  expect(frames.sent).toEqual({ socket: frames.all.slice(0, 5), http: frames.all.slice(4) })
  const attempts = await tryUntilPassed(phone)
  await phone.getByTestId('records').click()
  await expect(phone.getByTestId('record')).toHaveCount(attempts)
  proxy.close()
})
