import { groupIdNumber } from '../../packages/ui/src/idNumber'
import { invent, wrongCheck } from '../support/people'
import {
  addPerson,
  expect,
  httpsUrl,
  logIn,
  picturesOfDesk,
  pictureOfPhone,
  register,
  test,
  url,
} from '../support/stage'

test('registration says at each question what is wrong, and loses no answer', async ({ stage }) => {
  const person = invent()
  const phone = await stage.phone()
  await phone.getByText('立即注册').click()
  const next = phone.getByTestId('next')
  await next.click()
  await expect(phone.getByTestId('error-name')).toBeVisible()
  await phone.locator('#field-name').fill(person.name)
  await pictureOfPhone(phone, '03-register-name')
  await next.click()
  await phone.locator('#field-id_number').fill(wrongCheck(person.id_number))
  await next.click()
  await expect(phone.getByTestId('error-id_number')).toContainText('身份证号')
  await pictureOfPhone(phone, '04-register-id-number-wrong')
  await phone.locator('#field-id_number').fill(person.id_number)
  await next.click()
  await phone.locator('#field-password').fill('short')
  await next.click()
  await expect(phone.getByTestId('error-password')).toBeVisible()
  await phone.locator('#field-password').fill(person.password)
  await pictureOfPhone(phone, '05-register-password')
  await next.click()
  await phone.locator('#field-phone').fill(person.phone)
  await next.click()
  await phone.locator('#field-phone_again').fill('13900000000')
  await next.click()
  await expect(phone.getByTestId('error-phone_again')).toContainText('不一样')
  await pictureOfPhone(phone, '06-register-phones-differ')
  await phone.locator('#field-phone_again').fill(person.phone)
  await next.click()
  await next.click()
  await expect(phone.getByTestId('error-terms')).toBeVisible()
  await phone.getByTestId('open-terms').click()
  await expect(phone.getByTestId('close-terms')).toBeVisible()
  await pictureOfPhone(phone, '07-terms')
  await phone.getByTestId('close-terms').click()
  await phone.getByTestId('previous').click()
  await expect(phone.locator('#field-phone_again')).toHaveValue(person.phone)
  await next.click()
  await phone.getByTestId('accept').click()
  await pictureOfPhone(phone, '08-register-terms')
  await next.click()
  await expect(phone.getByTestId('to-login')).toBeVisible()
  await pictureOfPhone(phone, '09-registered')

  // A second time: the server knows the number.
  await phone.reload()
  const again = await stage.phone()
  await again.goto(`${url()}/register`)
  for (const [field, value] of [
    ['name', person.name],
    ['id_number', person.id_number],
    ['password', person.password],
    ['phone', person.phone],
    ['phone_again', person.phone],
  ] as const) {
    await again.locator(`#field-${field}`).fill(value)
    await again.getByTestId('next').click()
  }
  await again.getByTestId('accept').click()
  await again.getByTestId('next').click()
  await expect(again.getByTestId('failure')).toBeVisible()
  await pictureOfPhone(again, '10-register-exists')
})

test('a wrong password is told, and the number stays', async ({ stage }) => {
  const person = invent()
  const phone = await stage.phone()
  await register(phone, person)
  await phone.locator('#field-id_number').fill(person.id_number)
  await phone.locator('#field-password').fill('not-the-password')
  await phone.getByTestId('login').click()
  await expect(phone.getByTestId('failure')).toContainText('密码')
  await expect(phone.locator('#field-id_number')).toHaveValue(groupIdNumber(person.id_number))
  await pictureOfPhone(phone, '13-login-wrong')
  await logIn(phone, person)
  // Nobody has put this number on a list.
  await expect(phone.getByTestId('no-plan')).toContainText('无需认证')
  await pictureOfPhone(phone, '24-proof-no-plan')
})

test('without a reference the pensioner is told where to have one made', async ({ stage }) => {
  const person = invent()
  const desk = await stage.desk('clerk')
  await addPerson(desk, person)
  const phone = await stage.phone()
  await register(phone, person)
  await logIn(phone, person)
  await expect(phone.getByTestId('no-template')).toBeVisible()
  await expect(phone.getByTestId('agency')).toContainText('地址')
  await expect(phone.getByTestId('agency').locator('a[href^="tel:"]')).toBeVisible()
  await pictureOfPhone(phone, '23-proof-no-template')
})

test('the console says at each field what is wrong', async ({ stage }) => {
  const person = invent()
  const desk = await stage.desk('clerk')
  await desk.goto(`${url()}/console/persons/new`)
  await desk.locator('#id_number').fill(wrongCheck(person.id_number))
  await desk.getByTestId('save-person').click()
  await expect(desk.getByText('身份证号有一位输错了')).toBeVisible()
  await picturesOfDesk(desk, '52-console-new-person')
  await addPerson(desk, person)

  // The same number again.
  await desk.goto(`${url()}/console/persons/new`)
  await desk.locator('#name').fill(person.name)
  await desk.locator('#id_number').fill(person.id_number)
  await desk.getByTestId('category').click()
  await desk.locator('.el-select-dropdown__item').first().click()
  await desk.locator('#phone').fill(person.phone)
  await desk.getByTestId('save-person').click()
  await expect(desk.getByTestId('failure')).toBeVisible()

  await desk.goto(`${url()}/console/persons`)
  await desk.getByTestId('search').fill(person.id_number)
  await desk.getByTestId('search').press('Enter')
  await expect(desk.getByTestId('persons').getByRole('row')).toHaveCount(2)
  await expect(desk.getByTestId('persons')).toContainText(person.name)
  await picturesOfDesk(desk, '51-console-search')
  await desk.getByTestId('language').click()
  await expect(desk.getByText('Recipients').first()).toBeVisible()
  await picturesOfDesk(desk, '59-console-english')
  await desk.getByTestId('logout').click()
  await expect(desk.locator('#login')).toBeVisible()
  await picturesOfDesk(desk, '49-console-login')
})

test('the apps are served over HTTPS', async ({ stage }) => {
  const phone = await stage.phone('none', { address: httpsUrl() })
  await expect(phone.getByText('立即注册')).toBeVisible()
  expect(await phone.evaluate(() => window.isSecureContext)).toBe(true)
  await phone.goto(`${httpsUrl()}/console/`)
  await expect(phone.locator('#login')).toBeVisible()
})
