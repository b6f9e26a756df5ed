import type { Page, Request } from '@playwright/test'
import { homeOf, mayOpen, pages } from '../../apps/console/src/state/rolePages'
import { addOperator, key, listed, newPersonOf, operator, succeeded } from '../support/enrolment'
import { filmOf } from '../support/film'
import { asker, makeLate, paper, reportDeaths } from '../support/office'
import { invent } from '../support/people'
import {
  expect,
  needFaces,
  needNetworks,
  noBarriers,
  pictureOfField,
  picturesOfDesk,
  test,
  type StartServer,
} from '../support/stage'

const picture = { name: 'evidence.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(paper()) }
const mill = { code: '91330100799655058B', name: '试纺织厂' }
/** Of a review that there is not. */
const nobodys = '00000000000000000000000000'
type OperatorRole = keyof typeof pages
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

/** An office that two people ask for something. */
async function askedOffice(startServer: StartServer, name: string) {
  const server = await startServer({ name })
  const clerk = await operator(server.url, 'clerk')
  const first = await asker(server, clerk, { ...invent(), name: '试先问' })
  const second = await asker(server, clerk, { ...invent(), name: '试后问' })
  await first.ask('CALLBACK', '不会用手机，请打电话教我')
  await second.ask('CALLBACK', '我的照片换了，怎么办')
  await second.ask('VISIT', '腿脚不便，请上门')
  return { server, clerk, first, second }
}

/** An office with something of everything in it; nothing in the papers of `name` is anybody's. */
async function office(startServer: StartServer, name: string) {
  const { server, clerk, first, second } = await askedOffice(startServer, name)
  const dead = { ...invent(), name: '试误报' }
  const assisted = { ...invent(), name: '试辅助' }
  const deadPath = await listed(clerk, dead)
  const assistedPath = await listed(clerk, assisted)
  succeeded(await clerk.call('createEmployer', { json: mill }), 201)
  const support = { kind: 'PHONE', value: '0000-12333', hours: '周一至周五 9:00-17:00' }
  succeeded(await clerk.call('createSupport', { json: support }), 201)
  await server.stop()
  reportDeaths(name, [dead], today())
  makeLate(name)
  await server.restart()
  return { server, first, second, dead: { ...dead, ...deadPath }, assisted: { ...assisted, ...assistedPath } }
}

/** Counts clicks that lead on: on buttons and links, but those of a form's fields. */
async function countClicks(page: Page) {
  let clicks = 0
  await page.exposeFunction('clicked', () => clicks++)
  await page.evaluate(() => {
    const { clicked } = window as unknown as { clicked: () => void }
    document.addEventListener(
      'click',
      ({ target, detail }) => {
        const pressed = (target as Element).closest('button, a')
        // The return key clicks, too.
        if (detail > 0 && pressed && !pressed.closest('.el-form-item')) clicked()
      },
      true,
    )
  })
  return {
    /** As many as the task took from the desk, as docs/console.md says; ends there again. */
    async of(task: string, wanted: number, play: () => Promise<void>): Promise<void> {
      clicks = 0
      await play()
      console.log(`desk: ${task}: ${clicks} clicks`)
      expect(clicks, task).toBe(wanted)
      expect(clicks, task).toBeLessThanOrEqual(3)
      await page.getByTestId('nav-desk').click()
      await expect(page.getByTestId('find')).toBeVisible()
    },
    /** What the task does not need. */
    async besides(play: () => Promise<void>): Promise<void> {
      const before = clicks
      await play()
      clicks = before
    },
  }
}

/** Presses the button by which the browser asks for a file, and chooses it. */
async function chooseFile(
  page: Page,
  button: string,
  file: { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  const asked = page.waitForEvent('filechooser')
  await page.getByTestId(button).click()
  await (await asked).setFiles(file)
}

/** Of whom nobody else has the name: the page of the person opens. */
async function find(desk: Page, name: string): Promise<void> {
  await desk.getByTestId('find').fill(name)
  await desk.getByTestId('find').press('Enter')
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText(name)
  await expect(desk.getByTestId('assist')).toBeVisible()
}

test('经办员最常办的几件事，每件不超过三次点击；审核员确认另一个人提交的', async ({ stage, startServer }) => {
  const { server, first, second, dead, assisted } = await office(startServer, 'desk')
  stage.address = server.url
  const desk = await stage.desk('clerk')
  await expect(desk.getByTestId('desk-TICKETS').getByTestId('waiting')).toHaveText('2')
  await expect(desk.getByTestId('desk-VISITS').getByTestId('waiting')).toHaveText('1')
  await expect(desk.getByTestId('desk-TICKETS').getByTestId('late-of')).toContainText('1')
  await expect(desk.getByTestId('late')).toContainText('1 件已过')
  await picturesOfDesk(desk, '25-desk-clerk')
  const clicks = await countClicks(desk)

  await clicks.of('查人', 0, async () => {
    await find(desk, first.person.name)
    await expect(desk.getByTestId('entitlement')).toBeVisible()
  })

  await clicks.of('办下一件工单', 2, async () => {
    await desk.getByTestId('desk-TICKETS').getByTestId('next').click()
    // The one that is late.
    await expect(desk.getByTestId('ticket-dialog')).toContainText(first.person.name)
    await expect(desk.getByTestId('phone')).toHaveText(first.person.phone)
    await picturesOfDesk(desk, '25-ticket')
    await desk.locator('#answer').fill('已打电话，教会了。')
    await desk.getByTestId('save-answer').click()
    await expect(desk.getByTestId('tickets')).not.toContainText('不会用手机')
  })

  await clicks.of('提交辅助认证', 3, async () => {
    await find(desk, assisted.name)
    await desk.getByTestId('assist').click()
    await desk.getByTestId('way-STREET_OFFICE').click()
    await expect(desk.getByTestId('expects')).toContainText('盖章的健在证明')
    await expect(desk.getByTestId('save-assisted')).toBeDisabled()
    await chooseFile(desk, 'choose-PAPER', picture)
    await expect(desk.getByTestId('evidence-preview')).toBeVisible()
    const film = { name: 'today.webm', mimeType: 'video/webm', buffer: await filmOf(desk) }
    await clicks.besides(() => chooseFile(desk, 'choose-film', film))
    await expect(desk.getByTestId('film-preview')).toBeVisible()
    await desk.locator('#issuer').fill('试街道办事处')
    // The film shows the face.
    await expect(desk.getByTestId('save-assisted')).toBeDisabled()
    await desk.getByTestId('consent-SPOKEN').click()
    await picturesOfDesk(desk, '25-assisted')
    await desk.getByTestId('save-assisted').click()
    await expect(desk.getByText('已提交，等审核员确认。')).toBeVisible()
  })

  await clicks.of('核查丧失资格线索', 3, async () => {
    await desk.getByTestId('desk-LOSSES').getByTestId('next').click()
    await expect(desk.getByTestId('losses')).toContainText(dead.name)
    await picturesOfDesk(desk, '25-losses')
    await desk.getByTestId('dismiss-loss').click()
    await picturesOfDesk(desk, '25-losses-ask')
    await desk.getByRole('dialog').getByRole('button', { name: '报错了' }).click()
    await expect(desk.getByTestId('checked')).toContainText('已排除')
  })

  const added = { ...invent(), name: '试新增' }
  await clicks.of('新增人员', 2, async () => {
    await desk.getByTestId('add-person').click()
    await desk.locator('#name').fill(added.name)
    await desk.locator('#id_number').fill(added.id_number)
    await desk.getByTestId('category').click()
    await desk.locator('.el-select-dropdown__item').first().click()
    await desk.locator('#phone').fill(added.phone)
    await desk.getByTestId('save-person').click()
    await expect(desk.getByTestId('make-reference')).toBeVisible()
  })

  // Two at once do not call the same person.
  const reviewer = await stage.desk('reviewer')
  await expect(reviewer.getByTestId('desk-ASSISTED_PROOFS').getByTestId('waiting')).toHaveText('1')
  await picturesOfDesk(reviewer, '25-desk-reviewer')
  await reviewer.getByTestId('nav-tickets').click()
  const row = (page: Page) => page.getByTestId('tickets').getByRole('row').filter({ hasText: '照片换了' })
  await row(reviewer).getByTestId('see').click()
  await reviewer.getByRole('button', { name: '以后再办' }).click()
  await expect(row(reviewer).getByTestId('mine')).toBeVisible()
  await desk.getByTestId('nav-tickets').click()
  await expect(row(desk)).toContainText('别人在办')
  await picturesOfDesk(desk, '25-tickets')
  await row(reviewer).getByTestId('release').click()
  await expect(row(reviewer).getByTestId('mine')).toHaveCount(0)
  // What was typed is there again, and a call that reached nobody closes nothing.
  await row(reviewer).getByTestId('see').click()
  await reviewer.locator('#answer').fill('下午再打')
  await reviewer.getByRole('button', { name: '以后再办' }).click()
  await row(reviewer).getByTestId('see').click()
  await expect(reviewer.locator('#answer')).toHaveValue('下午再打')
  await expect(reviewer.getByTestId('outcome-NOT_REACHED').getByRole('radio')).toBeDisabled()
  await reviewer.getByTestId('note-try').click()
  await expect(row(reviewer).getByTestId('tries')).toContainText('1 天没有联系上')
  await picturesOfDesk(reviewer, '25-tickets-tried')
  await row(reviewer).getByTestId('release').click()
  await expect(row(reviewer).getByTestId('mine')).toHaveCount(0)
  // Of a reviewer's claim a clerk releases nothing; of a clerk's, a reviewer does.
  await desk.getByTestId('nav-desk').click()
  await desk.getByTestId('nav-tickets').click()
  await row(desk).getByTestId('see').click()
  await desk.getByRole('button', { name: '以后再办' }).click()
  await reviewer.getByTestId('nav-desk').click()
  await reviewer.getByTestId('nav-tickets').click()
  await row(reviewer).getByTestId('release').click()
  await expect(row(reviewer).getByTestId('see')).toBeVisible()

  // The office sends somebody there.
  await reviewer.getByTestId('nav-desk').click()
  await reviewer.getByTestId('desk-VISITS').getByTestId('next').click()
  await expect(reviewer.getByTestId('visitor-dialog')).toContainText(second.person.name)
  await picturesOfDesk(reviewer, '25-visit-next')
  await reviewer.keyboard.press('Escape')
  await expect(reviewer.getByTestId('visitor-dialog')).toHaveCount(0)
  await desk.getByTestId('to-visits').click()
  await expect(desk.getByTestId('place')).toContainText('请上门')
  await expect(desk.getByTestId('visit-phone')).toContainText('*')
  await picturesOfDesk(desk, '25-visits')
  await desk.getByTestId('show-phones').click()
  await desk.getByTestId('reason-CALL').click()
  await desk.getByTestId('disclose').click()
  await expect(desk.getByTestId('visit-phone')).toHaveText(second.person.phone)
  await desk.getByTestId('hide-phones').click()
  await expect(desk.getByTestId('visit-phone')).toContainText('*')

  // Who handed it in may look, and not confirm.
  await desk.getByTestId('nav-proofs').click()
  await desk.getByTestId('see-proof').click()
  await expect(desk.getByTestId('not-mine')).toBeVisible()
  await expect(desk.getByTestId('confirm-proof')).toHaveCount(0)
  await reviewer.getByTestId('nav-desk').click()
  await reviewer.getByTestId('desk-ASSISTED_PROOFS').getByTestId('next').click()
  await expect(reviewer.getByTestId('evidence')).toBeVisible()
  await expect(reviewer.getByTestId('proof-dialog')).toContainText('试街道办事处')
  // Who has not seen all of it decides nothing.
  await expect(reviewer.getByTestId('confirm-proof')).toBeDisabled()
  await reviewer.getByTestId('play').click()
  await expect(reviewer.getByTestId('video')).toBeVisible()
  await picturesOfDesk(reviewer, '25-proof')
  await reviewer.getByTestId('refuse-proof').click()
  await expect(reviewer.getByTestId('note-missing')).toBeVisible()
  // What comes after that is looked at, too.
  const proved = await operator(server.url, 'clerk')
  const [{ proof_id }] = (await proved.call('listAssistedProofs')).body.proofs as [{ proof_id: string }]
  const more = { path: { proof_id, kind: 'PHOTO' }, jpeg: paper() }
  succeeded(await proved.call('putAssistedEvidence', more), 200)
  await reviewer.getByTestId('confirm-proof').click()
  await expect(reviewer.getByTestId('proof-dialog').getByTestId('failure')).toContainText('又补交了材料')
  await expect(reviewer.getByTestId('evidence')).toHaveCount(2)
  await picturesOfDesk(reviewer, '25-proof-added')
  await reviewer.getByTestId('confirm-proof').click()
  await expect(reviewer.getByText('已确认，本人认证通过。')).toBeVisible()
  const path = { person_id: assisted.person_id }
  expect((await proved.call('getPerson', { path })).body).toMatchObject({
    entitlements: [{ last_passed_on: today() }],
  })

  await desk.goto(`${server.url}/console/persons/${assisted.person_id}`)
  await desk.getByTestId('set-employer').click()
  await desk.getByTestId('choose-employer').click()
  await desk.getByRole('option', { name: mill.name }).click()
  await desk.getByTestId('save-employer').click()
  await expect(desk.getByTestId('employer')).toContainText(mill.name)
  // What it was confirmed upon can be looked at for a time.
  await desk.getByRole('tab', { name: '审核与线索' }).click()
  await desk.getByTestId('file-proofs').getByRole('button', { name: '查看材料' }).click()
  await expect(desk.getByTestId('file-evidence').getByTestId('evidence')).toHaveCount(2)
  await picturesOfDesk(desk, '25-file-evidence')
  await desk.keyboard.press('Escape')
  await desk.getByRole('tab', { name: '工单与短信' }).click()
  await expect(desk.getByTestId('notices')).toBeVisible()
})

test('建模：从工作台点“办下一件”相机就打开，拍照、保存，三次点击', async ({ stage, startServer }) => {
  needNetworks()
  const [pair] = needFaces(42)
  const server = await startServer({ name: 'desk-photograph' })
  stage.address = server.url
  const clerk = await operator(server.url, 'clerk')
  await listed(clerk, { ...invent(), name: '试建模' })
  const desk = await stage.desk('clerk', { photo: pair!.first })
  const missing = desk.getByTestId('desk-REFERENCES_MISSING')
  const before = Number(await missing.getByTestId('waiting').innerText())
  const clicks = await countClicks(desk)
  await clicks.of('建模', 3, async () => {
    await missing.getByTestId('next').click()
    await expect(desk.getByTestId('live-quality')).toContainText('可以拍照')
    await picturesOfDesk(desk, '25-photograph')
    await desk.getByTestId('consent-SPOKEN').click()
    await desk.getByTestId('shoot').click()
    await expect(desk.getByTestId('preview')).toBeVisible()
    await desk.getByTestId('save-reference').click()
    await expect(desk.getByTestId('reference-dialog')).toHaveCount(0)
  })
  await expect(missing.getByTestId('waiting')).toHaveText(String(before - 1))
})

test('卧床没有账号的人：经办员登记上门，派协办员去，没见到先记下，见到了登记结果', async ({
  stage,
  startServer,
}) => {
  const server = await startServer({ name: 'visit' })
  stage.address = server.url
  const clerk = await operator(server.url, 'clerk')
  const person = { ...invent(), name: '试卧床' }
  const path = await listed(clerk, person)
  const { region } = (await (await operator(server.url, 'helper')).call('getOperator')).body as {
    region: string
  }
  succeeded(await clerk.call('changePerson', { path, json: { region } }), 200)

  const desk = await stage.desk('clerk')
  await desk.goto(`${server.url}/console/persons/${path.person_id}`)
  await desk.getByTestId('open-ticket').click()
  await desk.locator('#ticket-note').fill('卧床，家人来电，请上门')
  await picturesOfDesk(desk, '25-visit-open')
  await desk.getByTestId('save-ticket').click()
  await expect(desk.getByTestId('open-tickets')).toContainText('1')
  // From the person's page to this very ticket, wherever in the list it stands.
  await desk.getByTestId('open-tickets').getByRole('link').click()
  await desk.getByTestId('file-tickets').getByRole('link').click()
  await expect(desk.getByTestId('ticket-dialog')).toContainText('卧床')
  await expect(desk.getByTestId('phone')).toHaveText(person.phone)
  await desk.getByRole('button', { name: '以后再办' }).click()

  await desk.getByTestId('nav-visits').click()
  await desk.getByTestId('assign').click()
  await expect(desk.getByTestId('visitor-helper')).toBeVisible()
  await desk.getByTestId('visitor-helper').click()
  await picturesOfDesk(desk, '25-visit-assign')
  await desk.getByTestId('save-visitor').click()
  await expect(desk.getByTestId('visitor')).toContainText('helper')

  const helper = await stage.desk('helper')
  await expect(helper.getByTestId('desk-VISITS').getByTestId('waiting')).toHaveText('1')
  await picturesOfDesk(helper, '25-desk-helper')
  await helper.getByTestId('desk-VISITS').getByTestId('next').click()
  await expect(helper.getByTestId('visit')).toContainText('试卧床')
  await expect(helper.getByTestId('visit')).not.toContainText(person.phone)
  await expect(helper.getByTestId('assign')).toHaveCount(0)
  await expect(helper.getByTestId('phone')).toHaveText(person.phone)
  await expect(helper.getByTestId('to-proof')).toBeVisible()
  await picturesOfDesk(helper, '25-visit-helper')
  await helper.getByTestId('note-try').click()
  await expect(helper.getByTestId('visit').getByTestId('tries')).toContainText('1 天没有联系上')
  await helper.getByTestId('see').click()
  await helper.locator('#answer').fill('已上门，见到本人')
  await helper.getByTestId('save-answer').click()
  await expect(helper.getByTestId('no-visits')).toBeVisible()
  const file = (await clerk.call('getPersonFile', { path })).body
  expect(file).toMatchObject({
    tickets: [{ state: 'DONE', outcome: 'SOLVED', opened_by: 'clerk', claimed_by: 'helper' }],
    // What was shown on the same page before is not asked for again.
    disclosures: [{ login: 'helper' }, { login: 'clerk' }],
  })
})

/** The demo's county, and its helper's village. */
const county = '999999000000'
const village = '999999101201'
/** Who logs in as what, and in charge of which region only. */
const logins: [string, OperatorRole, string?][] = [
  ['clerk', 'CLERK'],
  ['reviewer', 'REVIEWER'],
  ['county-clerk', 'CLERK', county],
  ['county-reviewer', 'REVIEWER', county],
  ['helper', 'VILLAGE_HELPER'],
  ['mill', 'EMPLOYER'],
  ['auditor', 'AUDITOR'],
  ['system', 'SYSTEM_ADMIN'],
  ['security', 'SECURITY_ADMIN'],
]
interface Mounted extends Element {
  __vue_app__: {
    config: {
      globalProperties: {
        $router: {
          getRoutes(): { name?: string | symbol; path: string }[]
          push(path: string): Promise<unknown>
        }
      }
    }
  }
}
/** The addresses of all pages but the login's, as the app's router has them. */
const addressesOf = (desk: Page): Promise<Record<string, string>> =>
  desk.evaluate(() => {
    const { $router } = document.querySelector<Mounted>('#app')!.__vue_app__.config.globalProperties
    const named = $router
      .getRoutes()
      .flatMap(({ name, path }) => (name ? [[String(name), path] as const] : []))
    return Object.fromEntries(named.filter(([name]) => name !== 'login'))
  })
/** As if somebody had typed the address, without loading the app again; ends when the page is there. */
const goTo = (desk: Page, path: string): Promise<void> =>
  desk.evaluate(async (path) => {
    const { $router } = document.querySelector<Mounted>('#app')!.__vue_app__.config.globalProperties
    await $router.push(path)
    await new Promise((resolve) => setTimeout(resolve))
  }, path)

/** What is asked of the server, and what it refuses. */
function trafficOf(desk: Page) {
  const refused: string[] = []
  const open = new Set<Request>()
  desk.on('request', (asked) => asked.url().includes('/api/') && open.add(asked))
  desk.on('requestfinished', (asked) => open.delete(asked))
  desk.on('requestfailed', (asked) => open.delete(asked))
  desk.on('response', (answer) => {
    if (answer.status() === 403) refused.push(`${desk.url()}: ${answer.url()}`)
  })
  return { refused, ended: (where: string) => expect.poll(() => open.size, { message: where }).toBe(0) }
}

/** Somebody whom every role that sees people sees, a plan that asks for them, and who logs in for their employer. */
async function idsOf(url: string): Promise<Record<string, string>> {
  const clerk = await operator(url, 'clerk')
  const person = await newPersonOf(clerk, { ...invent(), name: '试人人' })
  const json = { ...person, region: village, employer_code: mill.code }
  const added = succeeded(await clerk.call('createPerson', { headers: key(), json }), 201)
  const path = { person_id: String(added.body.person_id) }
  const query = { way: 'HOSPITAL', seen_on: today() }
  const headers = { ...key(), 'X-Issuer': encodeURIComponent('试医院') }
  succeeded(await clerk.call('createAssistedProof', { path, query, headers, jpeg: paper() }), 201)
  const { category_code } = person as { category_code: string }
  const plan = { name: '试每页', category_code, region: village }
  const made = succeeded(await clerk.call('createPlan', { headers: key(), json: plan }), 201)
  await addOperator(url, { login: 'mill', name: '试劳资', role: 'EMPLOYER', employer_code: mill.code })
  for (const [login, role, region] of logins)
    if (region) await addOperator(url, { login, name: '试县里', role, region })
  const wider = { name: '试更大', category_code, region: '999900000000' }
  const wide = succeeded(await clerk.call('createPlan', { headers: key(), json: wider }), 201)
  return {
    person: path.person_id,
    plan: String(made.body.plan_id),
    review: nobodys,
    widerPlan: String(wide.body.plan_id),
  }
}

/** Who is in charge of a county changes nothing of the whole agency's, and the page says who does. */
async function lessInRegion(desk: Page, pathOf: (page: string) => string, wider: string): Promise<void> {
  await goTo(desk, pathOf('plan'))
  await expect(desk.getByTestId('close-plan')).toBeVisible()
  await goTo(desk, pathOf('agency'))
  await expect(desk.getByTestId('whole-agency')).toBeVisible()
  await expect(desk.getByTestId('add-employer')).toHaveCount(0)
  await goTo(desk, `/plans/${wider}`)
  await expect(desk.getByTestId('wider-plan')).toBeVisible()
  await expect(desk.getByTestId('close-plan')).toHaveCount(0)
  await goTo(desk, pathOf('support'))
  await expect(desk.getByTestId('whole-agency')).toBeVisible()
  await expect(desk.getByTestId('support')).toContainText('0000-12333')
  await expect(desk.getByTestId('remove-support')).toHaveCount(0)
  await expect(desk.getByTestId('add-support')).toHaveCount(0)
}

test('每个岗位只打开自己的页面，页面没有障碍，也没有向服务器要不该要的', async ({ stage, startServer }) => {
  test.setTimeout(500_000)
  const { server } = await office(startServer, 'pages')
  stage.address = server.url
  const ids = await idsOf(server.url)
  const pictured = new Set<string>()
  /** Pages as a role sees them. */
  const seen = new Set<string>()
  const all = new Set<string>()
  for (const [login, role, region] of logins) {
    const desk = await stage.desk(login)
    const { refused, ended } = trafficOf(desk)
    const addresses = await addressesOf(desk)
    expect(Object.keys(addresses)).toEqual(expect.arrayContaining(pages[role]))
    const pathOf = (page: string) => addresses[page]!.replace('/:id?', '').replace(':id', ids[page] ?? '')
    const home = pathOf(homeOf(role))
    for (const page of Object.keys(addresses)) {
      all.add(page)
      const path = pathOf(page)
      const where = `${login} at ${page}`
      await goTo(desk, path)
      const isAllowed = mayOpen({ role, region }, page)
      await expect(desk, where).toHaveURL(new RegExp(`/console${isAllowed ? path : home}([?].*)?$`))
      await expect(desk.getByTestId('refused-page'), where).toHaveCount(isAllowed ? 0 : 1)
      if (!isAllowed) continue
      // A review needs a face; stories about reviews have one.
      const shown = page === 'review' ? desk.getByTestId('failure') : desk.locator('h1')
      await expect(shown, where).toHaveText(/\S/)
      await ended(where)
      if (page === 'review') continue
      if (!pictured.has(page)) await picturesOfDesk(desk, `25-page-${page}`)
      else if (!seen.has(`${role} ${page}`)) await noBarriers(desk, where)
      pictured.add(page)
      seen.add(`${role} ${page}`)
    }
    if (region) await lessInRegion(desk, pathOf, ids.widerPlan!)
    // Nor by loading the app at such an address.
    const elsewhere = Object.keys(addresses).find((page) => !mayOpen({ role, region }, page))!
    await desk.goto(`${server.url}/console${pathOf(elsewhere)}`)
    await expect(desk.getByTestId('refused-page'), login).toBeVisible()
    await ended(login)
    expect(refused, login).toEqual([])
    await desk.context().close()
  }
  // No page is left out.
  expect(new Set([...Object.values(pages).flat(), 'account'])).toEqual(all)
  expect(new Set([...pictured, 'review'])).toEqual(all)
})

test('工作台在手机上：菜单收在抽屉里，不用左右滑动', async ({ stage, startServer }) => {
  const { server } = await askedOffice(startServer, 'narrow')
  stage.address = server.url
  const phone = await stage.fieldPhone('clerk', 'none')
  await expect(phone.getByTestId('desk-TICKETS')).toBeVisible()
  await phone.getByTestId('menu').click()
  await expect(phone.getByTestId('logout')).toBeVisible()
  await pictureOfField(phone, '25-phone-menu')
  await phone.getByTestId('nav-tickets').click()
  await expect(phone.getByTestId('tickets')).toContainText('请上门')
  await expect(phone.getByTestId('logout')).toHaveCount(0)
  await pictureOfField(phone, '25-phone-tickets')
  await phone.getByTestId('menu').click()
  await phone.getByTestId('nav-desk').click()
  await expect(phone.getByTestId('desk-TICKETS')).toBeVisible()
  await pictureOfField(phone, '25-phone-desk')
})
