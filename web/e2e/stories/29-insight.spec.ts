import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { key, newPersonOf, operator, spoken, succeeded } from '../support/enrolment'
import { invent } from '../support/people'
import { places } from '../support/places'
import { decide } from '../support/reviews'
import {
  expect,
  goToCamera,
  needFaces,
  needNetworks,
  picturesOfDesk,
  readyCitizen,
  test,
  tryUntilPassed,
} from '../support/stage'

async function lookOnly(phone: Page, url: string): Promise<void> {
  await phone.goto(`${url}/consent?mode=STATIC`)
  await phone.getByTestId('agree').click()
  await phone.getByTestId('shoot').click()
}

test('统计的数字就是做过的事；阈值只试算，不改变什么；每张图都有表，能打印、能下载', async ({
  stage,
  startServer,
}) => {
  test.setTimeout(300_000)
  needNetworks()
  const [pair, other, third] = needFaces(46, 47, 48)
  const server = await startServer({ name: 'insight' })
  stage.address = server.url

  // Everybody is asked by one plan.
  const clerk = await operator(server.url, 'clerk')
  const reviewer = await operator(server.url, 'reviewer')
  const first = await readyCitizen(stage, { ...invent(), name: '试统计甲' }, pair!.first, {
    photo: pair!.second,
  })
  const second = await readyCitizen(stage, { ...invent(), name: '试统计乙' }, other!.first, {
    photo: third!.first,
  })
  const name = '试统计丙'
  const waiting = await readyCitizen(stage, { ...invent(), name }, third!.first, { photo: third!.second })
  // One lives in a village of the demo's.
  const villager = (await newPersonOf(clerk, invent())) as { category_code: string }
  const json = { ...villager, region: '999999101201' }
  const added = succeeded(await clerk.call('createPerson', { headers: key(), json }), 201)
  const path = { person_id: String(added.body.person_id) }
  const { category_code } = villager
  const plan = { name: '试统计', category_code }
  const made = succeeded(await clerk.call('createPlan', { headers: key(), json: plan }), 201)
  const query = { state: 'PENDING', plan_id: String(made.body.plan_id) }
  const pending = async () => ((await clerk.call('listTasks', { query })).body.tasks as unknown[]).length
  await expect.poll(pending, { timeout: 60_000 }).toBeGreaterThanOrEqual(4)
  const asked = await pending()

  // One passes by face.
  await first.reload()
  await goToCamera(first)
  await first.getByTestId('shoot').click()
  const tries = await tryUntilPassed(first)
  // One is refused: another face.
  await lookOnly(second, server.url)
  await expect(second.getByTestId('face-notPassed')).toBeVisible()
  // One goes to a reviewer, who approves.
  await lookOnly(waiting, server.url)
  await expect(waiting.getByTestId('review')).toContainText('最迟')
  const found = await clerk.call('searchPersons', { json: { query: name } })
  const [{ person_id }] = (found.body as { persons: [{ person_id: string }] }).persons
  await decide(reviewer, person_id, 'APPROVE')
  // And one was seen at the desk.
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  const handed = await clerk.call('createAssistedProof', {
    path,
    query: { way: 'AGENCY', seen_on: today, ...(await spoken(clerk)) },
    headers: key(),
    jpeg: readFileSync(pair!.first),
  })
  const { proof_id } = succeeded(handed, 201).body as { proof_id: string }
  succeeded(
    await reviewer.call('confirmAssistedProof', { path: { proof_id }, json: { seen: ['PHOTO'] } }),
    200,
  )

  const desk = await stage.desk('reviewer')
  await desk.getByTestId('nav-insight').click()
  await expect(desk.getByTestId('tile-proofs')).toContainText('3')
  await expect(desk.getByTestId('tile-attempts')).toContainText(String(tries + 2))
  await expect(desk.getByTestId('tile-completion')).toContainText(`共 ${asked}`)
  // Of three first tries two passed, if the first one was read at once.
  await expect(desk.getByTestId('tile-firstTry')).toContainText(tries === 1 ? '66.7%' : '33.3%')
  await expect(desk.getByTestId('tile-firstTry')).toContainText('说明不了问题')
  await expect(desk.getByTestId('figure-proofs').getByTestId('chart').locator('svg')).toBeVisible()
  await expect(desk.getByTestId('lab').getByTestId('chart').locator('svg')).toBeVisible()
  await picturesOfDesk(desk, '29-insight')

  const proofs = desk.getByTestId('figure-proofs')
  await proofs.getByTestId('toggle-table').click()
  const row = proofs.getByTestId('figures').getByRole('row').last()
  await expect(row.getByRole('rowheader')).toHaveText(today)
  await expect(row.getByRole('cell')).toHaveText(['1', '1', '1', '3'])
  const attempts = desk.getByTestId('figure-attempts')
  await attempts.getByTestId('toggle-table').click()
  const cells = attempts.getByTestId('figures').getByRole('row').last().getByRole('cell')
  await expect(cells).toHaveText(['2', String(tries), String(tries + 2)])
  await expect(desk.getByTestId('figure-ages').getByTestId('figures')).toContainText('太少')
  await expect(desk.getByTestId('figure-reviewers').getByTestId('figures')).toContainText('reviewer')
  await expect(desk.getByTestId('figure-done-ages').getByTestId('figures')).toContainText('岁')
  await expect(desk.getByTestId('figure-done-ways').getByTestId('figures')).toContainText('辅助认证')

  // The file is what the table shows.
  const saving = desk.waitForEvent('download')
  await proofs.getByTestId('save-csv').click()
  const csv = readFileSync(await (await saving).path(), 'utf8')
  expect(csv.startsWith('\ufeff日期,本人刷脸,人工审核,辅助认证,合计\r\n')).toBe(true)
  expect(csv).toContain(`${today},1,1,1,3\r\n`)
  const savingBook = desk.waitForEvent('download')
  await proofs.getByTestId('save-xlsx').click()
  const book = await savingBook
  expect(book.suggestedFilename()).toMatch(/\.xlsx$/)
  expect(
    readFileSync(await book.path())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK')

  // The laboratory.
  const lab = desk.getByTestId('lab')
  await expect(lab.getByTestId('harmless')).toContainText('不改变任何设置')
  const passed = lab.getByTestId('figures').getByRole('row').filter({ hasText: /^通过/ }).getByRole('cell')
  const slider = lab.getByRole('slider')
  await slider.focus()
  await desk.keyboard.press('End')
  await expect(passed.nth(1)).toHaveText('0')
  await desk.keyboard.press('Home')
  const all = Number(await passed.nth(1).innerText())
  expect(all).toBeGreaterThanOrEqual(3)
  await expect(lab.getByTestId('lab-sides').getByRole('row').nth(1).getByRole('cell')).toHaveText(['1', '0'])
  await lab.getByTestId('lab-reset').click()
  await picturesOfDesk(desk, '29-tables')

  // On paper the tables stand beside the charts, and nothing that is to be clicked.
  await desk.emulateMedia({ media: 'print' })
  await expect(desk.getByTestId('figure-reasons').getByTestId('figures')).toBeVisible()
  await expect(desk.getByTestId('print')).toBeHidden()
  await desk.pdf({ path: join(places.out, '29-insight.pdf'), format: 'A4' })
  await desk.emulateMedia({ media: 'screen' })

  // By benefit, which the plan has one of.
  const categories = desk.getByTestId('figure-categories')
  await categories.getByTestId('toggle-table').click()
  await expect(categories.getByTestId('figures').locator('tbody tr')).toHaveCount(1)
  await expect(categories.getByTestId('figures').getByRole('cell').nth(-3)).toHaveText(String(asked))
  // Into a region and back; all figures follow.
  const regions = desk.getByTestId('figure-regions')
  const province = regions.getByTestId('figures').getByRole('row').filter({ hasText: '990000000000' })
  const there = await province.getByRole('cell').nth(-3).innerText()
  expect(Number(there)).toBeGreaterThan(0)
  expect(Number(there)).toBeLessThan(asked)
  await province.getByTestId('open-row').click()
  await expect(desk.getByTestId('region')).toContainText('990000000000')
  await expect(desk.getByTestId('tile-completion')).toContainText(`共 ${there}`)
  await expect(desk.getByTestId('tile-proofs').locator('dd')).toHaveText('1')
  await regions.getByTestId('open-row').click()
  await expect(desk.getByTestId('region')).toContainText('999900000000')
  await picturesOfDesk(desk, '29-region')
  await desk.getByTestId('region-up').click()
  await expect(desk.getByTestId('region')).toContainText('990000000000')
  await desk.getByTestId('region-all').click()
  await expect(desk.getByTestId('region')).toHaveCount(0)
  await expect(desk.getByTestId('tile-proofs').locator('dd')).toHaveText('3')

  // Another period shows other days.
  await desk.getByTestId('period-week').click()
  await expect(proofs.getByTestId('figures').getByRole('row')).toHaveCount(8)
  // A clerk sees the figures, and neither reviewers nor the laboratory.
  const clerkDesk = await stage.desk('clerk')
  await clerkDesk.getByTestId('nav-insight').click()
  await expect(clerkDesk.getByTestId('tile-proofs')).toContainText('3')
  await expect(clerkDesk.getByTestId('lab')).toHaveCount(0)
  await expect(clerkDesk.getByTestId('figure-reviewers')).toHaveCount(0)
})
