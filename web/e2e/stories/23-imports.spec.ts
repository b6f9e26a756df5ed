import type { Page } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { checkCharacter } from '../../packages/ui/src/idNumber'
import { operator, succeeded } from '../support/enrolment'
import { dayFromNow } from '../support/office'
import { wrongCheck } from '../support/people'
import { expect, picturesOfDesk, test } from '../support/stage'

const rows = 3000
const bad_lines = [8, 1500, 2999]
const work_timeout_ms = 60_000

/** The number of the person on a line; region 999999 was never given out. */
function numberOf(line: number): string {
  const day = String(1 + (line % 28)).padStart(2, '0')
  const digits = `999999${1940 + Math.floor(line / 1000)}05${day}${String(line % 1000).padStart(3, '0')}`
  return digits + checkCharacter(digits)
}

/** A roster as an old system exports it: GB18030, with a heading that nobody has told us of. */
function roster(): Buffer {
  const lines = Array.from({ length: rows }, (_, at) => {
    const line = at + 2
    const number = bad_lines.includes(line) ? wrongCheck(numberOf(line)) : numberOf(line)
    return `试名册,${number},企业职工基本养老保险`
  })
  const csv = ['姓名,证照编号,待遇类别', ...lines].join('\r\n')
  return execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: csv, maxBuffer: 1 << 24 })
}

async function handIn(desk: Page, name: string, buffer: Buffer): Promise<void> {
  const input = desk.getByTestId('list-file').locator('input[type=file]')
  await input.setInputFiles({ name, mimeType: 'application/octet-stream', buffer })
}

async function saved(desk: Page, click: () => Promise<void>): Promise<Buffer> {
  const download = desk.waitForEvent('download')
  await click()
  return readFileSync((await (await download).path())!)
}

/** Whole numbers leave the system only for a reason. */
async function choose(desk: Page, file: string): Promise<void> {
  await desk.getByTestId(file).click()
  await expect(desk.getByTestId('disclose')).toBeDisabled()
  await desk.getByTestId('reason-PAYMENT').click()
  await desk.getByTestId('disclose').click()
}

const becomes = (desk: Page, text: string) =>
  expect(desk.getByTestId('import-state')).toHaveText(text, { timeout: work_timeout_ms })

test('数据导入：对应各列、检查、导入、离开再回来、下载问题、撤销', async ({ stage, startServer }) => {
  test.setTimeout(240_000)
  const server = await startServer({ name: 'imports' })
  stage.address = server.url
  const desk = await stage.desk('clerk')

  await desk.getByTestId('nav-imports').click()
  await handIn(desk, '名册2026.csv', roster())
  await becomes(desk, '等待对应各列')
  await expect(desk.getByTestId('missing')).toContainText('身份证号')
  await picturesOfDesk(desk, '23-columns')
  await desk.getByTestId('column-id_number').click()
  await desk.locator('.el-select-dropdown__item:visible', { hasText: '证照编号' }).click()
  // What stands in the columns is seen before anything is taken over.
  const masked = numberOf(2).replace(/^(.{6}).{8}/, '$1********')
  await expect(desk.getByTestId('samples-id_number').getByRole('listitem').first()).toHaveText(masked)
  await expect(desk.getByTestId('samples-name').getByRole('listitem')).toHaveText(Array(3).fill('试名册'))
  await desk.getByTestId('map').click()
  await becomes(desk, '已检查，未导入')
  await expect(desk.getByTestId('count-added')).toHaveText(String(rows - bad_lines.length))
  await expect(desk.getByTestId('count-refused')).toHaveText(String(bad_lines.length))
  await expect(desk.getByTestId('faults')).toContainText('校验码不对')
  await picturesOfDesk(desk, '23-checked')

  // Who leaves, and even the server's end, do not end it.
  await desk.getByTestId('start').click()
  await desk.getByTestId('nav-persons').click()
  await server.restart()
  await desk.goto(`${server.url}/console/imports`)
  await desk.getByTestId('imports').getByRole('button', { name: '查看' }).first().click()
  await becomes(desk, '已导入')
  await expect(desk.getByTestId('count-rows')).toHaveText(String(rows))
  await expect(desk.getByTestId('count-added')).toHaveText(String(rows - bad_lines.length))
  await picturesOfDesk(desk, '23-done')

  const faults = (await saved(desk, () => desk.getByTestId('faults-csv').click())).toString('utf8')
  expect(faults.split('\r\n').slice(1, -1)).toHaveLength(bad_lines.length)
  expect(faults).toContain('"1500","身份证号","校验码不对')
  expect(faults).not.toContain('试名册')
  const workbook = await saved(desk, () => desk.getByTestId('faults-xlsx').click())
  expect(workbook.subarray(0, 2).toString()).toBe('PK')

  const csv = (await saved(desk, () => choose(desk, 'persons-csv'))).toString('utf8')
  expect(csv).toContain('"姓名","身份证号","待遇类别","地区代码","上次认证","下次到期","状态"')
  expect(csv).toContain(numberOf(2))

  // It goes on while other pages are shown, and is found there.
  await expect(desk.getByTestId('exported')).toHaveText('已下载 1 个文件。')
  await desk.getByTestId('export-drop').click()
  let release = () => undefined as void
  const held = new Promise<void>((resolve) => (release = resolve))
  await desk.route('**/exports/persons.xlsx?**', async (route) => {
    await held
    await route.continue()
  })
  await choose(desk, 'persons-xlsx')
  await desk.getByTestId('nav-persons').click()
  await expect(desk.getByTestId('exported')).toHaveText('正在下载第 1 个文件')
  await picturesOfDesk(desk, '23-export')
  await desk.getByTestId('nav-imports').click()
  await expect(desk.getByTestId('persons-csv')).toBeDisabled()
  // What we export we understand, and it changes nothing.
  const exported = await saved(desk, async () => release())
  await expect(desk.getByTestId('exported')).toHaveText('已下载 1 个文件。')
  await desk.getByTestId('export-drop').click()
  await handIn(desk, '导出.xlsx', exported)
  await becomes(desk, '已检查，未导入')
  await expect(desk.getByTestId('count-added')).toHaveText('0')
  await expect(desk.getByTestId('count-refused')).toHaveText('0')
  await desk.getByTestId('discard').click()
  await becomes(desk, '未导入，文件已删除')

  await desk
    .getByTestId('imports')
    .getByRole('row', { name: /名册2026/ })
    .getByRole('button', { name: '查看' })
    .click()
  await becomes(desk, '已导入')
  await desk.getByTestId('undo').click()
  await desk.getByRole('tooltip').getByRole('button', { name: '撤销这次导入' }).click()
  await becomes(desk, '已撤销')
  await expect(desk.getByTestId('undone')).toContainText(`已撤销 ${rows - bad_lines.length} 条`)
  await picturesOfDesk(desk, '23-undone')
  await desk.getByTestId('nav-persons').click()
  await expect(desk.getByTestId('persons')).not.toContainText('试名册')
})

/** Of the demo. */
const dead = { name: '试田秀兰', digits: '99999919491001001' }
const alive = { name: '试王建国', digits: '99999919520314003' }

test('数据比对：死亡只成为要核查的线索，生存证据算认证；导入是整个机构的事，协办员看不到', async ({
  stage,
  startServer,
}) => {
  const server = await startServer({ name: 'imports-signs' })
  stage.address = server.url
  const day = dayFromNow(-1)
  const rowOf = ({ name, digits }: typeof dead, source: string, kind: string) =>
    [name, digits + checkCharacter(digits), source, day, kind].join(',')
  const list = [
    '姓名,身份证号,来源,日期,类型',
    rowOf(dead, '民政殡葬', '死亡'),
    rowOf(alive, '医保住院', '强'),
    `试外人,${numberOf(2)},民政殡葬,${day},死亡`,
  ]
  const desk = await stage.desk('clerk')
  await desk.getByTestId('nav-imports').click()
  await desk.getByTestId('kind-LIFE_SIGNS').click()
  await handIn(desk, '比对.csv', Buffer.from(list.join('\n')))
  await becomes(desk, '已检查，未导入')
  for (const kind of ['losses', 'proofs', 'strangers'])
    await expect(desk.getByTestId(`count-${kind}`)).toHaveText('1')
  await picturesOfDesk(desk, '23-signs')
  const clerk = await operator(server.url, 'clerk')
  const losses = async () => succeeded(await clerk.call('listLosses'), 200).body.losses
  expect(await losses()).toEqual([])
  // Nobody brings proofs in and lets them count alone.
  await desk.getByTestId('start').click()
  await expect(desk.getByTestId('failure')).toBeVisible()
  const second = await stage.desk('reviewer')
  await expect(second.getByTestId('desk-IMPORTS_TO_START').getByTestId('waiting')).toHaveText('1')
  await second.getByTestId('desk-IMPORTS_TO_START').getByTestId('next').click()
  await second.getByTestId('start').click()
  await becomes(second, '已导入')
  await expect(second.getByTestId('count-losses')).toHaveText('1')
  expect(await losses()).toMatchObject([{ person_name: dead.name, source: '民政殡葬' }])
  const found = await clerk.call('searchPersons', { json: { query: alive.name } })
  const [{ person_id }] = (found.body as { persons: [{ person_id: string }] }).persons
  expect((await clerk.call('getPerson', { path: { person_id } })).body).toMatchObject({
    entitlements: [{ last_passed_on: day }],
  })
  await desk.getByTestId('nav-losses').click()
  await expect(desk.getByTestId('losses')).toContainText(dead.name)
  await expect(desk.getByTestId('losses')).toContainText('民政殡葬')

  const helper = await stage.desk('helper')
  await expect(helper.getByTestId('nav-persons')).toBeVisible()
  await expect(helper.getByTestId('nav-imports')).toHaveCount(0)
})
