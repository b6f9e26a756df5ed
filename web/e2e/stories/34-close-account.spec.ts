import { ContractClient } from '../support/contract'
import { key, listed, newAccountOf, operator, succeeded } from '../support/enrolment'
import { brokenElderRules } from '../support/elderRules'
import { invent, type Invented } from '../support/people'
import { remainsOn } from '../support/remains'
import { expect, logIn, picturesOfPhone, type Stage, test, url } from '../support/stage'

/** Registered without a page. */
async function citizenOf(person: Invented): Promise<ContractClient> {
  const citizen = new ContractClient(url())
  const account = await newAccountOf(citizen, person)
  succeeded(await citizen.call('createAccount', { headers: key(), json: account }), 201)
  const { id_number, password } = person
  succeeded(await citizen.call('createSession', { json: { id_number, password } }), 201)
  return citizen
}

/** On the list of an agency, with an account, and logged in on a phone. */
async function somebody(stage: Stage) {
  const person = { ...invent(), name: '试注销' }
  await listed(await operator(url(), 'clerk'), person)
  const citizen = await citizenOf(person)
  const phone = await stage.phone()
  await phone.goto(`${url()}/login`)
  await logIn(phone, person)
  return { person, citizen, phone }
}

test('who closes the account reads what stays, leaves nothing on the phone, and may register anew', async ({
  stage,
}) => {
  const { person, citizen, phone } = await somebody(stage)
  const next = phone.getByTestId('next')
  const password = phone.locator('#field-password')
  await phone.goto(`${url()}/support`)
  await phone.getByTestId('callback').click()
  await expect(phone.getByTestId('withdraw')).toBeVisible()

  await phone.goto(`${url()}/account`)
  await phone.getByTestId('to-closeAccount').click()
  await expect(phone.getByTestId('kept')).toContainText('养老金不受影响')
  await expect(phone.getByTestId('kept')).toContainText('可以请亲友用他的手机帮您认证')
  await expect(phone.getByTestId('gone')).toContainText('不能恢复')
  await picturesOfPhone(phone, '91-close-account')
  await next.click()
  await next.click()
  await expect(phone.getByTestId('error-password')).toBeVisible()
  await password.fill('wrong-password')
  await next.click()
  await expect(phone.getByTestId('error-password')).toContainText('密码不对')
  // What is asked for is answered first, or taken back.
  await password.fill(person.password)
  await next.click()
  await expect(phone.getByTestId('failure')).toContainText('等答复')
  await picturesOfPhone(phone, '91-close-account-in-use')
  await phone.getByTestId('to-support').click()
  await phone.getByTestId('withdraw').click()
  await expect(phone.getByTestId('callback')).toBeVisible()

  await phone.goto(`${url()}/account/close`)
  await next.click()
  await password.fill(person.password)
  await next.click()
  await expect(phone.getByTestId('closed')).toContainText('账号已经注销')
  await picturesOfPhone(phone, '91-account-closed')
  expect(await brokenElderRules(phone)).toEqual([])
  expect(await remainsOn(phone, person)).toEqual({ found: [], records: 0, bytes: 0 })
  expect((await citizen.call('getMe')).status).toBe(401)

  await phone.locator('#field-id_number').fill(person.id_number)
  await password.fill(person.password)
  await phone.getByTestId('login').click()
  await expect(phone.getByTestId('failure')).toContainText('账号或密码不对')
  await citizenOf(person)
  await phone.goto(`${url()}/login`)
  await logIn(phone, person)
})

test('an answer that is lost is no error', async ({ stage }) => {
  const { person, phone } = await somebody(stage)
  await phone.route('**/api/v1/me/closure', async (route) => {
    await route.fetch()
    await route.abort()
  })
  await phone.goto(`${url()}/account/close`)
  await phone.getByTestId('next').click()
  await phone.locator('#field-password').fill(person.password)
  await phone.getByTestId('next').click()
  await expect(phone.getByTestId('failure')).toContainText('网络不通')
  await phone.unroute('**/api/v1/me/closure')
  await phone.getByTestId('next').click()
  await expect(phone.getByTestId('closed')).toContainText('应该已经注销')
})

test('who was refused as a helper does not come back by way of a new account', async ({ stage }) => {
  const { person, phone } = await somebody(stage)
  const nephew = { ...invent(), name: '试侄子' }
  const json = { name: person.name, id_number: person.id_number, relation: 'OTHER_FAMILY' }
  const before = await citizenOf(nephew)
  succeeded(await before.call('createRelative', { headers: key(), json }), 201)
  await phone.goto(`${url()}/account/helpers`)
  await phone.getByTestId('refuse').click()
  await phone.getByTestId('refuse-surely').click()
  await expect(phone.getByTestId('helper')).toContainText('已经不让他帮忙')
  succeeded(await before.call('closeAccount', { json: { password: nephew.password } }), 204)
  await phone.reload()
  await expect(phone.getByTestId('helper')).toContainText('账号已注销')
  const after = await citizenOf(nephew)
  expect((await after.call('createRelative', { headers: key(), json })).body.code).toBe('HELPER_REFUSED')
  await phone.getByTestId('allow').click()
  await expect(phone.getByTestId('helper')).toHaveCount(0)
  succeeded(await after.call('createRelative', { headers: key(), json }), 201)
})
