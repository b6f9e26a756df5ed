import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WHITE } from '../support/camera'
import { ContractClient } from '../support/contract'
import { key, listed, operator, registered, spoken, succeeded } from '../support/enrolment'
import { guide } from '../support/guide'
import { codeTo } from '../support/messages'
import { invent } from '../support/people'
import { root } from '../support/places'
import { codePictureOf } from '../support/receiptPdf'
import { decide } from '../support/reviews'
import {
  expect,
  goToCamera,
  logIn,
  needFaces,
  needNetworks,
  picturesOfPhone,
  readyCitizen,
  test,
  url,
} from '../support/stage'

/** Where the guide lies beside the repository, if it does. */
const printed = join(root, '../shared/reference/guide.zh.txt')

test('every line of the guide is played by a test that exists', () => {
  for (const { says, played } of guide) {
    for (const [story, title] of played) {
      const source = readFileSync(join(import.meta.dirname, `${story}.spec.ts`), 'utf8')
      const titles = [...source.matchAll(/\btest\(\s*(['`])(.*?)\1/g)].map(([, , text]) => text!)
      const isThere = titles.some((text) => text.includes(title))
      expect.soft(isThere, `${says}: ${story}, ${title}`).toBe(true)
    }
  }
  if (!existsSync(printed)) return console.log('guide: the printed guide is not here to be compared')
  const text = readFileSync(printed, 'utf8').replace(/<[a-z:]*image>.*?<\/[a-z:]*image>/gs, '')
  expect(guide.map(({ says }) => says).join('')).toBe(text.replace(/\r?\n/g, ''))
})

test('首次使用需要点击登录页面“立即注册”,已注册人员跳过', async ({ stage }) => {
  const phone = await stage.phone()
  await phone.getByTestId('to-login-page').click()
  await expect(phone.getByTestId('login')).toBeVisible()
  await phone.getByRole('button', { name: '立即注册' }).click()
  await expect(phone.locator('h1')).toHaveText('您叫什么名字？')
  await phone.goBack()
  await expect(phone.getByTestId('login')).toBeVisible()
})

test('保持光线明亮,平视镜头,背景为白墙', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(45)
  const studio = await stage.studio({ photo: pair!.second })
  const turned = `data:image/jpeg;base64,${Buffer.from(await studio.shoot(WHITE, 26)).toString('base64')}`
  const phone = await readyCitizen(stage, invent(), pair!.first, { still: turned })
  await goToCamera(phone)
  await expect(phone.getByTestId('hint')).toHaveText('请正对手机，不要侧着脸')
  await picturesOfPhone(phone, '18-hint-turned')
  await phone.getByTestId('home').click()
  await phone.getByTestId('logout').click()
  await expect(phone.getByTestId('needs')).toContainText('光线明亮')
  await expect(phone.getByTestId('needs')).toContainText('白墙')
})

test('提交人工审核3个工作日后在用户管理查询认证结果', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(45)
  const person = { ...invent(), name: '试三天' }
  const { person_id } = await registered(url(), await operator(url(), 'clerk'), pair!.first, person)
  const phone = await stage.phone('empty room')
  await phone.goto(`${url()}/login`)
  await logIn(phone, person)
  await goToCamera(phone, 'static')
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('face-notPassed')).toBeVisible()
  await expect(phone.getByText('3 个工作日内答复')).toBeVisible()
  await phone.getByTestId('request-review').click()
  await expect(phone.getByTestId('review')).toContainText('结果在“用户管理”里看')

  await phone.getByTestId('home').click()
  await phone.getByTestId('account').click()
  await expect(phone.getByTestId('record')).toContainText('等待审核')
  await expect(phone.getByTestId('review-due')).toContainText(/最迟 .*日 出结果/)
  await decide(await operator(url(), 'reviewer'), person_id, 'APPROVE')
  await phone.reload()
  await expect(phone.getByTestId('record')).toContainText('认证成功')
  await expect(phone.getByTestId('review-due')).toHaveCount(0)
  await phone.getByTestId('record').click()
  await expect(phone.getByTestId('title')).toHaveText('恭喜您认证成功')
})

test('点击已添加的认证人进行人脸识别、查询结果、提交人工审核', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(46)
  const clerk = await operator(url(), 'clerk')
  const elder = { ...invent(), name: '试联系人' }
  await listed(clerk, elder, pair!.first)
  // With a phone number alone, as another story registers it.
  const { name, phone: number, password } = invent()
  const helper = new ContractClient(url())
  const { terms_version } = (await helper.call('getService')).body
  succeeded(await helper.call('sendCode', { json: { purpose: 'REGISTER', phone: number } }), 202)
  const account = { name, phone: number, password, terms_version, code: await codeTo(number) }
  succeeded(await helper.call('createPhoneAccount', { headers: key(), json: account }), 201)
  succeeded(await helper.call('createSession', { json: { phone: number, password } }), 201)
  const contact = { name: elder.name, id_number: elder.id_number, relation: 'CHILD' }
  succeeded(await helper.call('createRelative', { headers: key(), json: contact }), 201)

  const phone = await stage.phone('empty room')
  await phone.goto(`${url()}/login`)
  await phone.locator('#field-id_number').fill(number)
  await phone.locator('#field-password').fill(password)
  await phone.getByTestId('login').click()
  const relative = phone.getByTestId('relative').filter({ hasText: elder.name })
  await relative.getByTestId('help-relative').click()
  await expect(phone.getByTestId('read-aloud')).toContainText(elder.name)
  await phone.getByTestId('mode-static').click()
  await phone.getByTestId('agree').click()
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('face-notPassed')).toBeVisible()

  await phone.getByTestId('relatives').click()
  await relative.getByTestId('relative-records').click()
  await expect(phone.getByTestId('record')).toContainText('没有通过')
  await phone.getByTestId('record').click()
  await phone.getByTestId('request-review').click()
  await expect(phone.getByTestId('review')).toContainText('最迟')
  await phone.getByTestId('relatives').click()
  await expect(relative.getByTestId('status')).toHaveText('工作人员正在审核')
})

test('无法通过的,可主动与微信客服、电话客服联系,认证机构做好辅助认证工作', async ({ stage }) => {
  const [pair] = needFaces(46)
  const clerk = await operator(url(), 'clerk')
  const person = { ...invent(), name: '试辅助' }
  const { person_id } = await registered(url(), clerk, pair!.first, person)
  const phone = await stage.phone('none')
  await phone.goto(`${url()}/login`)
  await logIn(phone, person)
  await phone.getByTestId('support').click()
  const called = phone.locator('a[href^="tel:"]')
  await expect(called).toHaveText(['4001288966', '15532257873', '15532257673'])
  await phone.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  for (const id of ['shebaokefu2', 'shebaokefu4']) {
    await phone.getByRole('button', { name: `复制 ${id}` }).click()
    await expect.poll(() => phone.evaluate(() => navigator.clipboard.readText())).toBe(id)
  }

  // Somebody of the agency comes to see them, and a second one confirms.
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
  const handedIn = await clerk.call('createAssistedProof', {
    path: { person_id },
    query: { way: 'HOME_VISIT', seen_on: today, ...(await spoken(clerk)) },
    headers: key(),
    jpeg: readFileSync(pair!.second),
  })
  const path = { proof_id: String(succeeded(handedIn, 201).body.proof_id) }
  const confirmation = { path, json: { seen: ['PHOTO'] } }
  succeeded(await (await operator(url(), 'reviewer')).call('confirmAssistedProof', confirmation), 200)
  await phone.goto(`${url()}/proof`)
  await expect(phone.getByTestId('proof-done')).toBeVisible()
  await expect(phone.getByTestId('passed-by-others')).toContainText('别人见过本人')

  // It has a receipt and its place among the records, as if the person had done it.
  await phone.goto(`${url()}/records`)
  await phone.getByTestId('pass').click()
  await expect(phone.getByTestId('face-passed')).toBeVisible()
  await picturesOfPhone(phone, '18-pass')
  const download = phone.waitForEvent('download')
  await phone.getByTestId('receipt').click()
  const pdf = readFileSync((await (await download).path())!)
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')

  // Whoever it is shown to checks it on a phone of their own: by a picture of the code on the paper, without a login.
  const number = new URL(phone.url()).pathname.split('/').at(-1)!
  const file = { name: 'code.jpg', mimeType: 'image/jpeg', buffer: codePictureOf(pdf) }
  const bank = await stage.phone('none', { address: `${url()}/help` })
  await bank.getByTestId('to-verify').click()
  await expect(bank.getByTestId('verify-keys')).toContainText('已存在这台设备上')
  await bank.getByTestId('verify-file-input').setInputFiles(file)
  await expect(bank.getByTestId('verify-genuine').locator('h1')).toHaveText('这张凭证是真的')
  await expect(bank.getByTestId('verify-number')).toHaveText(number)
  await expect(bank.getByTestId('verify-name')).toHaveText('试*助')
  await expect(bank.getByTestId('verify-day')).toContainText('年')
  await expect(bank.getByTestId('verify-next')).toContainText('年')
  await picturesOfPhone(bank, '18-verify-genuine')
  // The page opens without a network, too, and knows a receipt whose text was changed.
  const isKept = () =>
    bank.evaluate(async () => {
      const cache = await caches.open('jianzai-assets')
      const kept = (await cache.keys()).map(({ url }) => new URL(url).pathname)
      return kept.includes('/verify') && kept.some((path) => path.includes('VerifyPage'))
    })
  await expect.poll(isKept).toBe(true)
  const { text } = await phone.evaluate(
    async (id) => (await (await fetch(`/api/v1/passes/${id}/receipt`)).json()) as { text: string },
    number,
  )
  await bank.context().setOffline(true)
  await bank.goto(`${url()}/verify`)
  await expect(bank.locator('h1')).toHaveText('查验认证凭证')
  await bank.getByTestId('verify-file-input').setInputFiles(file)
  await expect(bank.getByTestId('verify-number')).toHaveText(number)
  await bank.getByTestId('verify-by-text').locator('summary').click()
  await bank.getByTestId('verify-text').fill(text.replace('试*助', '张*助'))
  await bank.getByTestId('verify-check').click()
  await expect(bank.getByTestId('verify-not-genuine').locator('h1')).toHaveText('不能证明这张凭证是真的')
  await expect(bank.getByTestId('verify-not-genuine')).not.toContainText('张*助')
  await picturesOfPhone(bank, '18-verify-not-genuine')
  await bank.getByTestId('verify-text').fill(text)
  await bank.getByTestId('verify-check').click()
  await expect(bank.getByTestId('verify-number')).toHaveText(number)

  // Who does not remember it asks who did it; the clerk reads which one.
  await phone.getByTestId('to-appeal').click()
  await expect(phone.locator('h1')).toHaveText('这次不是我办的？')
  await expect(phone.locator('main')).toContainText(number)
  await picturesOfPhone(phone, '18-appeal')
  await phone.getByTestId('appeal').click()
  await expect(phone.getByTestId('ticket')).toContainText('已登记')
  const { tickets } = (await clerk.call('listOpenTickets')).body as {
    tickets: { ticket: { kind: string; note: string } }[]
  }
  const appeal = tickets.find(({ ticket }) => ticket.note.includes(number))
  expect(appeal?.ticket.kind).toBe('APPEAL')
  // Who looks for it among what they asked for finds it, too.
  await phone.goto(`${url()}/support`)
  await expect(phone.getByTestId('appeals')).toContainText(number)
  await expect(phone.getByTestId('callback')).toBeVisible()
  await phone.goBack()
  await phone.getByTestId('withdraw').click()
  await expect(phone.getByTestId('appeal')).toBeVisible()
})
