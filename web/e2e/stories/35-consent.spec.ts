import { listed, operator } from '../support/enrolment'
import { invent } from '../support/people'
import { expect, needFaces, picturesOfDesk, test } from '../support/stage'

test('窗口建模前先问本人：没有账号的人也有同意记录，能按本人要求撤回', async ({ stage, startServer }) => {
  const [pair] = needFaces(0)
  const server = await startServer({ name: 'consent' })
  stage.address = server.url
  const clerk = await operator(server.url, 'clerk')
  const { person_id } = await listed(clerk, { ...invent(), name: '试同意' })

  const desk = await stage.desk('clerk')
  await desk.goto(`${server.url}/console/persons/${person_id}`)
  await desk.getByTestId('make-reference').click()
  await desk.getByTestId('reference-file').setInputFiles(pair!.first)
  await expect(desk.getByTestId('capture-consent')).toContainText('不同意也没关系')
  await expect(desk.getByTestId('save-reference')).toBeDisabled()
  await desk.getByTestId('consent-SPOKEN').click()
  await picturesOfDesk(desk, '35-asked')
  await desk.getByTestId('save-reference').click()
  await expect(desk.getByTestId('reference')).toBeVisible()
  await desk.getByRole('tab', { name: '同意记录' }).click()
  const ledger = desk.getByTestId('file-consents')
  await expect(ledger).toContainText('本人，当面口头同意')
  await expect(ledger).toContainText('clerk')

  // By signature, with the number of the sheet.
  await desk.getByTestId('record-consent').click()
  await desk.getByTestId('mode-PAPER').click()
  await desk.locator('#consent-sheet').fill('2026-17')
  await picturesOfDesk(desk, '35-record')
  await desk.getByTestId('save-consent').click()
  await expect(ledger).toContainText('2026-17')
  await ledger.getByRole('button', { name: '按本人要求撤回' }).first().click()
  await desk.locator('.el-message-box').getByRole('button', { name: '按本人要求撤回' }).click()
  await expect(ledger.getByRole('button', { name: '按本人要求撤回' })).toHaveCount(1)
  await picturesOfDesk(desk, '35-withdrawn')
})
