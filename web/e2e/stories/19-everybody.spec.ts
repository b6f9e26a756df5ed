import type { Page } from '@playwright/test'
import { join } from 'node:path'
import { barriersOfSizeOn, barriersOn, sidewaysOn } from '../support/barriers'
import { listed, operator, registered } from '../support/enrolment'
import { tabTo } from '../support/keyboard'
import { invent, wrongCheck } from '../support/people'
import { places } from '../support/places'
import { decide } from '../support/reviews'
import {
  expect,
  logIn,
  needFaces,
  needNetworks,
  picturesInEachText,
  screens,
  showText,
  test,
  url,
} from '../support/stage'

/**
 * Twice the size on a phone. That is not the zoom of a desktop, which would leave 180 px of these 360 and of which phones do
 * not have one: it is the size of text of the phone or of the browser, which only `rem` follows. All else stays as wide as
 * the screen (WCAG 1.4.4).
 */
const twice = (page: Page, isOn: boolean) =>
  page.evaluate((isOn) => {
    document.documentElement.style.setProperty('font-size', isOn ? '200%' : '', 'important')
  }, isOn)

/** The narrowest that a page must stand, 1280 px at a zoom of 400 % (WCAG 1.4.10); a desktop's zoom of 200 % is wider. */
const narrowest = { width: 320, height: 640 }

/** Nobody is kept out of the page as it stands, whatever the size of the text. */
async function look(phone: Page, name: string): Promise<void> {
  await phone.setViewportSize(screens.small)
  await showText(phone, 'largest')
  expect.soft(await barriersOn(phone), `${name}, largest text`).toEqual([])
  expect.soft(await sidewaysOn(phone), `${name}, largest text, not sideways`).toEqual([])
  await phone.setViewportSize(narrowest)
  expect.soft(await sidewaysOn(phone), `${name}, largest text on 320 px, not sideways`).toEqual([])
  await phone.setViewportSize(screens.small)
  await showText(phone, 'large')
  expect.soft(await barriersOfSizeOn(phone), `${name}, large text`).toEqual([])
  await twice(phone, true)
  expect.soft(await sidewaysOn(phone), `${name}, twice as large, not sideways`).toEqual([])
  await twice(phone, false)
}

/** And how it looks, for people. */
async function lookAndShow(phone: Page, name: string): Promise<void> {
  await look(phone, name)
  await picturesInEachText(phone, `19-${name}`)
}

test('nobody is kept out of what is there before the login', async ({ stage }) => {
  test.setTimeout(180_000)
  const person = invent()
  const phone = await stage.phone('empty room', { screen: 'small' })
  const next = phone.getByTestId('next')
  await expect(phone.getByTestId('help')).toBeVisible()
  await lookAndShow(phone, 'landing')
  await phone.getByTestId('look').click()
  await look(phone, 'text-and-language')
  await phone.getByTestId('close-look').click()

  await phone.goto(`${url()}/verify`)
  await expect(phone.getByTestId('verify-keys')).toContainText('已存在这台设备上')
  await phone.getByTestId('verify-by-text').locator('summary').click()
  await lookAndShow(phone, 'verify')
  await phone.getByTestId('verify-text').fill('JIANZAI1|')
  await phone.getByTestId('verify-check').click()
  await expect(phone.getByTestId('verify-not-genuine')).toBeVisible()
  await look(phone, 'verify-not-genuine')
  await phone.goto(url())

  await phone.getByTestId('to-login-page').click()
  await expect(phone.getByTestId('login')).toBeVisible()
  await lookAndShow(phone, 'login')
  await phone.locator('#field-id_number').click()
  await phone.getByTestId('login').click()
  await expect(phone.getByTestId('error-id_number')).toBeVisible()
  await look(phone, 'login-keys-and-errors')
  await phone.getByTestId('forgotten').click()
  await expect(phone.locator('#field-login')).toBeVisible()
  await look(phone, 'reset')

  await phone.goto(`${url()}/register`)
  await expect(phone.getByTestId('scan-card')).toBeVisible()
  await lookAndShow(phone, 'register-name')
  await phone.getByTestId('scan-card').click()
  await expect(phone.getByTestId('card-notice')).toBeVisible()
  await look(phone, 'card-notice')
  await phone.getByTestId('card-start').click()
  await expect(phone.getByTestId('card-hint')).toContainText('没看到身份证')
  await lookAndShow(phone, 'card-scan')
  await phone.getByTestId('card-by-hand').click()
  await phone.locator('#field-name').fill(person.name)
  await next.click()
  await phone.locator('#field-id_number').fill(wrongCheck(person.id_number))
  await next.click()
  await expect(phone.getByTestId('error-id_number')).toBeVisible()
  await lookAndShow(phone, 'register-id-number')
  await phone.locator('#field-id_number').fill(person.id_number)
  await next.click()
  await expect(phone.locator('#field-password')).toBeVisible()
  await look(phone, 'register-password')
  await phone.locator('#field-password').fill(person.password)
  await next.click()
  await phone.locator('#field-phone').fill(person.phone)
  await next.click()
  await phone.locator('#field-phone_again').fill('13900000000')
  await next.click()
  await expect(phone.getByTestId('error-phone_again')).toBeVisible()
  await look(phone, 'register-phone')
  await phone.locator('#field-phone_again').fill(person.phone)
  await next.click()
  await next.click()
  await expect(phone.getByTestId('error-terms')).toBeVisible()
  await lookAndShow(phone, 'register-terms')
  await phone.getByTestId('open-terms').click()
  await expect(phone.getByTestId('close-terms')).toBeVisible()
  await look(phone, 'terms')
  await phone.getByTestId('close-terms').click()
  await phone.getByTestId('accept').click()
  await next.click()
  await expect(phone.getByTestId('to-login')).toBeVisible()
  await look(phone, 'registered')
})

test('nobody is kept out of what is there after the login', async ({ stage }) => {
  test.setTimeout(240_000)
  needNetworks()
  const [pair] = needFaces(41)
  const clerk = await operator(url(), 'clerk')
  const person = { ...invent(), name: '试无碍' }
  const mother = { ...invent(), name: '试无碍母' }
  const { person_id } = await registered(url(), clerk, pair!.first, person)
  await listed(clerk, mother)
  const phone = await stage.phone('empty room', { screen: 'small' })
  const title = phone.getByTestId('title')
  await phone.goto(`${url()}/login`)
  await logIn(phone, person)
  await expect(phone.getByTestId('reference')).toBeVisible()
  await lookAndShow(phone, 'proof')

  await phone.getByTestId('start').click()
  await phone.getByTestId('mode-static').click()
  await lookAndShow(phone, 'consent')
  await phone.getByTestId('agree').click()
  await expect(phone.getByTestId('hint')).toContainText('没看到您的脸')
  await lookAndShow(phone, 'capture-framing')
  await phone.getByTestId('person').click()
  await expect(phone.getByTestId('person-panel')).toBeVisible()
  await look(phone, 'capture-person')
  await phone.getByTestId('person-close').click()
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('face-notPassed')).toBeVisible()
  await lookAndShow(phone, 'result-not-passed')
  await phone.getByTestId('request-review').click()
  await expect(phone.getByTestId('face-review')).toBeVisible()
  await lookAndShow(phone, 'result-review')
  await decide(await operator(url(), 'reviewer'), person_id, 'APPROVE')
  await phone.reload()
  await expect(phone.getByTestId('face-passed')).toBeVisible()
  await expect(phone.getByTestId('copy-result')).toBeVisible()
  await lookAndShow(phone, 'result-passed')
  await phone.getByTestId('records').click()
  await expect(phone.getByTestId('record')).toBeVisible()
  await lookAndShow(phone, 'records')

  await phone.getByTestId('home').click()
  await expect(title).toHaveCount(0)
  await expect(phone.getByTestId('logout')).toBeVisible()
  await lookAndShow(phone, 'home')
  await phone.getByTestId('relatives').click()
  await expect(phone.getByTestId('no-relatives')).toBeVisible()
  await look(phone, 'relatives-none')
  await phone.getByTestId('add').click()
  await expect(phone.getByTestId('scan-card')).toBeVisible()
  await look(phone, 'new-relative-name')
  await phone.locator('#field-name').fill(mother.name)
  await phone.getByTestId('next').click()
  await phone.locator('#field-id_number').fill(mother.id_number)
  await look(phone, 'new-relative-id-number')
  await phone.getByTestId('next').click()
  await look(phone, 'new-relative-relation')
  await phone.getByTestId('relation-CHILD').click()
  await expect(phone.getByTestId('relative')).toBeVisible()
  await lookAndShow(phone, 'relatives')

  await phone.getByTestId('home').click()
  await phone.getByTestId('support').click()
  await expect(phone.getByTestId('callback')).toBeVisible()
  await lookAndShow(phone, 'support')
  await phone.getByTestId('home').click()
  await phone.getByTestId('account').click()
  await expect(phone.getByTestId('record')).toBeVisible()
  await lookAndShow(phone, 'account')
  for (const [page, sign] of [
    ['phone', '#field-phone'],
    ['password', '#field-password'],
    ['devices', '[data-test="session"]'],
    ['consents', '[data-test="consent-FACE_COMPARISON"]'],
    ['helpers', 'h1'],
    ['close', '[data-test="kept"]'],
  ] as const) {
    await phone.goto(`${url()}/account/${page}`)
    await expect(phone.locator(sign).first()).toBeVisible()
    await look(phone, `account-${page}`)
  }
})

/** The heading has the focus: from there a screen reader reads on, and Tab leads to what is on the page. */
async function expectBegun(phone: Page, title: string | RegExp): Promise<void> {
  await expect(phone.locator('h1')).toBeFocused()
  await expect(phone).toHaveTitle(title)
}

test('with the keyboard alone from the first page to the result and out again', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(41)
  const person = invent()
  await registered(url(), await operator(url(), 'clerk'), pair!.first, person)
  const phone = await stage.phone({ photo: pair!.second }, { screen: 'small' })
  const { keyboard } = phone
  await expect(phone.getByTestId('to-login-page')).toBeVisible()

  await tabTo(phone, 'to-login-page')
  await phone.screenshot({ path: join(places.out, '19-focus.png') })
  await keyboard.press('Enter')
  await expectBegun(phone, /^登录 - /)
  await tabTo(phone, 'field-id_number')
  await keyboard.type(person.id_number)
  await tabTo(phone, 'field-password')
  await keyboard.type(person.password)
  await keyboard.press('Enter')
  await expectBegun(phone, /^本人认证 - /)
  await tabTo(phone, 'home')
  await keyboard.press('Enter')
  await expectBegun(phone, /^[^-]+$/)
  await tabTo(phone, '本人认证')
  await keyboard.press('Enter')
  await expectBegun(phone, /^本人认证 - /)
  await tabTo(phone, 'start')
  await keyboard.press('Enter')
  await expectBegun(phone, /^拍照前，先问问您 - /)
  await tabTo(phone, 'mode-static')
  await keyboard.press('Space')
  await tabTo(phone, 'agree')
  await keyboard.press('Enter')
  await expect(phone).toHaveTitle(/^刷脸认证 - /)
  // What has to be tapped is at hand.
  await expect(phone.getByTestId('shoot')).toBeFocused()
  await keyboard.press('Space')
  await expect(phone.getByTestId('title')).toHaveText('已交给工作人员审核')
  await expectBegun(phone, /^认证结果 - /)
  await tabTo(phone, 'home')
  await keyboard.press('Enter')
  await tabTo(phone, 'logout')
  await keyboard.press('Enter')
  await expect(phone.getByText('您已安全退出')).toBeVisible()
  await expectBegun(phone, /^[^-]+$/)
})
