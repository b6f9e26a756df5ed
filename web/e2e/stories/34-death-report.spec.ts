import { answerColours } from '../support/answer'
import { enrol, operator, succeeded } from '../support/enrolment'
import { expect, logIn, needFaces, needNetworks, picturesOfDesk, test } from '../support/stage'

test('报了死亡的人自己来认证：机器不放行，审核员先排除误报，再通过', async ({ stage, startServer }) => {
  test.setTimeout(300_000)
  needNetworks()
  const [pair] = needFaces(47)
  const server = await startServer({ name: 'death-report' })
  stage.address = server.url
  const clerk = await operator(server.url, 'clerk')
  const who = await enrol(server.url, clerk, pair!.first)
  const json = { kind: 'DEATH', happened_on: '2026-11-01', source: '村里上报' }
  succeeded(await clerk.call('reportLoss', { path: { person_id: who.person_id }, json }), 201)

  // The face is theirs, and the answer to the colours too; still nobody passes whom somebody reported dead.
  const studio = await stage.studio({ photo: pair!.second })
  const attempt = await answerColours(who, studio)
  expect(attempt.result).toBe('REVIEW')

  // Whoever stands before the phone reads nothing of a death.
  const phone = await stage.phone('none')
  await phone.goto(`${server.url}/login`)
  await logIn(phone, who.person)
  await phone.goto(`${server.url}/attempts/${String(attempt.attempt_id)}`)
  await expect(phone.getByTestId('face-review')).toBeVisible()
  await expect(phone.locator('body')).not.toContainText(/死|去世|丧失/)
  if (attempt.reason === 'RECORD_CHECK')
    await expect(phone.getByTestId('reason')).toContainText('有一条登记信息需要工作人员核对')

  const desk = await stage.desk('reviewer')
  await desk.getByTestId('desk-REVIEWS').getByTestId('next').click()
  await expect(desk.getByTestId('death-reports')).toContainText('村里上报')
  await expect(desk.getByTestId('approve')).toBeEnabled()
  await picturesOfDesk(desk, '34-death-report')
  await desk.getByTestId('approve').click()
  await expect(desk.getByTestId('failure')).toContainText('死亡登记还没有排除')

  await desk.getByTestId('dismiss-death').click()
  await desk.getByRole('tooltip').getByRole('button', { name: '报错了' }).click()
  await expect(desk.getByTestId('death-reports')).toHaveCount(0)
  await desk.getByTestId('approve').click()
  await expect(desk.getByTestId('failure')).toHaveCount(0)
  await expect
    .poll(async () => (await who.citizen.call('getProof')).body.status, { timeout: 20_000 })
    .toBe('DONE')
})
