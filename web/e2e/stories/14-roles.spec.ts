import { invent } from '../support/people'
import { newPersonOf, key, operator, succeeded } from '../support/enrolment'
import {
  expect,
  needFaces,
  needNetworks,
  openReview,
  passedTitle,
  picturesOfDesk,
  picturesOfPhone,
  readyCitizen,
  test,
} from '../support/stage'

const mill = { code: '91330100799655058B', name: '试纺织厂' }

test('安全管理员：新增协办员，只看得到自己地区的人；换地区、作废手机、重置密码、停用', async ({
  stage,
  startServer,
}) => {
  const server = await startServer({ name: 'roles' })
  stage.address = server.url
  const admin = await stage.desk('security')
  await expect(admin.getByTestId('desk-FACTORS_MISSING')).toBeVisible()
  await admin.getByTestId('nav-operators').click()
  await expect(admin.getByTestId('operators')).toContainText('试协办')
  await expect(admin.locator('nav a')).toHaveText(['工作台', '用户管理', '系统'])
  await picturesOfDesk(admin, '14-operators')
  await admin.getByTestId('add-operator').click()
  await admin.locator('#new-login').fill('village-2')
  await admin.locator('#new-name').fill('试协办二')
  await admin.getByTestId('role').click()
  await admin.getByRole('option', { name: '协办员' }).click()
  await admin.locator('#new-operator-password').fill('first one 26')
  await admin.getByTestId('save-operator').click()
  await expect(admin.getByText('这一项还没有填。')).toBeVisible()
  await admin.locator('#new-region').fill('999999102')
  await picturesOfDesk(admin, '14-new-operator')
  await admin.getByTestId('save-operator').click()
  await expect(admin.getByTestId('operators')).toContainText('999999102000')

  // Everything but one's own password waits until it is changed.
  await admin.getByTestId('logout').click()
  await admin.locator('#login').fill('village-2')
  await admin.locator('#password').fill('first one 26')
  await admin.getByTestId('login').click()
  await expect(admin.getByTestId('must-change')).toBeVisible()
  await picturesOfDesk(admin, '14-first-password')
  await admin.goto(`${server.url}/console/persons`)
  await expect(admin.getByTestId('must-change')).toBeVisible()
  await admin.locator('#old-password').fill('first one 26')
  await admin.locator('#new-password').fill('my own one 26')
  await admin.getByTestId('change-password').click()
  await expect(admin.getByTestId('must-change')).toBeHidden()
  await admin.getByTestId('nav-persons').click()
  await expect(admin.getByTestId('persons')).toContainText('试李桂英')
  await expect(admin.getByTestId('persons')).not.toContainText('试田秀兰')
  await expect(admin.getByTestId('add-person')).toHaveCount(0)
  await picturesOfDesk(admin, '14-helper-persons')
  await admin.getByRole('link', { name: '试李桂英' }).click()
  await expect(admin.getByTestId('employer')).toBeVisible()
  await expect(admin.getByTestId('make-reference')).toHaveCount(0)
  await picturesOfDesk(admin, '14-helper-person')
  // What the menu does not name is not there by its address either.
  await admin.goto(`${server.url}/console/operators`)
  await expect(admin.getByTestId('refused-page')).toContainText('“用户管理”不属于协办员的岗位')
  await expect(admin).toHaveURL(/\/console\/desk$/)

  // Another region, and other people at once.
  const desk = await stage.desk('security')
  await desk.getByTestId('nav-operators').click()
  const row = desk.getByTestId('operators').getByRole('row').filter({ hasText: 'village-2' })
  await desk.getByTestId('change-village-2').click()
  await expect(desk.locator('#new-region')).toHaveValue('999999102000')
  await desk.locator('#new-region').fill('999999101')
  await desk.getByTestId('save-operator').click()
  await expect(row).toContainText('999999101000')
  await admin.goto(`${server.url}/console/persons`)
  await expect(admin.getByTestId('persons')).toContainText('试田秀兰')
  await expect(admin.getByTestId('persons')).not.toContainText('试李桂英')

  // The phone is lost: nobody goes on with it.
  await admin.goto(`${server.url}/console/batch`)
  await expect(admin.getByTestId('begin')).toBeEnabled()
  const revoked = desk.waitForResponse((answer) => answer.url().endsWith('/field-keys') && answer.ok())
  await desk.getByTestId('keys-village-2').click()
  await desk.getByRole('dialog').getByRole('button', { name: '作废采集手机' }).click()
  await revoked
  await admin.reload()
  await expect(admin.locator('#login')).toBeVisible()

  // The password is forgotten: another first one.
  await desk.getByTestId('password-village-2').click()
  const prompt = desk.getByRole('dialog').filter({ hasText: '新的初始密码' })
  await prompt.getByRole('textbox').fill('second one 26')
  await picturesOfDesk(desk, '14-reset-password')
  await prompt.getByRole('button', { name: '重置密码' }).click()
  await expect(row).toContainText('待改初始密码')
  await admin.locator('#login').fill('village-2')
  await admin.locator('#password').fill('my own one 26')
  await admin.getByTestId('login').click()
  await expect(admin.getByTestId('failure')).toBeVisible()
  await admin.locator('#password').fill('second one 26')
  await admin.getByTestId('login').click()
  await expect(admin.getByTestId('must-change')).toBeVisible()

  await desk.getByTestId('toggle-village-2').click()
  await desk.getByRole('dialog').getByRole('button', { name: '停用' }).click()
  await expect(desk.getByTestId('operators')).toContainText('已停用')
  await admin.reload()
  await expect(admin.locator('#login')).toBeVisible()
})

test('系统管理员：改机构信息，登记用人单位；用人单位只看得到自己的退休人员', async ({
  stage,
  startServer,
}) => {
  const server = await startServer({ name: 'agency' })
  stage.address = server.url
  const desk = await stage.desk('system')
  await desk.getByTestId('nav-agency').click()
  await desk.locator('#agency-hours').fill('周一至周六 8:30-17:00')
  await desk.getByTestId('save-agency').click()
  await expect(desk.getByText('已保存。')).toBeVisible()
  await desk.locator('#employer-code').fill('91330100799655058C')
  await desk.locator('#employer-name').fill(mill.name)
  await desk.getByTestId('add-employer').click()
  await expect(desk.getByText('请逐个核对')).toBeVisible()
  await desk.locator('#employer-code').fill(mill.code)
  await desk.getByTestId('add-employer').click()
  await expect(desk.getByTestId('employers')).toContainText(mill.name)
  await picturesOfDesk(desk, '14-agency')

  const clerk = await operator(server.url, 'clerk')
  const retired = { ...invent(), name: '试退休' }
  const json = { ...(await newPersonOf(clerk, retired)), employer_code: mill.code }
  succeeded(await clerk.call('createPerson', { headers: key(), json }), 201)
  const security = await operator(server.url, 'security')
  const wanted = {
    login: 'mill',
    name: '试劳资',
    role: 'EMPLOYER',
    employer_code: mill.code,
    password: 'first one 26',
  }
  const made = succeeded(await security.call('createOperator', { json: wanted }), 201)
  expect(made.body).toMatchObject({ employer: mill })
})

test('本人另外同意，审核通过时才能把现场照留作模板照片；收回同意就删除', async ({ stage }) => {
  needNetworks()
  const [pair, other] = needFaces(36, 37)
  const person = { ...invent(), name: '试换照片' }
  const phone = await readyCitizen(stage, person, pair!.first, { photo: other!.first })
  await phone.getByTestId('start').click()
  await expect(phone.getByTestId('keep-image').locator('input')).not.toBeChecked()
  await phone.getByTestId('keep-tick').click()
  await expect(phone.getByTestId('keep-image').locator('input')).toBeChecked()
  await phone.getByTestId('keep-image').scrollIntoViewIfNeeded()
  await picturesOfPhone(phone, '14-keep-image')
  await phone.getByTestId('agree').click()
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('reason')).toBeVisible()
  const request = phone.getByTestId('request-review')
  if (await request.isVisible()) await request.click()
  await expect(phone.getByTestId('review')).toBeVisible()

  const desk = await stage.desk('reviewer')
  await openReview(desk, person)
  await desk.getByTestId('promote').click()
  await desk.getByRole('option', { name: '第 1 张' }).click()
  await picturesOfDesk(desk, '14-promote')
  await desk.getByTestId('approve').click()
  await expect(desk.getByTestId('decided')).toContainText('通过')
  await phone.reload()
  await expect(phone.getByTestId('title')).toHaveText(passedTitle)
  await desk.getByTestId('decided-person').click()
  await expect(desk.getByTestId('active-references')).toContainText('2')
  await desk.getByRole('tab', { name: '同意记录' }).click()
  const ledger = desk.getByTestId('file-consents')
  await expect(ledger).toContainText('刷脸比对')
  await expect(ledger).toContainText('留现场照作模板照片')
  await picturesOfDesk(desk, '14-consents')

  // Not asked again while it holds; taken back apart from the other one.
  await phone.goto(new URL('/account/consents', phone.url()).href)
  const kept = phone.getByTestId('consent-KEEP_IMAGE')
  await expect(kept).toContainText('留一张照片')
  await kept.getByTestId('withdraw').click()
  await picturesOfPhone(phone, '14-consents')
  await kept.getByTestId('withdraw-surely').click()
  await expect(kept).toContainText('已收回')
  await expect(phone.getByTestId('consent-FACE_COMPARISON')).not.toContainText('已收回')
  await desk.reload()
  await expect(desk.getByRole('tab', { name: '照片 1' })).toBeVisible()
  await expect(desk.getByTestId('active-references')).toHaveCount(0)
})
