import { key, listed, newPersonOf, operator, succeeded } from '../support/enrolment'
import { invent } from '../support/people'
import { expect, needFaces, needNetworks, picturesOfDesk, test } from '../support/stage'

test('增加待遇，看完整号码要说明用途，改电话，登记死亡：一个人的事在一页上办', async ({
  stage,
  startServer,
}) => {
  const server = await startServer({ name: 'people' })
  stage.address = server.url
  const clerk = await operator(server.url, 'clerk')
  const person = { ...invent(), name: '试一页' }
  const { person_id } = await listed(clerk, person)

  const desk = await stage.desk('clerk')
  const other = await listed(clerk, { ...invent(), name: '试两项' })
  await desk.goto(`${server.url}/console/persons/${other.person_id}`)
  await expect(desk.getByTestId('entitlement')).toHaveCount(1)
  await desk.getByTestId('add-entitlement').click()
  await expect(desk.getByTestId('save-entitlement')).toBeDisabled()
  await desk.getByTestId('entitlement-category').click()
  await desk.getByRole('option', { name: '供养亲属抚恤金' }).click()
  await picturesOfDesk(desk, '27-entitlement')
  await desk.getByTestId('save-entitlement').click()
  await expect(desk.getByTestId('entitlement-dialog')).toHaveCount(0)
  await expect(desk.getByTestId('entitlement')).toHaveCount(2)
  await expect(desk.getByTestId('entitlements')).toContainText('供养亲属抚恤金')

  await desk.goto(`${server.url}/console/persons/${person_id}`)
  await expect(desk.getByTestId('id-number')).toHaveText(/^\d{6}\*{8}/)
  await expect(desk.getByTestId('file-tabs')).toContainText('认证任务 0')
  await picturesOfDesk(desk, '27-person')

  // The whole number is for who says why, and that is kept.
  await desk.getByTestId('ask-numbers').click()
  await expect(desk.getByTestId('disclose')).toBeDisabled()
  await desk.getByTestId('reason-CALL').click()
  await picturesOfDesk(desk, '27-disclosure')
  await desk.getByTestId('disclose').click()
  await expect(desk.getByTestId('phone')).toHaveText(person.phone)
  expect((await desk.getByTestId('id-number').innerText()).replaceAll(' ', '')).toBe(person.id_number)
  await expect(desk.getByTestId('shown-for')).toContainText('秒后隐去')
  await desk.getByTestId('hide-numbers').click()
  await expect(desk.getByTestId('phone')).toContainText('****')
  await desk.getByRole('tab', { name: '谁看过、谁改过' }).click()
  await expect(desk.getByTestId('file-disclosures')).toContainText('给本人打电话')
  await expect(desk.getByTestId('file-audit')).toContainText('查看完整号码')
  await picturesOfDesk(desk, '27-trail')

  await desk.getByTestId('change-person').click()
  await expect(desk.getByTestId('save-change')).toBeDisabled()
  await desk.locator('#change-phone').fill('12345')
  await desk.getByTestId('save-change').click()
  await expect(desk.getByTestId('change-dialog').locator('.el-form-item__error')).toBeVisible()
  await desk.locator('#change-phone').fill('19912340099')
  await picturesOfDesk(desk, '27-change')
  await desk.getByTestId('save-change').click()
  await expect(desk.getByTestId('change-dialog')).toHaveCount(0)
  await desk.getByRole('tab', { name: '概况' }).click()
  await expect(desk.getByTestId('phone')).toHaveText('199****0099')

  // A death is noted, and looked into before anything stops.
  await desk.getByTestId('report-loss').click()
  await expect(desk.getByTestId('loss-follows')).toContainText('任何待遇都不会马上停')
  await desk.locator('#loss-source').fill('儿子来电')
  await picturesOfDesk(desk, '27-loss')
  await desk.getByTestId('save-loss').click()
  await expect(desk.getByTestId('loss-open')).toContainText('儿子来电')
  for (const [tab, shown] of [
    ['审核与线索', 'file-signs'],
    ['认证任务', 'file-tasks'],
    ['工单与短信', 'notices'],
    ['联系与亲友', 'file-contacts'],
    ['联系与亲友', 'file-helpers'],
    ['同意记录', 'file-consents'],
  ] as const) {
    await desk.getByRole('tab', { name: tab }).click()
    await expect(desk.getByTestId(shown)).toBeVisible()
    await picturesOfDesk(desk, `27-${shown}`)
  }
  await desk.getByTestId('loss-open').getByRole('link').click()
  await expect(desk.getByTestId('losses')).toContainText('试一页')

  // And on the desk's own page it is counted.
  await desk.getByTestId('nav-desk').click()
  await expect(desk.getByTestId('desk-LOSSES').getByTestId('waiting')).toHaveText('1')
  await picturesOfDesk(desk, '27-desk')

  // It is looked into; another one ends the benefit, although no task ever asked for it.
  await desk.getByTestId('desk-LOSSES').getByTestId('next').click()
  await desk.getByTestId('confirm-loss').click()
  await desk.locator('.sure-confirmed').click()
  await expect(desk.getByTestId('checked')).toContainText('待遇还没有停')
  await desk.getByTestId('checked').getByRole('link').click()
  await expect(desk.getByTestId('benefits-missing')).toContainText('由审核员')
  await expect(desk.getByTestId('terminate')).toHaveCount(0)
  const reviewer = await stage.desk('reviewer')
  const ending = reviewer.getByTestId('desk-TERMINATIONS')
  await expect(ending.getByTestId('waiting')).toHaveText('1')
  await ending.getByTestId('next').click()
  await expect(reviewer.getByTestId('losses')).toContainText('儿子来电')
  await picturesOfDesk(reviewer, '27-to-terminate')
  await reviewer.getByTestId('to-benefits').click()
  await expect(reviewer.getByTestId('confirmed-loss')).toContainText('clerk')
  await picturesOfDesk(reviewer, '27-benefits')
  await reviewer.getByTestId('terminate').click()
  await reviewer.locator('.sure-terminate').click()
  await expect(reviewer.getByTestId('benefit')).toContainText('已终止')
  await reviewer.getByTestId('nav-desk').click()
  await expect(ending.getByTestId('waiting')).toHaveText('0')
  await reviewer.getByTestId('nav-payroll').click()
  await expect(reviewer.getByTestId('payroll-waiting')).toContainText('1 条')
  // From the person's page, whoever is on the phone is two clicks away from what is asked of them.
  await desk.goto(`${server.url}/console/persons/${person_id}`)
  await expect(desk.getByTestId('loss-confirmed')).toContainText('死亡')
  await desk.getByRole('tab', { name: '认证任务' }).click()
  await desk.getByTestId('to-tasks').click()
  await expect(desk.getByTestId('benefits')).toContainText('试一页')
  const audit = await stage.desk('auditor')
  await audit.getByTestId('nav-audit').click()
  await expect(audit.getByTestId('audit')).toContainText('登记丧失资格线索')
  await expect(audit.getByTestId('audit')).toContainText('修改人员信息')
})

test('第二张照片由另一位审核员批准；没有照片的人按名单一个个拍', async ({ stage, startServer }) => {
  needNetworks()
  const [pair, other] = needFaces(41, 42)
  const server = await startServer({ name: 'photographs' })
  stage.address = server.url
  const clerk = await operator(server.url, 'clerk')
  const person = { ...invent(), name: '试换照' }
  const { person_id } = await listed(clerk, person, pair!.first)
  const path = `${server.url}/console/persons/${person_id}`

  const desk = await stage.desk('clerk', { photo: other!.first })
  await desk.goto(path)
  await desk.getByTestId('make-reference').click()
  await expect(desk.getByTestId('needs-approval')).toBeVisible()
  await desk.getByTestId('reference-file').setInputFiles(pair!.second)
  await desk.locator('#taken-on').fill('2012-05-01')
  await desk.keyboard.press('Enter')
  await desk.getByTestId('consent-ARCHIVE').click()
  await picturesOfDesk(desk, '27-second-photo')
  await desk.getByTestId('save-reference').click()
  await expect(desk.getByTestId('proposed')).toContainText('等另一位审核人员批准')
  await desk.getByRole('tab', { name: /^照片/ }).click()
  await expect(desk.getByTestId('reference-PROPOSED')).toContainText('照片已 14 年')
  await expect(desk.getByTestId('reference-ACTIVE')).toBeVisible()

  const reviewer = await stage.desk('reviewer')
  await reviewer.getByTestId('desk-REFERENCE_PROPOSALS').getByTestId('next').click()
  await expect(reviewer.getByTestId('present-photo')).toBeVisible()
  await expect(reviewer.getByTestId('proposed-photo')).toBeVisible()
  await expect(reviewer.getByTestId('approve-reference')).toBeEnabled()
  await picturesOfDesk(reviewer, '27-proposals')
  await reviewer.getByTestId('approve-reference').click()
  await expect(reviewer.getByTestId('no-proposals')).toBeVisible()

  await desk.reload()
  await expect(desk.getByTestId('proposed')).toHaveCount(0)
  await expect(desk.getByTestId('reference-RETIRED')).toBeVisible()
  await desk.getByTestId('reference-ACTIVE').getByTestId('show-reference').click()
  await expect(desk.getByTestId('reference-photo')).toBeVisible()
  await picturesOfDesk(desk, '27-photos')

  // It is an old photograph: the list says so, and one click makes the next.
  await desk.getByTestId('nav-referenceWork').click()
  await desk.getByTestId('work-AGEING').click()
  await expect(desk.getByTestId('reference-work')).toContainText('14 年')
  await picturesOfDesk(desk, '27-reference-work')
  await desk.getByTestId('work-MISSING').click()
  const newcomer = { ...invent(), name: '试无照', region: '999999102001' }
  const json = { ...(await newPersonOf(clerk, newcomer)), region: newcomer.region }
  succeeded(await clerk.call('createPerson', { headers: key(), json }), 201)
  await desk.reload()
  const row = desk.getByTestId('reference-work').getByRole('row').filter({ hasText: '试无照' })
  await row.getByTestId('make').click()
  await desk.getByTestId('open-camera').click()
  await expect(desk.getByTestId('live-quality')).toContainText('可以拍照')
  await picturesOfDesk(desk, '27-live-quality')
  await desk.getByTestId('consent-SPOKEN').click()
  await desk.getByTestId('shoot').click()
  await desk.getByTestId('save-reference').click()
  await expect(row).toHaveCount(0)
})
