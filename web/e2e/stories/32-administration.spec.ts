import { ContractClient } from '../support/contract'
import { key, newAccountOf, newPersonOf, operator, succeeded } from '../support/enrolment'
import { messagesTo } from '../support/messages'
import { invent } from '../support/people'
import { expect, picturesOfDesk, test } from '../support/stage'

test('系统管理员：改短信内容，先预览，不合规的存不下；下一条短信就用新的，也能恢复默认', async ({
  stage,
  startServer,
}) => {
  const server = await startServer({ name: 'administration-texts' })
  stage.address = server.url
  const desk = await stage.desk('system')
  await desk.getByTestId('nav-system').click()
  const message = desk.getByTestId('message-REGISTER_CODE')
  await expect(message).toContainText('用于手机号注册')

  // A code without a code, and a link: neither is saved.
  await desk.getByTestId('change-text-REGISTER_CODE').click()
  const wording = desk.locator('#wording')
  await wording.fill('您在注册，10分钟内有效。')
  await desk.getByTestId('save-text').click()
  await expect(desk.getByTestId('text-dialog')).toContainText('少了必须有的内容')
  await wording.fill('验证码 {验证码}，请到 jianzai.example.com 填写。')
  await desk.getByTestId('preview-text').click()
  await expect(desk.getByTestId('text-dialog')).toContainText('不能有网址')
  await expect(desk.getByTestId('text-preview')).toHaveCount(0)
  await wording.fill('验证码 {验证码}，请回到注册页面填写，10分钟内有效。')
  await desk.getByTestId('preview-text').click()
  const preview = desk.getByTestId('text-preview')
  await expect(preview).toContainText('验证码 123456，请回到注册页面填写')
  await expect(preview).toContainText('任何人向您要验证码都是骗子')
  await picturesOfDesk(desk, '32-text')
  await desk.getByTestId('save-text').click()
  await expect(desk.getByTestId('own-REGISTER_CODE')).toBeVisible()
  await expect(message).toContainText('请回到注册页面填写')

  // The next message says it.
  const [first, second] = [invent(), invent()]
  const somebody = await operator(server.url, 'clerk')
  const ask = (phone: string) => somebody.call('sendCode', { json: { purpose: 'REGISTER', phone } })
  const last = (phone: string) => messagesTo(phone, 'administration-texts').at(-1) ?? ''
  succeeded(await ask(first.phone), 202)
  await expect.poll(() => last(first.phone), { timeout: 15_000 }).toContain('请回到注册页面填写')

  await desk.getByTestId('unset-text-REGISTER_CODE').click()
  await desk.getByRole('dialog').getByRole('button', { name: '恢复默认' }).click()
  await expect(desk.getByTestId('own-REGISTER_CODE')).toHaveCount(0)
  succeeded(await ask(second.phone), 202)
  await expect.poll(() => last(second.phone), { timeout: 15_000 }).toContain('用于手机号注册')
})

test('系统管理员：缩短保存期限，缩不过头也延不长；别的管理员只看', async ({ stage, startServer }) => {
  const server = await startServer({ name: 'administration-retention' })
  stage.address = server.url
  const desk = await stage.desk('system')
  await desk.getByTestId('nav-system').click()
  const frames = desk.getByTestId('kept-FRAMES')
  await expect(frames).toHaveText('7 天')
  await expect(desk.getByTestId('retention')).toContainText('操作记录')
  await expect(desk.getByTestId('kept-PROOF_EVIDENCE')).toHaveText('90 天')
  await expect(desk.getByTestId('shorten-PROOF_EVIDENCE')).toBeVisible()
  await desk.getByTestId('shorten-FRAMES').click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByRole('textbox').fill('30')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toContainText('请填 3 到 7 的整数')
  await dialog.getByRole('textbox').fill('3')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(frames).toHaveText('3 天')
  await picturesOfDesk(desk, '32-retention')
  // People read it before they agree.
  const anybody = await operator(server.url, 'clerk')
  expect((await anybody.call('getService')).body).toMatchObject({ frame_retention_days: 3 })

  const auditor = await stage.desk('auditor')
  await auditor.getByTestId('nav-audit').click()
  await expect(auditor.locator('main')).toContainText('修改保存期限')
  await auditor.getByTestId('nav-system').click()
  await auditor.getByTestId('citizen-text-consent').getByRole('button').click()
  await expect(auditor.getByTestId('citizen-text-consent')).toContainText('只用来确认是您本人')
  await expect(auditor.getByTestId('kept-FRAMES')).toHaveText('3 天')
  await expect(auditor.getByTestId('shorten-FRAMES')).toHaveCount(0)
  await expect(auditor.getByTestId('change-text-REMINDER')).toHaveCount(0)
  await expect(auditor.getByTestId('workday-file')).toHaveCount(0)
})

test('系统管理员：导入一年的节假日表，先看出错的行；提醒没有了，也能撤销', async ({ stage, startServer }) => {
  const server = await startServer({ name: 'administration-workdays' })
  stage.address = server.url
  const system = await operator(server.url, 'system')
  const known = (await system.call('listWorkdays')).body as { missing_year?: number }
  const year = known.missing_year ?? 2031
  const desk = await stage.desk('system')
  await desk.getByTestId('nav-system').click()
  const alarm = desk.getByTestId('alarm-WORKDAYS_MISSING')
  await expect(alarm).toHaveCount(known.missing_year ? 1 : 0)
  await desk.locator('#workday-year').fill(String(year))
  await desk.locator('#workday-year').press('Enter')
  const choose = (text: string) =>
    desk
      .getByTestId('workday-file')
      .locator('input[type=file]')
      .setInputFiles({ name: `${year}.csv`, mimeType: 'text/csv', buffer: Buffer.from(text) })

  await choose(`日期,类型,名称\n${year}-01-01,休,元旦\n${year}-01-01,休,元旦\n${year}-02-30,休,春节\n`)
  await expect(desk.getByTestId('workday-faults')).toContainText('同一天写了两次')
  await expect(desk.getByTestId('workday-faults').locator('tbody tr')).toHaveCount(2)
  await expect(desk.getByTestId('take-workdays')).toHaveCount(0)
  await picturesOfDesk(desk, '32-workday-faults')

  await choose(`日期,类型,名称\n${year}-01-01,休,元旦\n${year}-01-02,休,元旦\n`)
  await expect(desk.getByTestId('workday-reading')).toContainText('元旦')
  await picturesOfDesk(desk, '32-workdays')
  await desk.getByTestId('take-workdays').click()
  await expect(desk.getByTestId(`handed-in-${year}`)).toContainText('2 天')
  await expect(alarm).toHaveCount(0)

  await desk.getByTestId(`take-back-${year}`).click()
  await desk.getByRole('button', { name: '撤销' }).last().click()
  await expect(desk.getByTestId(`handed-in-${year}`)).toHaveCount(0)
  await expect(alarm).toHaveCount(known.missing_year ? 1 : 0)
})

test('安全管理员：停用离开的人，他认领的工单别人马上能接着办', async ({ stage, startServer }) => {
  const server = await startServer({ name: 'administration-leaving' })
  stage.address = server.url
  const clerk = await operator(server.url, 'clerk')
  const person = invent()
  succeeded(await clerk.call('createPerson', { headers: key(), json: await newPersonOf(clerk, person) }), 201)
  const citizen = new ContractClient(server.url)
  const account = await newAccountOf(citizen, person)
  succeeded(await citizen.call('createAccount', { headers: key(), json: account }), 201)
  const { id_number, password } = person
  succeeded(await citizen.call('createSession', { json: { id_number, password } }), 201)
  const asked = await citizen.call('createTicket', { headers: key(), json: { kind: 'CALLBACK' } })
  const path = { ticket_id: String(succeeded(asked, 201).body.ticket_id) }
  succeeded(await clerk.call('claimTicket', { path }), 200)
  const reviewer = await operator(server.url, 'reviewer')
  expect((await reviewer.call('claimTicket', { path })).status).toBe(409)

  const desk = await stage.desk('security')
  await desk.getByTestId('nav-operators').click()
  await desk.getByTestId('toggle-clerk').click()
  await expect(desk.getByRole('dialog')).toContainText('退回给大家')
  await desk.getByRole('dialog').getByRole('button', { name: '停用' }).click()
  await expect(desk.getByTestId('operators')).toContainText('已停用')
  expect((await clerk.call('listOpenTickets')).status).toBe(401)
  succeeded(await reviewer.call('claimTicket', { path }), 200)
  // Nobody is locked out by themselves.
  await expect(desk.getByTestId('toggle-security')).toHaveCount(0)
})
