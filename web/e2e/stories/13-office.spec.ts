import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ContractClient } from '../support/contract'
import { key, newPersonOf, operator, succeeded } from '../support/enrolment'
import { confirmDeath } from '../support/office'
import { demoPassword, invent } from '../support/people'
import { places } from '../support/places'
import { expect, picturesOfDesk, test } from '../support/stage'
import { totp } from '../support/totp'

test('双因素认证：密码之外，还要手机上的数字', async ({ stage, startServer }) => {
  const server = await startServer({ name: 'factor' })
  stage.address = server.url
  const desk = await stage.desk('reviewer')
  await desk.getByTestId('nav-account').click()
  await expect(desk.getByTestId('factor-state')).toContainText('未开启')
  await desk.locator('#factor-password').fill('not-the-password')
  await desk.getByTestId('begin-factor').click()
  await expect(desk.getByText('密码不对')).toBeVisible()
  await desk.locator('#factor-password').fill(demoPassword)
  await desk.getByTestId('begin-factor').click()
  const secret = await desk.getByTestId('factor-secret').innerText()
  await picturesOfDesk(desk, '13-factor')
  await desk.locator('#factor-code').fill('000000')
  await desk.getByTestId('confirm-factor').click()
  await expect(desk.getByText('验证码不对')).toBeVisible()
  await desk.locator('#factor-code').fill(totp(secret))
  await desk.getByTestId('confirm-factor').click()
  await expect(desk.getByTestId('factor-state')).toContainText('已开启')
  await picturesOfDesk(desk, '13-account')
  await desk.getByTestId('logout').click()

  await desk.locator('#login').fill('reviewer')
  await desk.locator('#password').fill(demoPassword)
  await desk.getByTestId('login').click()
  await expect(desk.locator('#code')).toBeVisible()
  await picturesOfDesk(desk, '13-login')
  // The clock's next step: the present one has served.
  await desk.locator('#code').fill(totp(secret, 1))
  await desk.getByTestId('login').click()
  await expect(desk.getByTestId('logout')).toBeVisible()

  // Who lost the phone asks the security admin.
  const security = await stage.desk('security')
  await security.getByTestId('nav-operators').click()
  const row = security.getByTestId('operators').getByRole('row').filter({ hasText: 'reviewer' })
  const reset = { name: '重置双因素' }
  await row.getByRole('button', reset).click()
  await expect(security.getByRole('dialog')).toContainText('他会立即退出')
  await security.getByRole('dialog').getByRole('button', reset).click()
  await expect(row.getByRole('button', reset)).toHaveCount(0)
  await desk.reload()
  await expect(desk.locator('#login')).toBeVisible()
  const client = new ContractClient(server.url)
  const json = { login: 'reviewer', password: demoPassword }
  const logsIn = async () => (await client.call('createOperatorSession', { json })).status
  expect(await logsIn()).toBe(201)

  // Where there is nobody else, the server's own people do it.
  const begun = await client.call('beginSecondFactor', { json: { password: demoPassword } })
  const again = { code: totp(String(succeeded(begun, 201).body.secret)) }
  succeeded(await client.call('confirmSecondFactor', { json: again }), 204)
  expect(await logsIn()).toBe(422)
  await server.stop()
  const data = join(process.env.E2E_DATA!, 'factor')
  execFileSync(places.server, ['operator', 'reset-factor', '--login', 'reviewer', '--data', data])
  await server.restart()
  expect(await logsIn()).toBe(201)
})

test('发放指令：编成批次，签名，谁都能核对', async ({ stage, startServer }) => {
  const server = await startServer({ name: 'payroll' })
  stage.address = server.url
  const clerk = await operator(server.url, 'clerk')
  const reviewer = await operator(server.url, 'reviewer')
  const person = invent()
  const json = { ...(await newPersonOf(clerk, person)), region: '999902001' }
  const added = succeeded(await clerk.call('createPerson', { headers: key(), json }), 201)
  const { category_code } = json as unknown as { category_code: string }
  const plan = { name: '试发放', category_code, region: '999902' }
  const made = succeeded(await clerk.call('createPlan', { headers: key(), json: plan }), 201)
  const query = { state: 'PENDING', plan_id: String(made.body.plan_id) }
  await expect
    .poll(async () => (await clerk.call('listTasks', { query })).body.tasks, { timeout: 20_000 })
    .toHaveLength(1)
  const path = { person_id: String(added.body.person_id), category_code }
  await confirmDeath(clerk, path.person_id)
  succeeded(await reviewer.call('terminateBenefit', { path }), 200)

  const desk = await stage.desk('reviewer')
  const waiting = desk.getByTestId('desk-PAYROLL_WAITING')
  await expect(waiting.getByTestId('waiting')).toHaveText('1')
  await expect(waiting.getByTestId('next')).toHaveCount(0)
  await waiting.getByTestId('all').click()
  await expect(desk.getByTestId('payroll-waiting')).toContainText('1 条')
  await desk.getByTestId('make-batch').click()
  await expect(desk.getByTestId('payroll-waiting')).toContainText('0 条')
  await expect(desk.getByTestId('make-batch')).toBeDisabled()
  await picturesOfDesk(desk, '13-payroll')

  const files: string[] = []
  for (const name of ['CSV', 'Excel', '签名清单']) {
    const download = desk.waitForEvent('download')
    await desk.getByRole('link', { name }).click()
    files.push((await (await download).path())!)
  }
  const [csv, xlsx, manifest] = files as [string, string, string]
  const text = readFileSync(csv, 'utf8')
  expect(text).toContain(`"${person.name}",${person.id_number},${category_code}`)
  expect(text).toContain('终止')
  expect(readFileSync(xlsx).subarray(0, 2).toString()).toBe('PK')

  const guest = new ContractClient(server.url)
  const { public_key } = (await guest.call('getReceiptKey')).body as { public_key: string }
  const verify = (file: string) =>
    execFileSync(places.server, ['payroll', 'verify', '--key', public_key, manifest, file], { stdio: 'pipe' })
  expect(verify(csv).toString()).toContain('genuine')
  writeFileSync(csv, text.replace('终止', '恢复'))
  expect(() => verify(csv)).toThrow()
})
