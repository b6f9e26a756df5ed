import { ContractClient } from '../support/contract'
import { key, listed, newAccountOf, operator, succeeded } from '../support/enrolment'
import { reportDeaths, dayFromNow } from '../support/office'
import { invent } from '../support/people'
import { expect, needFaces, needNetworks, picturesOfDesk, test } from '../support/stage'

test('同一个人登记了两次：一人提出合并，另一人看两张脸后决定，旧号码找到保留的人', async ({
  stage,
  startServer,
}) => {
  test.setTimeout(240_000)
  needNetworks()
  const [pair] = needFaces(47)
  const name = 'merge'
  const server = await startServer({ name })
  stage.address = server.url
  const clerk = await operator(server.url, 'clerk')
  const right = { ...invent(), name: '试合并' }
  const wrong = { ...invent(), name: '试合并' }
  const { person_id } = await listed(clerk, right, pair!.first)
  const twin = await listed(clerk, wrong, pair!.second)
  succeeded(await clerk.call('addEntitlement', { path: twin, json: { category_code: 'SURVIVOR' } }), 201)
  // They registered under the wrong number, as the register had it.
  const citizen = new ContractClient(server.url)
  const account = await newAccountOf(citizen, wrong)
  succeeded(await citizen.call('createAccount', { headers: key(), json: account }), 201)

  // The clerk opens the one that stays and finds the other one.
  const desk = await stage.desk('clerk')
  await desk.goto(`${server.url}/console/persons/${person_id}`)
  await desk.getByTestId('merge-person').click()
  await desk.getByTestId('merge-search').fill('试没有')
  await desk.getByTestId('merge-search').press('Enter')
  await expect(desk.getByTestId('merge-none')).toBeVisible()
  await desk.getByTestId('merge-search').fill('试合并')
  await desk.getByTestId('merge-search').press('Enter')
  await expect(desk.getByTestId('choose-duplicate')).toHaveCount(1)
  await picturesOfDesk(desk, '31-search')
  await desk.getByTestId('choose-duplicate').click()
  await expect(desk.getByTestId('merge-kept').locator('img')).toBeVisible()
  await expect(desk.getByTestId('merge-duplicate').locator('img')).toBeVisible()
  await expect(desk.getByTestId('merge-follows')).toContainText('不会推迟认证')
  await expect(desk.getByTestId('propose-merge')).toBeDisabled()
  await desk.getByTestId('merge-MISTYPED').click()
  await desk.locator('#merge-note').fill('看了身份证和户口簿')
  await picturesOfDesk(desk, '31-proposal')
  await desk.getByTestId('propose-merge').click()
  await expect(desk.getByTestId('merge-waits')).toContainText('等另一位审核员决定')
  await expect(desk.getByTestId('merge-person')).toHaveCount(0)
  // Nothing has changed yet, on the other page neither.
  await desk.getByTestId('merge-waits').getByRole('link').click()
  await expect(desk).toHaveURL(new RegExp(twin.person_id))
  await expect(desk.getByTestId('entitlement')).toHaveCount(2)

  // Somebody who died in between is not merged.
  await server.stop()
  reportDeaths(name, [wrong], dayFromNow(-3))
  await server.restart()
  const reviewer = await stage.desk('reviewer')
  await reviewer.getByTestId('desk-MERGE_PROPOSALS').getByTestId('next').click()
  await expect(reviewer.getByTestId('merge-bars')).toContainText('死亡')
  await expect(reviewer.getByTestId('confirm-merge')).toBeDisabled()
  await picturesOfDesk(reviewer, '31-barred')
  const losses = (await clerk.call('listLosses')).body.losses as { sign_id: string }[]
  succeeded(await clerk.call('dismissReportedLoss', { path: { sign_id: losses[0]!.sign_id } }), 200)

  await reviewer.reload()
  await expect(reviewer.getByTestId('merge-bars')).toHaveCount(0)
  await expect(reviewer.getByTestId('refuse-merge')).toBeEnabled()
  await reviewer.getByTestId('refuse-merge').click()
  await expect(reviewer.getByTestId('note-missing')).toBeVisible()
  await expect(reviewer.getByTestId('confirm-merge')).toBeEnabled()
  await picturesOfDesk(reviewer, '31-decision')
  await reviewer.getByTestId('confirm-merge').click()
  await expect(reviewer.getByTestId('no-merges')).toBeVisible()

  // Everything is in one place; the other face is kept, and not compared with.
  await desk.goto(`${server.url}/console/persons/${person_id}`)
  await expect(desk.getByTestId('entitlement')).toHaveCount(2)
  await desk.getByRole('tab', { name: /^照片/ }).click()
  await expect(desk.getByTestId('reference-ACTIVE')).toHaveCount(1)
  await expect(desk.getByTestId('reference-REFUSED')).toHaveCount(1)
  await desk.getByRole('tab', { name: '谁看过、谁改过' }).click()
  await expect(desk.getByTestId('file-merges')).toContainText('看了身份证和户口簿')
  await expect(desk.getByTestId('file-audit')).toContainText('合并重复人员')
  await picturesOfDesk(desk, '31-merged')

  // The wrong number finds who stays, and makes nobody new; the account goes on, by either number.
  await desk.getByTestId('nav-persons').click()
  await desk.getByTestId('search').fill(wrong.id_number)
  await desk.getByTestId('search').press('Enter')
  await expect(desk.getByTestId('persons').getByRole('link')).toHaveCount(1)
  await desk.getByTestId('persons').getByRole('link').click()
  await expect(desk).toHaveURL(new RegExp(person_id))
  for (const id_number of [wrong.id_number, right.id_number]) {
    const json = { id_number, password: wrong.password }
    succeeded(await citizen.call('createSession', { json }), 201)
  }
})
