import { listed, operator } from '../support/enrolment'
import { invent } from '../support/people'
import {
  expect,
  logIn,
  needFaces,
  needNetworks,
  picturesOfPhone,
  readyCitizen,
  register,
  tryUntilPassed,
  test,
  url,
} from '../support/stage'

test('a daughter helps her mother, who sees it and refuses later', async ({ stage }) => {
  test.setTimeout(180_000)
  needNetworks()
  const [pair, other] = needFaces(12, 13)
  const mother = { ...invent(), name: '试亲甲' }
  const own = await readyCitizen(stage, mother, pair!.first, 'empty room')
  // The daughter's phone, before the mother.
  const daughter = { ...invent(), name: '试亲乙' }
  const phone = await readyCitizen(stage, daughter, other!.first, { photo: pair!.second, turns: true })

  await phone.goto(url())
  await phone.getByTestId('relatives').click()
  await expect(phone.getByTestId('no-relatives')).toBeVisible()
  await picturesOfPhone(phone, '70-relatives-none')
  await phone.getByTestId('add').click()
  await phone.locator('#field-name').fill('别人')
  await phone.getByTestId('next').click()
  await phone.locator('#field-id_number').fill(mother.id_number)
  await phone.getByTestId('next').click()
  await picturesOfPhone(phone, '71-relatives-relation')
  await phone.getByTestId('relation-CHILD').click()
  await expect(phone.getByRole('alert')).toContainText('不一致')
  await phone.getByTestId('back').click()
  await phone.getByTestId('back').click()
  await phone.locator('#field-name').fill(mother.name)
  await phone.getByTestId('next').click()
  await phone.getByTestId('next').click()
  await phone.getByTestId('relation-CHILD').click()
  await expect(phone.getByTestId('relative')).toContainText(mother.name)
  await expect(phone.getByTestId('status')).toHaveText('还没有认证')
  await picturesOfPhone(phone, '72-relatives')

  await phone.getByTestId('help-relative').click()
  await expect(phone.getByTestId('read-aloud')).toContainText(mother.name)
  await picturesOfPhone(phone, '73-relatives-consent')
  await phone.getByTestId('agree').click()
  // The rear camera looks at her: the screen shines on nobody, so she turns her head.
  await expect(phone.getByTestId('notice')).toContainText('慢慢转头')
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('title')).toBeVisible()
  await tryUntilPassed(phone)
  await phone.getByTestId('relatives').click()
  await expect(phone.getByTestId('status')).toHaveText('这一期已经认证过了')

  await own.goto(`${url()}/records`)
  await expect(own.getByTestId('record').first()).toContainText('认证成功')
  await own.goto(`${url()}/account/helpers`)
  await expect(own.getByTestId('helper')).toContainText('试*乙')
  await picturesOfPhone(own, '74-helpers')
  await own.getByTestId('refuse').click()
  await own.getByTestId('refuse-surely').click()
  await expect(own.getByTestId('helper')).toContainText('已经不让他帮忙')
  await phone.reload()
  await expect(phone.getByTestId('no-relatives')).toBeVisible()
  await own.getByTestId('allow').click()
  await expect(own.getByTestId('helper')).toHaveCount(0)
})

test('who helps no more takes the relative off the list, asked once more', async ({ stage }) => {
  const mother = { ...invent(), name: '试亲丙' }
  await listed(await operator(url(), 'clerk'), mother)
  const daughter = invent()
  const phone = await stage.phone()
  await register(phone, daughter)
  await logIn(phone, daughter)
  await phone.goto(`${url()}/relatives/new`)
  await phone.locator('#field-name').fill(mother.name)
  await phone.getByTestId('next').click()
  await phone.locator('#field-id_number').fill(mother.id_number)
  await phone.getByTestId('next').click()
  await phone.getByTestId('relation-CHILD').click()

  await phone.getByTestId('remove').click()
  await expect(phone.getByText(`不再帮 ${mother.name} 认证了吗？`)).toBeVisible()
  await expect(phone.getByTestId('relative-records')).toHaveCount(0)
  await picturesOfPhone(phone, '75-relatives-remove')
  await phone.getByTestId('remove-not').click()
  await expect(phone.getByTestId('relative-records')).toBeVisible()
  await phone.getByTestId('remove').click()
  await phone.getByTestId('remove-surely').click()
  await expect(phone.getByTestId('no-relatives')).toBeVisible()
  await phone.reload()
  await expect(phone.getByTestId('no-relatives')).toBeVisible()
})
