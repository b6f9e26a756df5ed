import { key, newPersonOf, operator, succeeded } from '../support/enrolment'
import { confirmDeath, logContact } from '../support/office'
import { invent } from '../support/people'
import { expect, picturesOfDesk, test } from '../support/stage'

test('系统管理员先试算再改规则，登记地区名称；经办员按步骤开启计划，看各地进度，登记联系，关闭计划', async ({
  stage,
  startServer,
}) => {
  const server = await startServer({ name: 'plans' })
  stage.address = server.url

  const admin = await stage.desk('system')
  await admin.getByTestId('nav-rules').click()
  await admin.getByTestId('edit-ENTERPRISE_PENSION').click()
  await admin.getByTestId('kind-ROLLING_DAY').click()
  await admin.locator('#rule-months').fill('6')
  await admin.locator('#rule-months').blur()
  await expect(admin.getByTestId('sentence')).toHaveText(
    '每次认证通过后，最迟在 6 个月后的同一天之前再认证一次。',
  )
  await admin.locator('#preview-passed').fill('2026-03-10')
  await expect(admin.getByTestId('preview')).toContainText('2026年9月10日 截止')
  await picturesOfDesk(admin, '24-rule')
  await admin.getByTestId('save-rule').click()
  await expect(admin.getByTestId('category-ENTERPRISE_PENSION')).toContainText('6 个月后的同一天')
  await admin.locator('#named-code').fill('999999103')
  await admin.locator('#named-name').fill('试新镇')
  await admin.getByTestId('name-region').click()
  await expect(admin.locator('#named-code')).toHaveValue('')
  // By names, too: what it is called now is there to be changed.
  await admin.getByTestId('region-1').click()
  await admin.getByRole('option', { name: '示范省' }).click()
  await expect(admin.locator('#named-code')).toHaveValue('990000000000')
  await expect(admin.locator('#named-name')).toHaveValue('示范省')
  await admin.getByTestId('regional-RESIDENT_PENSION').click()
  await admin.locator('#rule-region').fill('999999103')
  await expect(admin.getByTestId('rule-form')).toContainText('试新镇')
  await admin.locator('#rule-region').fill('999999')
  await expect(admin.getByTestId('rule-form')).toContainText('示范省示范市示范县')
  await admin.getByTestId('save-rule').click()
  await expect(admin.getByTestId('category-RESIDENT_PENSION')).toContainText('示范县')
  await picturesOfDesk(admin, '24-rules')
  await admin.getByTestId('nav-system').click()
  await expect(admin.getByTestId('filing')).toHaveText('0 / 100000')
  await expect(admin.getByTestId('workdays')).toContainText('2026')
  await picturesOfDesk(admin, '24-system')

  const clerk = await operator(server.url, 'clerk')
  const json = {
    ...(await newPersonOf(clerk, { ...invent(), name: '试青山' })),
    category_code: 'ENTERPRISE_PENSION',
    region: '999999102201',
  }
  succeeded(await clerk.call('createPerson', { headers: key(), json }), 201)
  const desk = await stage.desk('clerk')
  await desk.getByTestId('nav-plans').click()
  await desk.getByTestId('new-plan').click()
  await desk.locator('#plan-name').fill('2026 年度认证')
  await desk.getByTestId('plan-category').click()
  await desk.getByRole('option', { name: '企业职工基本养老保险' }).click()
  await desk.getByTestId('region-1').click()
  await desk.getByRole('option', { name: '示范省' }).click()
  await desk.getByTestId('plan-next').click()
  await desk.getByTestId('fixed-days').click()
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
  await desk.locator('#self-from').fill('2026-01-01')
  await desk.locator('#self-to').fill(today)
  await picturesOfDesk(desk, '24-when')
  await desk.getByTestId('plan-next').click()
  await desk.getByTestId('has-hours').click()
  await desk.getByTestId('plan-next').click()
  const summary = desk.getByTestId('summary')
  await expect(summary).toContainText('2026 年度认证')
  await expect(summary).toContainText('示范省')
  await expect(summary).toContainText('08:00–18:00')
  await picturesOfDesk(desk, '24-summary')
  await desk.getByTestId('open-plan').click()
  await expect(desk.getByTestId('plan-state')).toHaveText('进行中', { timeout: 20_000 })

  // 试田秀兰 lives in 东关村.
  await desk.getByTestId('place-999900000000').click()
  await desk.getByTestId('place-999999000000').click()
  await expect(desk.getByTestId('place-999999101000')).toBeVisible()
  await picturesOfDesk(desk, '24-map')
  // A click on the map leads where the list does.
  await desk.getByTestId('plan-map').getByText('城关镇').click({ force: true })
  await expect(desk.getByTestId('plan-path')).toContainText('城关镇')
  await expect(desk.getByTestId('places')).toContainText('东关村')
  await expect(desk.getByTestId('places')).toContainText('待认证 1')
  await picturesOfDesk(desk, '24-progress')

  // A loss that was wrong leads to the verification period without waiting for it.
  const reviewer = await operator(server.url, 'reviewer')
  const { tasks } = succeeded(await clerk.call('listTasks', { query: { state: 'PENDING' } }), 200).body as {
    tasks: { person_id: string; person_name: string }[]
  }
  expect(tasks.map(({ person_name }) => person_name).sort()).toEqual(['试田秀兰', '试青山'].sort())
  const { person_id } = tasks.find(({ person_name }) => person_name === '试田秀兰')!
  await confirmDeath(clerk, person_id)
  const path = { person_id, category_code: 'ENTERPRISE_PENSION' }
  succeeded(await reviewer.call('terminateBenefit', { path }), 200)
  succeeded(await reviewer.call('reinstateBenefit', { path }), 200)
  await desk.getByTestId('unfinished').click()
  const task = desk.getByTestId('task')
  await expect(task).toHaveCount(1)
  await expect(task).toContainText('试田秀兰')
  await expect(task.getByTestId('bars')).toContainText('时间没到')
  await expect(task.getByTestId('bars')).toContainText('联系得不够')
  await expect(task.getByTestId('act-propose')).toBeDisabled()
  await logContact(desk, 'VOICE')
  await logContact(desk, 'VISIT')
  await expect(task.getByTestId('contacts')).toContainText('电话')
  await expect(task.getByTestId('contacts')).toContainText('上门')
  await expect(task.getByTestId('bars')).not.toContainText('联系得不够')
  await picturesOfDesk(desk, '24-task')

  // Who works in a town sees its people only, and can say only that they went there.
  const helper = await stage.desk('helper')
  await helper.getByTestId('nav-tasks').click()
  await expect(helper.getByTestId('task')).toHaveCount(1)
  await helper.getByTestId('log-contact').click()
  await expect(helper.getByTestId('channel-VISIT').filter({ visible: true })).toBeVisible()
  await expect(helper.getByTestId('channel-VOICE')).toHaveCount(0)

  await desk.getByTestId('nav-plans').click()
  await picturesOfDesk(desk, '24-plans')
  await desk.getByRole('link', { name: '2026 年度认证' }).click()
  await desk.getByTestId('close-plan').click()
  await expect(desk.getByRole('dialog')).toContainText('不再要求任何人认证')
  await desk.getByRole('dialog').getByRole('button', { name: '关闭计划' }).click()
  await expect(desk.getByTestId('plan-state')).toHaveText('已关闭')
  await expect(desk.getByTestId('close-plan')).toHaveCount(0)

  const auditor = await stage.desk('auditor')
  await expect(auditor.getByTestId('desk-LOG_UNCHECKED').getByTestId('last-checked')).toBeVisible()
  await auditor.getByTestId('nav-audit').click()
  await auditor.locator('#audit-login').fill('clerk')
  await auditor.getByTestId('find-audit').click()
  await expect(auditor.getByTestId('audit')).toContainText('新建认证计划')
  await expect(auditor.getByTestId('audit')).toContainText('关闭认证计划')
  await expect(auditor.getByTestId('audit')).not.toContainText('设定待遇类别')
  await auditor.getByTestId('check-audit').click()
  await expect(auditor.getByTestId('audit-found')).toContainText('全部完好')
  await picturesOfDesk(auditor, '24-audit')
  // What is found can be taken along; of days long ago nothing is.
  const saving = auditor.waitForEvent('download')
  await auditor.getByTestId('save-audit-csv').click()
  expect((await saving).suggestedFilename()).toBe('操作记录.csv')
  await auditor.locator('#audit-to').fill('2020-01-01')
  await auditor.keyboard.press('Enter')
  await auditor.getByTestId('find-audit').click()
  await expect(auditor.getByTestId('audit')).toContainText('还没有记录')
  await auditor.getByTestId('nav-desk').click()
  await expect(auditor.getByTestId('desk-LOG_UNCHECKED')).toContainText('上次校验')
})
