import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import type { ContractClient } from '../support/contract'
import { key, newPersonOf, operator, succeeded } from '../support/enrolment'
import { invent } from '../support/people'
import {
  expect,
  goToCamera,
  logIn,
  needFaces,
  needNetworks,
  openReview,
  picturesOfPhone,
  register,
  test,
  tryUntilPassed,
  url,
} from '../support/stage'

/** A plan of its own for one person, who lives where nobody else does. */
async function planned(
  clerk: ContractClient,
  reference: string,
  region: string,
  plan: object,
): Promise<ReturnType<typeof invent>> {
  const person = { ...invent(), name: '试计划' }
  const json = { ...(await newPersonOf(clerk, person)), region }
  const added = succeeded(await clerk.call('createPerson', { headers: key(), json }), 201)
  const path = { person_id: String(added.body.person_id) }
  const jpeg = readFileSync(reference)
  succeeded(await clerk.call('createReference', { path, query: { source: 'UPLOAD' }, jpeg }), 201)
  const category_code = (json as { category_code?: string }).category_code
  const made = await clerk.call('createPlan', {
    headers: key(),
    json: { name: '试计划', category_code, region, ...plan },
  })
  const query = { state: 'PENDING', plan_id: String(succeeded(made, 201).body.plan_id) }
  await expect
    .poll(async () => (await clerk.call('listTasks', { query })).body.tasks, { timeout: 20_000 })
    .toHaveLength(1)
  return person
}

/** The photograph of nobody, by the way that needs least time. */
async function fail(phone: Page): Promise<void> {
  await phone.goto(`${url()}/consent?mode=STATIC`)
  const agree = phone.getByTestId('agree')
  const shoot = phone.getByTestId('shoot')
  // Consent that was given in this session is not asked for again.
  await expect(agree.or(shoot)).toBeVisible()
  if (await agree.isVisible()) await agree.click()
  await shoot.click()
  await expect(phone.getByTestId('face-notPassed')).toBeVisible()
}

test('如果第一次认证失败三次，提示是否申请人工审核', async ({ stage }) => {
  test.setTimeout(150_000)
  needNetworks()
  const [pair] = needFaces(27)
  const clerk = await operator(url(), 'clerk')
  const person = await planned(clerk, pair!.first, '999902', { tries_max: '3', review_workdays: '3' })
  const phone = await stage.phone('empty room')
  await register(phone, person)
  await logIn(phone, person)
  for (let i = 0; i < 3; i++) await fail(phone)
  await phone.goto(`${url()}/proof`)
  await expect(phone.getByTestId('tries-used')).toContainText('不用再试了')
  await expect(phone.getByTestId('start')).toHaveCount(0)
  await picturesOfPhone(phone, '95-tries-used')
  await phone.getByTestId('ask-for-review').click()
  await phone.getByTestId('request-review').click()
  await expect(phone.getByTestId('review')).toContainText('最迟')

  const desk = await stage.desk('reviewer')
  await openReview(desk, person)
  await desk.locator('#note').fill('照片里没有人')
  await desk.getByTestId('reject').click()
  await expect(desk.getByTestId('decided')).toBeVisible()
  // A person has looked: the tries are new, and the right face passes.
  await phone.goto(`${url()}/proof`)
  await expect(phone.getByTestId('start')).toBeVisible()
  const son = await stage.phone({ photo: pair!.second })
  await son.goto(`${url()}/login`)
  await logIn(son, person)
  await son.goto(`${url()}/proof`)
  await goToCamera(son)
  await son.getByTestId('shoot').click()
  await expect(son.getByTestId('title')).toBeVisible()
  await tryUntilPassed(son)
})

test('a plan that has not begun says when, and no try is lost', async ({ stage }) => {
  needNetworks()
  const [pair] = needFaces(27)
  const clerk = await operator(url(), 'clerk')
  const person = await planned(clerk, pair!.first, '999903', {
    self_from: '2099-01-01',
    self_to: '2099-06-30',
  })
  const phone = await stage.phone('empty room')
  await register(phone, person)
  await logIn(phone, person)
  await phone.goto(`${url()}/proof`)
  await expect(phone.getByTestId('proof-closed')).toContainText('2099年1月1日')
  await expect(phone.getByTestId('start')).toHaveCount(0)
  await picturesOfPhone(phone, '96-plan-closed')
})

test('认证前期电话繁忙：who cannot get through is called back', async ({ stage }) => {
  const clerk = await operator(url(), 'clerk')
  const person = invent()
  succeeded(await clerk.call('createPerson', { headers: key(), json: await newPersonOf(clerk, person) }), 201)
  const phone = await stage.phone()
  await register(phone, person)
  await logIn(phone, person)
  await phone.goto(url())
  await phone.getByTestId('support').click()
  await expect(phone.getByTestId('callback')).toBeVisible()
  await picturesOfPhone(phone, '97-support')
  await phone.getByTestId('callback').dblclick()
  await expect(phone.getByTestId('ticket')).toContainText('最迟')
  await expect(phone.getByTestId('callback')).toHaveCount(0)
  await picturesOfPhone(phone, '98-support-asked')

  const { tickets } = (await clerk.call('listOpenTickets')).body as {
    tickets: { asked_by: string; ticket: { ticket_id: string; phone_masked: string } }[]
  }
  const mine = tickets.filter(
    (one) => one.asked_by === person.name && one.ticket.phone_masked.endsWith(person.phone.slice(-4)),
  )
  expect(mine).toHaveLength(1)
  const path = { ticket_id: mine[0]!.ticket.ticket_id }
  expect(JSON.stringify(mine)).not.toContain(person.phone)
  succeeded(await clerk.call('claimTicket', { path }), 200)
  const shown = await clerk.call('discloseTicket', { path, json: { reason: 'CALL' } })
  expect(succeeded(shown, 201).body).toEqual({ phone: person.phone })
  // A call that reaches nobody closes nothing.
  succeeded(await clerk.call('createTicketTry', { path }), 200)
  await phone.reload()
  await expect(phone.getByTestId('tried')).toContainText('没有打通')
  await expect(phone.getByTestId('ticket')).toContainText('最迟')
  await picturesOfPhone(phone, '98-support-tried')
  const json = { outcome: 'SOLVED', answer: '已在电话里教会' }
  succeeded(await clerk.call('closeTicket', { path, json }), 200)
  await phone.reload()
  await expect(phone.getByTestId('ticket')).toContainText('已在电话里教会')
  await expect(phone.getByTestId('callback')).toBeVisible()
})
