import { barriersOn } from '../support/barriers'
import { invent } from '../support/people'
import {
  chooseLanguage,
  expect,
  needFaces,
  needNetworks,
  picturesOfPhone,
  readyCitizen,
  test,
  url,
} from '../support/stage'

test('没有通过的，点“为什么会这样？”就看到原因和下一步；断了网也能看', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(5)
  const phone = await readyCitizen(stage, invent(), pair!.first, 'empty room', { screen: 'small' })
  await phone.goto(`${url()}/consent?mode=STATIC`)
  await phone.getByTestId('agree').click()
  await phone.getByTestId('shoot').click()
  await expect(phone.getByTestId('face-notPassed')).toBeVisible()
  await picturesOfPhone(phone, '33-why')
  await phone.getByTestId('why').click()

  await expect(phone).toHaveURL(/\/help#no-face$/)
  const entry = phone.getByTestId('faq-entry-NO_FACE')
  await expect(entry).toHaveAttribute('open', '')
  await expect(entry).toContainText('没对准圆框')
  await expect(entry).toContainText('再试一次')
  await expect(entry).toBeInViewport()
  await expect(entry.locator('summary')).toBeFocused()
  await expect(phone.locator('details[open]')).toHaveCount(1)
  expect(await barriersOn(phone)).toEqual([])
  await picturesOfPhone(phone, '33-help')

  // By typed words, in whatever order they come to mind.
  await phone.locator('#field-faq').fill('灯光太暗怎么办')
  await expect(phone.getByTestId('faq-found')).toContainText('为什么说光线太暗？')
  await phone.locator('#field-faq').fill('口罩')
  await expect(phone.getByRole('status').filter({ hasText: '找到 1 条' })).toBeVisible()
  await expect(phone.getByTestId('faq-entry-COVERED')).toContainText('请摘下口罩')
  expect(await barriersOn(phone)).toEqual([])
  await picturesOfPhone(phone, '33-help-found')
  await phone.locator('#field-faq').fill('猫')
  await expect(phone.getByTestId('faq-found')).toContainText('没有找到')
  await phone.locator('#field-faq').fill('')
  await expect(phone.getByTestId('faq-found')).toHaveCount(0)

  // It ends with whom to call, and who calls back.
  await expect(phone.getByTestId('support-phones')).toBeVisible()
  await phone.getByTestId('back').click()
  await expect(phone.getByTestId('face-notPassed')).toBeVisible()
  await phone.getByTestId('records').click()
  await phone.getByTestId('why').click()
  await expect(entry).toHaveAttribute('open', '')

  await phone.context().setOffline(true)
  await phone.getByTestId('home').click()
  await phone.getByTestId('faq').click()
  await expect(phone.locator('h1')).toHaveText('常见问题')
  await phone.getByTestId('faq-entry-NETWORK').locator('summary').click()
  await expect(phone.getByTestId('faq-entry-NETWORK')).toContainText('照片先存在手机里')
  await phone.context().setOffline(false)

  await chooseLanguage(phone, 'en')
  await expect(phone.locator('h1')).toHaveText('Questions and answers')
  await phone.getByTestId('to-support').click()
  await expect(phone.getByTestId('callback')).toBeVisible()
})

test('没有登录的人也能看常见问题；要回电话也不用登录', async ({ stage }) => {
  const phone = await stage.phone('none', { screen: 'small' })
  await phone.getByTestId('faq').click()
  await expect(phone).toHaveURL(/\/help$/)
  await expect(phone.locator('details[open]')).toHaveCount(0)
  await phone.getByTestId('faq-entry-WRONG_CREDENTIALS').locator('summary').click()
  await expect(phone.getByTestId('faq-entry-WRONG_CREDENTIALS')).toContainText('忘记密码')
  await phone.getByTestId('to-support').click()
  await expect(phone).toHaveURL(/\/callback$/)
  await expect(phone.locator('#field-name')).toBeVisible()
})
