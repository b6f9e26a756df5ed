import type { Page } from '@playwright/test'
import { join } from 'node:path'
import { groupIdNumber } from '../../packages/ui/src/idNumber'
import { operator, registered } from '../support/enrolment'
import { invent } from '../support/people'
import { places } from '../support/places'
import {
  answerQuestions,
  chooseLanguage,
  expect,
  goToCamera,
  logIn,
  needFaces,
  needNetworks,
  pictureOfPhone,
  picturesInEachText,
  picturesOfPhone,
  readyCitizen,
  test,
  tryUntilPassed,
  url,
} from '../support/stage'

/** Which element the keyboard and the screen reader are at. */
const focused = (page: Page) =>
  page.evaluate(() => `${document.activeElement?.tagName}: ${document.activeElement?.textContent?.trim()}`)

test('the QR code leads to what it is, what is needed, and what the phone will ask', async ({ stage }) => {
  const phone = await stage.phone()
  await expect(phone.locator('h1')).toContainText('刷一刷脸')
  await expect(phone.getByTestId('needs')).toContainText('身份证')
  await expect(phone.getByTestId('asks')).toContainText('您点“同意”之前，什么都不会拍')
  // This browser can do all, and offers nothing to install.
  await expect(phone.locator('[data-test^="browser-"]')).toHaveCount(0)
  await expect(phone.getByTestId('install')).toHaveCount(0)
  await picturesOfPhone(phone, '60-guest')

  await phone.evaluate(() => {
    const ask = Object.assign(new Event('beforeinstallprompt'), { prompt: async () => undefined })
    window.dispatchEvent(ask)
  })
  await expect(phone.getByTestId('install')).toBeVisible()
  await picturesOfPhone(phone, '60-guest-install')
  await phone.getByTestId('install-now').click()
  await expect(phone.getByTestId('install')).toHaveCount(0)
})

test('inside WeChat without a camera it says how to go on, with it nothing', async ({ stage }) => {
  const phone = await stage.phone()
  const wechat = async (hasCamera: boolean) => {
    await phone.addInitScript((hasCamera) => {
      const agent =
        'Mozilla/5.0 (Linux; Android 8.1) AppleWebKit/537.36 Chrome/66.0 Mobile MicroMessenger/7.0.3'
      Object.defineProperty(navigator, 'userAgent', { get: () => agent, configurable: true })
      if (!hasCamera) Object.defineProperty(navigator, 'mediaDevices', { get: () => undefined })
    }, hasCamera)
    await phone.goto(url())
    await expect(phone.getByTestId('needs')).toBeVisible()
  }
  await wechat(true)
  await expect(phone.locator('[data-test^="browser-"]')).toHaveCount(0)
  await wechat(false)
  await expect(phone.getByTestId('browser-no_camera')).toContainText('微信里不能用相机')
  await expect(phone.getByTestId('browser-no_camera')).toContainText('在浏览器打开')
  await phone.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await phone.getByTestId('copy-address').getByRole('button').click()
  await expect(phone.getByText('已复制，请打开浏览器粘贴')).toBeVisible()
  expect(await phone.evaluate(() => navigator.clipboard.readText())).toBe(`${url()}/`)
  await picturesOfPhone(phone, '61-guest-wechat')
})

test('the text grows on every page, and stays so', async ({ stage }) => {
  const phone = await stage.phone()
  const size = () => phone.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize))
  expect(await size()).toBe(20)
  await phone.getByTestId('look').click()
  await picturesOfPhone(phone, '62-look')
  await phone.getByTestId('text-standard').click()
  expect(await size()).toBe(18)
  await phone.getByTestId('text-largest').click()
  expect(await size()).toBe(30)
  await expect(phone.getByTestId('text-largest')).toHaveAttribute('aria-pressed', 'true')
  await phone.getByTestId('close-look').click()
  await phone.goto(`${url()}/login`)
  await expect(phone.getByTestId('login')).toBeVisible()
  expect(await size()).toBe(30)
  await pictureOfPhone(phone, '62-login-largest')
  // Larger still, as a phone may be set to.
  await phone.addStyleTag({ content: ':root:root { font-size: 200% !important }' })
  await phone.setViewportSize({ width: 360, height: 640 })
  expect(await size()).toBe(40)
  await pictureOfPhone(phone, '62-login-twice')
})

test('an ID number is tapped on large keys, in groups', async ({ stage }) => {
  const person = invent()
  const phone = await stage.phone()
  await phone.goto(`${url()}/register`)
  await phone.locator('#field-name').fill(person.name)
  await phone.getByTestId('next').click()
  const field = phone.locator('#field-id_number')
  await expect(phone.getByTestId('pad')).toBeVisible()
  await expect(field).toHaveAttribute('inputmode', 'none')
  for (const digit of person.id_number.slice(0, 9)) await phone.getByTestId(`key-${digit}`).click()
  await phone.getByTestId('key-DELETE').click()
  await expect(field).toHaveValue(groupIdNumber(person.id_number.slice(0, 8)))
  await picturesOfPhone(phone, '63-pad')
  // A keyboard that is plugged in goes on from there.
  await field.focus()
  await phone.keyboard.press('End')
  await phone.keyboard.type(person.id_number.slice(8).toLowerCase())
  await expect(field).toHaveValue(groupIdNumber(person.id_number))
  await phone.getByTestId('next').click()
  await expect(phone.locator('#field-password')).toBeVisible()

  await phone.goto(`${url()}/login`)
  await expect(phone.getByTestId('pad')).toHaveCount(0)
  await field.click()
  await expect(phone.getByTestId('pad')).toBeVisible()
  await picturesOfPhone(phone, '63-pad-login')
  for (const digit of '110105194') await phone.getByTestId(`key-${digit}`).click()
  await phone.locator('#field-password').click()
  await expect(phone.getByTestId('pad')).toHaveCount(0)
  await expect(phone.locator('#field-password')).toBeFocused()
})

test('screen readers and keyboards begin at the heading of each page and question', async ({ stage }) => {
  const [pair] = needFaces(36)
  const person = invent()
  const phone = await stage.phone()
  await expect(phone).toHaveTitle('待遇领取资格认证')
  await phone.getByTestId('to-register').click()
  await expect(phone).toHaveTitle('注册 - 待遇领取资格认证')
  await expect.poll(() => focused(phone)).toBe('H1: 您叫什么名字？')
  // From there on the keyboard alone: scan, name, next.
  for (let i = 0; i < 2; i++) await phone.keyboard.press('Tab')
  await phone.keyboard.type(person.name)
  await phone.keyboard.press('Enter')
  await expect.poll(() => focused(phone)).toBe('H1: 您的身份证号是多少？')

  await chooseLanguage(phone, 'en')
  await expect(phone).toHaveTitle(/^Register - /)
  // Who chose it is still there.
  await expect.poll(() => focused(phone)).toBe('BUTTON: Text size 语言')
  await chooseLanguage(phone, 'zh-CN')

  await registered(url(), await operator(url(), 'clerk'), pair!.first, person)
  await phone.goto(`${url()}/login`)
  await logIn(phone, person)
  await expect.poll(() => focused(phone)).toBe('H1: 本人认证')
  await phone.getByTestId('home').click()
  await expect.poll(() => focused(phone)).toBe(`H1: 您好，${person.name}`)
  // The history keeps no name.
  await expect(phone).toHaveTitle('待遇领取资格认证')
})

test('在用户管理查询认证结果或申请人工审核', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(36)
  const person = invent()
  const phone = await readyCitizen(stage, person, pair!.first, 'empty room')
  await phone.goto(url())
  await picturesOfPhone(phone, '64-home')
  await phone.getByTestId('account').click()
  await expect(phone.getByTestId('me')).toContainText(person.name)
  await expect(phone.getByTestId('me')).not.toContainText(person.id_number)
  await expect(phone.getByText('还没有在手机上认证过')).toBeVisible()

  await phone.goto(`${url()}/consent?mode=STATIC`)
  await phone.getByTestId('agree').click()
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('face-notPassed')).toBeVisible()
  await phone.goto(`${url()}/account`)
  await expect(phone.getByTestId('record')).toContainText('没有通过')
  await expect(phone.getByTestId('request-review')).toBeVisible()
  await picturesInEachText(phone, '64-account')
  await picturesOfPhone(phone, '64-account')
  await phone.getByTestId('request-review').click()
  await expect(phone.getByTestId('review-due')).toContainText('最迟')
  await expect(phone.getByTestId('request-review')).toHaveCount(0)
  await phone.getByTestId('records').click()
  await expect(phone.getByTestId('record')).toContainText('等待审核')
})

test('手机号、密码、正在登录的手机和同意，都在用户管理里改', async ({ stage }) => {
  const [pair] = needFaces(37)
  const person = invent()
  const phone = await readyCitizen(stage, person, pair!.first, 'empty room')
  const other = await stage.phone()
  await other.goto(`${url()}/login`)
  await logIn(other, person)
  const next = phone.getByTestId('next')

  await phone.goto(`${url()}/account/phone`)
  await phone.locator('#field-phone').fill('13900005678')
  await picturesOfPhone(phone, '65-phone')
  await next.click()
  await phone.locator('#field-phone_again').fill('139 0000 5678')
  await next.click()
  await phone.locator('#field-password').fill('wrong-password')
  await next.click()
  await expect(phone.getByTestId('error-password')).toContainText('密码不对')
  await phone.locator('#field-password').fill(person.password)
  await next.click()
  await expect(phone.getByTestId('phone-changed')).toBeVisible()
  await expect(phone.getByText('139****5678')).toBeVisible()

  await phone.goto(`${url()}/account/devices`)
  // This one, the other one, and the one without a page that made the person ready.
  await expect(phone.getByTestId('session')).toHaveCount(3)
  await expect(phone.getByTestId('session').first()).toContainText('正在用的这部')
  await expect(phone.getByTestId('end-others')).toBeVisible()
  await phone.getByTestId('end-one').first().click()
  await picturesOfPhone(phone, '65-devices')
  await phone.getByTestId('end-one-surely').click()
  await expect(phone.getByTestId('session')).toHaveCount(2)
  // With one other only, one button is enough.
  await expect(phone.getByTestId('end-others')).toHaveCount(0)
  await phone.getByTestId('end-one').click()
  await phone.getByTestId('end-one-surely').click()
  await expect(phone.getByTestId('session')).toHaveCount(1)
  await other.goto(`${url()}/proof`)
  await expect(other.getByTestId('login')).toBeVisible()

  await phone.goto(`${url()}/account/password`)
  await phone.locator('#field-password').fill(person.password)
  await picturesOfPhone(phone, '65-password')
  await next.click()
  await phone.locator('#field-new_password').fill('another-password')
  await next.click()
  await expect(phone.getByTestId('password-changed')).toBeVisible()
  await logIn(other, { ...person, password: 'another-password' })

  await phone.goto(`${url()}/proof`)
  await goToCamera(phone)
  await phone.goto(`${url()}/account/consents`)
  await expect(phone.getByTestId('consent-FACE_COMPARISON')).toContainText('同意用刷脸认证')
  await phone.getByTestId('withdraw').click()
  await picturesOfPhone(phone, '65-consents')
  await phone.getByTestId('withdraw-surely').click()
  await expect(phone.getByTestId('consent-FACE_COMPARISON')).toContainText('已收回')
  // The next proof asks anew.
  await phone.goto(`${url()}/proof`)
  await phone.getByTestId('start').click()
  await expect(phone.getByTestId('agree')).toBeVisible()
})

test('who has passed tells the family, who see where each of them stands', async ({ stage }) => {
  needNetworks()
  const [pair, other] = needFaces(38, 39)
  const person = invent()
  const mother = { ...invent(), name: '试家母' }
  await registered(url(), await operator(url(), 'clerk'), other!.first, mother)
  const phone = await readyCitizen(stage, person, pair!.first, { photo: pair!.second })
  await phone.goto(`${url()}/relatives/new`)
  await phone.locator('#field-name').fill(mother.name)
  await phone.getByTestId('next').click()
  await phone.locator('#field-id_number').fill(mother.id_number)
  await phone.getByTestId('next').click()
  await phone.getByTestId('relation-CHILD').click()
  await expect(phone.getByTestId('relative')).toContainText(mother.name)
  await expect(phone.getByTestId('own-status')).toHaveText('还没有认证')

  await phone.goto(`${url()}/proof`)
  await picturesInEachText(phone, '66-proof')
  await goToCamera(phone)
  await phone.getByTestId('shoot').click()
  await tryUntilPassed(phone)
  // No other apps to hand it to on this machine: it is copied.
  await phone.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await phone.getByTestId('copy-result').getByRole('button').click()
  await expect(phone.getByText('已复制，请到微信里粘贴')).toBeVisible()
  const words = await phone.evaluate(() => navigator.clipboard.readText())
  expect(words).toMatch(/已通过[^]*认证日期：[^]*凭证编号：[^]*下次认证请在/)
  for (const secret of [person.name, person.id_number, person.phone]) expect(words).not.toContain(secret)
  await picturesOfPhone(phone, '66-passed')

  // A phone with other apps gets the receipt itself.
  await phone.addInitScript(() => {
    const shared = window as unknown as { shared?: ShareData }
    navigator.canShare = () => true
    navigator.share = async (what) => void (shared.shared = what)
  })
  await phone.reload()
  await phone.getByTestId('share').click()
  await expect(phone.getByText('已经交给您选的软件了')).toBeVisible()
  const file = await phone.evaluate(async () => {
    const { files } = (window as unknown as { shared: ShareData }).shared
    return { name: files![0]!.name, start: (await files![0]!.text()).slice(0, 5) }
  })
  expect(file).toEqual({ name: '认证凭证.pdf', start: '%PDF-' })

  // On paper: the facts, and no buttons.
  await phone.emulateMedia({ media: 'print' })
  await expect(phone.getByTestId('sheet')).toBeVisible()
  await expect(phone.getByTestId('sheet')).toContainText('凭证编号')
  await expect(phone.getByTestId('share')).toBeHidden()
  await expect(phone.getByTestId('look')).toBeHidden()
  await phone.screenshot({ path: join(places.out, '66-print.png'), animations: 'disabled' })
  await phone.emulateMedia({ media: 'screen' })

  await phone.goto(`${url()}/relatives`)
  await expect(phone.getByTestId('own-status')).toHaveText('这一期已经认证过了')
  // Who has something to do is first.
  await expect(phone.locator('section.card h2').first()).toHaveText(mother.name)
  await expect(phone.getByTestId('relative').getByTestId('mark-wait')).toBeVisible()
  await expect(phone.getByTestId('own').getByTestId('mark-good')).toBeVisible()
  await picturesInEachText(phone, '66-family')
  await picturesOfPhone(phone, '66-family')
  await phone.getByTestId('relative-records').click()
  await expect(phone.getByText('还没有认证记录')).toBeVisible()
})

test('who cannot be logged out is told so', async ({ stage }) => {
  const [pair] = needFaces(40)
  const phone = await readyCitizen(stage, invent(), pair!.first, 'none')
  await phone.getByTestId('home').click()
  await phone.context().setOffline(true)
  await phone.getByTestId('logout').click()
  await expect(phone.getByTestId('failure')).toContainText('网络不通')
  await expect(phone.getByTestId('logout')).toBeVisible()
  await phone.context().setOffline(false)
  await phone.getByTestId('logout').click()
  await expect(phone.getByText('您已安全退出')).toBeVisible()
})

test('the service worker keeps files of the app alone, and nothing needs it', async ({ stage }) => {
  const phone = await stage.phone()
  await phone.evaluate(async () => void (await navigator.serviceWorker.ready))
  await phone.reload()
  await phone.getByTestId('to-login-page').click()
  await expect(phone.getByTestId('login')).toBeVisible()
  const kept = () =>
    phone.evaluate(async () => {
      const files = await (await caches.open('jianzai-assets')).keys()
      return files.map((file) => new URL(file.url).pathname)
    })
  await expect.poll(kept).not.toEqual([])
  for (const path of await kept()) expect(path).toMatch(/^\/assets\//)

  // A page whose files do not come yet is opened when they do.
  await phone.context().setOffline(true)
  await phone.getByTestId('forgotten').click()
  await expect(phone.getByTestId('unreachable')).toBeVisible()
  await phone.context().setOffline(false)
  await expect(phone).toHaveURL(/\/reset$/)
  await expect(phone.getByTestId('unreachable')).toHaveCount(0)
})

test('the terms come with the questions, whose answers no network and no back button loses', async ({
  stage,
}) => {
  const person = invent()
  const phone = await stage.phone()
  await answerQuestions(phone, person)
  await phone.context().setOffline(true)
  await phone.getByTestId('open-terms').click()
  await expect(phone.getByTestId('close-terms')).toBeVisible()
  await phone.goBack()
  await phone.getByTestId('previous').click()
  await expect(phone.locator('#field-phone_again')).toHaveValue(person.phone)
})
