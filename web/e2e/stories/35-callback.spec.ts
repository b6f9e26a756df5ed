import type { Page } from '@playwright/test'
import { barriersOn } from '../support/barriers'
import { ContractClient } from '../support/contract'
import { key, listed, operator, succeeded } from '../support/enrolment'
import { invent } from '../support/people'
import {
  answerQuestions,
  chooseLanguage,
  expect,
  picturesOfDesk,
  picturesOfPhone,
  test,
} from '../support/stage'

/** Types an answer, where there is one to type, and goes on. */
async function next(phone: Page, field?: string, text = ''): Promise<void> {
  if (field) await phone.locator(`#field-${field}`).fill(text)
  await phone.getByTestId('next').click()
}

test('认证前期电话繁忙：who cannot log in is called back, and is not taken for the person', async ({
  stage,
  startServer,
}) => {
  test.setTimeout(120_000)
  const server = await startServer({ name: 'callback' })
  stage.address = server.url
  const person = { ...invent(), name: '试回电' }
  const clerk = await operator(server.url, 'clerk')
  const { person_id } = await listed(clerk, person)

  // The old phone is gone, and nobody knows the password any more.
  const phone = await stage.phone('none', { screen: 'small' })
  await expect(phone.getByTestId('to-callback')).toBeVisible()
  await phone.getByTestId('to-login-page').click()
  await phone.locator('#field-id_number').fill(person.id_number)
  await phone.locator('#field-password').fill('not the password')
  await phone.getByTestId('login').click()
  await expect(phone.getByTestId('failure')).toBeVisible()
  await picturesOfPhone(phone, '35-login-refused')
  await phone.getByTestId('ask-callback').click()
  await expect(phone).toHaveURL(/\/callback\?about=login$/)
  await expect(phone.getByTestId('to-callback')).toHaveCount(0)
  expect(await barriersOn(phone)).toEqual([])
  await picturesOfPhone(phone, '35-callback-name')
  await next(phone)
  await expect(phone.getByTestId('error-name')).toBeVisible()
  await next(phone, 'name', person.name)
  await next(phone, 'phone', '12')
  await expect(phone.getByTestId('error-phone')).toBeVisible()
  await picturesOfPhone(phone, '35-callback-phone')
  const called = '13800001234'
  await next(phone, 'phone', called)
  await expect(phone.locator('h1')).toContainText('可以不填')
  await picturesOfPhone(phone, '35-callback-id-number')
  await next(phone, 'id_number', person.id_number)
  await expect(phone.locator('#field-note')).toHaveValue('我登录不上。')
  expect(await barriersOn(phone)).toEqual([])
  await picturesOfPhone(phone, '35-callback-note')
  await phone.getByTestId('next').dblclick()
  const asked = phone.getByTestId('callback-asked')
  await expect(asked).toContainText('138****1234')
  await expect(asked).toContainText('最迟')
  await expect(asked).toContainText('不会问您要密码、验证码')
  await expect(asked).not.toContainText(called)
  expect(await barriersOn(phone)).toEqual([])
  await picturesOfPhone(phone, '35-callback-asked')

  // Who asks again has asked once; nobody hears whether the number is known.
  const nobody = new ContractClient(server.url)
  const again = { name: '试无人', phone: called, id_number: invent().id_number }
  const other = await nobody.call('askCallback', { headers: key(), json: again })
  expect(Object.keys(succeeded(other, 201).body)).toEqual(['phone_masked', 'due_on'])

  const desk = await stage.desk('clerk')
  await desk.getByTestId('nav-tickets').click()
  await expect(desk.getByTestId('see')).toHaveCount(1)
  await expect(desk.getByTestId('without-login')).toContainText('没有核实身份')
  await expect(desk.getByTestId('tickets')).toContainText(person.name)
  await expect(desk.getByTestId('tickets')).not.toContainText(called)
  await expect(desk.getByTestId('tickets').getByRole('link')).toHaveCount(0)
  await picturesOfDesk(desk, '35-tickets')
  await desk.getByTestId('see').click()
  await expect(desk.getByTestId('not-proved')).toContainText('没有核实是不是本人')
  await expect(desk.getByTestId('phone')).toHaveText(called)
  await expect(desk.getByTestId('caller-id-number')).toHaveText(person.id_number)
  await picturesOfDesk(desk, '35-ticket')
  await desk.getByTestId('find-caller').click()
  await expect(desk.getByTestId('persons').getByRole('link', { name: person.name })).toHaveCount(1)
  expect(desk.url()).not.toContain(person.id_number)
  // Nothing of it stands in the person's file.
  const file = succeeded(await clerk.call('getPersonFile', { path: { person_id } }), 200)
  expect(file.body.tickets).toEqual([])
  await desk.getByTestId('nav-tickets').click()
  await expect(desk.getByTestId('mine')).toBeVisible()
  await desk.getByTestId('see').click()
  await desk.locator('#answer').fill('已请他带身份证来')
  await desk.getByTestId('save-answer').click()
  await expect(desk.getByTestId('see')).toHaveCount(0)
})

test('每一处办不下去的地方，都能请工作人员打电话来', async ({ stage, startServer }) => {
  const server = await startServer({ name: 'callback-ways' })
  stage.address = server.url
  const person = { ...invent(), name: '试登记' }
  await listed(await operator(server.url, 'clerk'), person)
  const phone = await stage.phone('none', { screen: 'small' })

  // The agency knows the number under another name.
  await answerQuestions(phone, { ...person, name: '试改名' })
  await phone.getByTestId('accept').click()
  await phone.getByTestId('next').click()
  await expect(phone.getByTestId('failure')).toBeVisible()
  await picturesOfPhone(phone, '35-register-refused')
  await phone.getByTestId('ask-callback').click()
  await expect(phone.locator('#field-name')).toHaveValue('试改名')
  await next(phone)
  await expect(phone.locator('#field-phone')).toHaveValue(person.phone)
  await phone.goBack()
  await expect(phone.getByTestId('help')).toBeVisible()

  await phone.goto(`${server.url}/reset`)
  await expect(phone.getByTestId('to-callback')).toBeVisible()
  await phone.goto(`${server.url}/help`)
  await phone.getByTestId('to-support').click()
  await expect(phone).toHaveURL(/\/callback$/)
  await chooseLanguage(phone, 'en')
  await expect(phone.locator('h1')).toHaveText('What is your name?')
  await phone.getByTestId('previous').click()
  await expect(phone).toHaveURL(/\/help$/)
})

test('要求回电的人太多时，给出经办机构的电话', async ({ stage, startServer }) => {
  const server = await startServer({ name: 'callback-many', rules: 'callbacks_per_hour = 1\n' })
  stage.address = server.url
  const first = { name: '试先问', phone: '13800000001' }
  const guest = new ContractClient(server.url)
  succeeded(await guest.call('askCallback', { headers: key(), json: first }), 201)
  const phone = await stage.phone('none', { screen: 'small' })
  await phone.goto(`${server.url}/callback`)
  await next(phone, 'name', '试后问')
  await next(phone, 'phone', '13800000002')
  await next(phone)
  await next(phone)
  await expect(phone.getByTestId('failure')).toContainText('直接拨打经办机构的电话')
  await expect(phone.getByTestId('agency-phones').getByRole('link')).not.toHaveCount(0)
  expect(await barriersOn(phone)).toEqual([])
  await picturesOfPhone(phone, '35-callback-too-many')
  await expect(phone.getByTestId('callback-asked')).toHaveCount(0)
})
