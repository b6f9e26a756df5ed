import { readFileSync } from 'node:fs'
import { key, newPersonOf, operator, succeeded } from '../support/enrolment'
import { confirmDeath, logContact, makeOverdue, makeSuspendedFor } from '../support/office'
import { invent } from '../support/people'
import {
  expect,
  goToCamera,
  logIn,
  needFaces,
  needNetworks,
  picturesOfDesk,
  register,
  test,
  tryUntilPassed,
} from '../support/stage'

const region = '999905'
const months = 3

test('计划→逾期→两种方式联系→一人提出、另一人批准暂停→本人认证→恢复并补发', async ({
  stage,
  startServer,
}) => {
  test.setTimeout(300_000)
  needNetworks()
  const [pair] = needFaces(46)
  const name = 'suspension'
  const server = await startServer({ name })
  stage.address = server.url
  const clerk = await operator(server.url, 'clerk')
  const person = { ...invent(), name: '试暂停' }
  const json = { ...(await newPersonOf(clerk, person)), region }
  const added = succeeded(await clerk.call('createPerson', { headers: key(), json }), 201)
  const path = { person_id: String(added.body.person_id) }
  const jpeg = readFileSync(pair!.first)
  succeeded(await clerk.call('createReference', { path, query: { source: 'UPLOAD' }, jpeg }), 201)
  const { category_code } = json as unknown as { category_code: string }
  const plan = { name: '试暂停计划', category_code, region, verify_days: '30' }
  const made = succeeded(await clerk.call('createPlan', { headers: key(), json: plan }), 201)
  const query = { state: 'PENDING', plan_id: String(made.body.plan_id) }
  await expect
    .poll(async () => (await clerk.call('listTasks', { query })).body.tasks, { timeout: 20_000 })
    .toHaveLength(1)
  await server.stop()
  makeOverdue(name)
  await server.restart()

  const overdue = { state: 'VERIFYING', plan_id: query.plan_id }
  await expect
    .poll(async () => (await clerk.call('listTasks', { query: overdue })).body.tasks, { timeout: 20_000 })
    .toHaveLength(1)

  const desk = await stage.desk('clerk')
  await expect(desk.getByTestId('desk-TASKS_VERIFYING').getByTestId('waiting')).toHaveText('1')
  await desk.getByTestId('desk-TASKS_VERIFYING').getByTestId('next').click()
  const task = desk.getByTestId('task')
  await expect(task).toContainText('试暂停')
  await expect(desk.locator('[data-next]')).toBeFocused()
  // Silence is no reason to stop a payment: two ways of asking come first.
  await expect(task.getByTestId('bars')).toContainText('联系得不够')
  await expect(task.getByTestId('act-propose')).toBeDisabled()
  await logContact(desk, 'VOICE', 'FAMILY')
  await expect(task.getByTestId('contacts')).toContainText('联系到家属')
  await logContact(desk, 'VISIT')
  await expect(task.getByTestId('bars')).toHaveCount(0)
  await task.getByTestId('act-propose').click()
  await desk.getByRole('button', { name: '提出暂停' }).last().click()
  await expect(task.getByTestId('act-drop')).toBeVisible()

  const reviewer = await stage.desk('reviewer')
  await expect(reviewer.getByTestId('desk-SUSPENSION_PROPOSALS').getByTestId('waiting')).toHaveText('1')
  await reviewer.goto(`${server.url}/console/tasks?state=SUSPEND_PROPOSED`)
  await picturesOfDesk(reviewer, '30-proposal')
  await reviewer.getByTestId('act-approve').click()
  await reviewer.getByRole('button', { name: '批准暂停' }).last().click()
  await expect(reviewer.getByTestId('act-approve')).toHaveCount(0)
  await server.stop()
  makeSuspendedFor(name, months)
  await server.restart()

  const phone = await stage.phone({ photo: pair!.second })
  await register(phone, person)
  await logIn(phone, person)
  await phone.goto(`${server.url}/proof`)
  await goToCamera(phone)
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('title')).toBeVisible()
  await tryUntilPassed(phone)

  await reviewer.goto(`${server.url}/console/tasks?state=RESUMED`)
  await expect(reviewer.getByTestId('task')).toContainText('试暂停')
  await expect(reviewer.getByTestId('arrears')).toContainText(String(months))
  await picturesOfDesk(reviewer, '30-resumed')
  await reviewer.getByTestId('nav-payroll').click()
  await expect(reviewer.getByTestId('payroll-waiting')).toContainText('2 条')
  await reviewer.getByTestId('make-batch').click()
  await expect(reviewer.getByTestId('payroll-waiting')).toContainText('0 条')
  // What the paying side reads: stopped, and paid again with the months that were not paid.
  const saving = reviewer.waitForEvent('download')
  await reviewer.getByTestId('batches').getByRole('link', { name: 'CSV' }).click()
  const [heading, ...lines] = readFileSync((await (await saving).path())!, 'utf8')
    .trim()
    .split('\r\n')
  expect(heading).toContain('指令,起始日期,补发月数')
  const told = lines.map((line) => line.split(',')).map((cells) => [cells[1], cells[2], cells[5], cells[7]])
  expect(told).toEqual([
    [`"${person.name}"`, person.id_number, '暂停', '0'],
    [`"${person.name}"`, person.id_number, '恢复', String(months)],
  ])

  // Nobody ends a benefit alone: without a loss that somebody else looked into, the page says what comes first.
  await reviewer.goto(`${server.url}/console/tasks?state=RESUMED`)
  await reviewer.getByTestId('all-of-person').click()
  await expect(reviewer.getByTestId('benefits-missing')).toContainText('登记死亡等')
  await expect(reviewer.getByTestId('terminate')).toHaveCount(0)
  await confirmDeath(clerk, path.person_id)
  await reviewer.reload()
  await reviewer.getByTestId('terminate').click()
  await reviewer.locator('.sure-terminate').click()
  await expect(reviewer.getByTestId('benefit')).toContainText('已终止')
  await expect(reviewer.getByTestId('task')).toContainText('已终止')
  await picturesOfDesk(reviewer, '30-terminated')
  // It was wrong: everything is as it was before.
  await reviewer.getByTestId('reinstate').click()
  await reviewer.locator('.sure-reinstate').click()
  await expect(reviewer.getByTestId('benefit')).toContainText('正常发放')
  await expect(reviewer.getByTestId('task')).toContainText('已恢复')
  await reviewer.getByTestId('nav-payroll').click()
  await expect(reviewer.getByTestId('payroll-waiting')).toContainText('2 条')
})
