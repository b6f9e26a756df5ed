import { expect, test as base, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { join } from 'node:path'
import { barriersOfSizeOn, barriersOn, sidewaysOn } from './barriers'
import { dataUrlOf, launchBrowser, Studio } from './camera'
import { brokenElderRules } from './elderRules'
import { operator, registered } from './enrolment'
import { eyesIn } from './eyes'
import { demoPassword, type Invented } from './people'
import { facePair, places, type FacePair } from './places'
import { simulatedCamera, type Scene } from './simulatedCamera'
import { TestServer, type ServerPlan } from './server'

export const url = () => process.env.E2E_URL!
export const httpsUrl = () => process.env.E2E_HTTPS_URL!
export const networks = () => process.env.E2E_NETWORKS!

const action_timeout_ms = 20_000
const settle_ms = { least: 100, most: 400 }

/** What the camera sees: a head with the face of a photograph file, which reacts as heads do unless told otherwise; or a
 *  picture that fills its view. */
export type Camera = (Omit<Scene, 'photo'> & { photo: string }) | { still: string } | 'empty room' | 'none'

function sceneOf(camera: Exclude<Camera, 'none'>): Scene {
  if (camera === 'empty room') return {}
  if ('photo' in camera) return { ...camera, photo: dataUrlOf(camera.photo), eyes: eyesIn(camera.photo) }
  return camera
}

/** Phones that elders have: a usual one and a small one. */
export const screens = { usual: { width: 412, height: 915 }, small: { width: 360, height: 640 } }
export interface PhoneKind {
  address?: string
  screen?: keyof typeof screens
}

/** Screens that offices have. */
export const desks = { usual: { width: 1366, height: 768 }, large: { width: 1920, height: 1080 } }

async function logInAsOperator(page: Page, address: string, login: string, password = demoPassword) {
  await page.goto(`${address}/console/`)
  await page.locator('#login').fill(login)
  await page.locator('#password').fill(password)
  await page.getByTestId('login').click()
}

export class Stage {
  /** Where phones and desks go to; the server that the stories share, unless a story has its own. */
  address = url()
  private readonly opened: (BrowserContext | Studio)[] = []

  constructor(private readonly browser: Browser) {}

  private async open(camera: Camera, viewport: { width: number; height: number }): Promise<Page> {
    const context = await this.browser.newContext({ viewport, locale: 'zh-CN', ignoreHTTPSErrors: true })
    this.opened.push(context)
    context.setDefaultTimeout(action_timeout_ms)
    if (camera !== 'none') await context.addInitScript(simulatedCamera, sceneOf(camera))
    const page = await context.newPage()
    page.on('pageerror', (error) => expect.soft(error.message, 'no script fails').toBe(''))
    return page
  }

  /** The phone of a citizen. */
  async phone(camera: Camera = 'none', { address, screen = 'usual' }: PhoneKind = {}): Promise<Page> {
    const page = await this.open(camera, screens[screen])
    await page.goto(address ?? this.address)
    return page
  }

  /** Pictures of what a camera would see, for who hands them in without a page. */
  async studio(camera: Exclude<Camera, 'none'>): Promise<Studio> {
    const studio = await Studio.open(this.browser, sceneOf(camera))
    this.opened.push(studio)
    return studio
  }

  /** The desk of an operator, logged in. */
  async desk(login: string, camera: Camera = 'none'): Promise<Page> {
    const page = await this.open(camera, desks.usual)
    await logInAsOperator(page, this.address, login)
    await expect(page.getByTestId('logout')).toBeVisible()
    return page
  }

  /** The console on the phone of somebody in the field, logged in. */
  async fieldPhone(login: string, camera: Camera, password = demoPassword): Promise<Page> {
    const page = await this.open(camera, screens.usual)
    await logInAsOperator(page, this.address, login, password)
    await expect(page.getByTestId('menu')).toBeVisible()
    return page
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map((one) => one.close()))
  }
}

/** Starts a server of the story's own, on empty data. */
export type StartServer = (plan: Omit<ServerPlan, 'data'>) => Promise<TestServer>

/* Playwright wants the patterns, although nothing is taken from them. */
/* eslint-disable no-empty-pattern */
export const test = base.extend<{ stage: Stage; startServer: StartServer }, { chromium: Browser }>({
  // One for all the stories of a worker: a story's phones share nothing with another's, as each has a context of its own.
  chromium: [
    async ({}, use) => {
      const chromium = await launchBrowser()
      await use(chromium)
      await chromium.close()
    },
    { scope: 'worker' },
  ],
  stage: async ({ chromium }, use) => {
    const stage = new Stage(chromium)
    await use(stage)
    await stage.close()
  },
  startServer: async ({}, use) => {
    const servers: TestServer[] = []
    await use(async (plan) => {
      const server = await TestServer.start({ ...plan, data: join(process.env.E2E_DATA!, plan.name) })
      servers.push(server)
      return server
    })
    await Promise.all(servers.map((server) => server.stop()))
  },
})
/* eslint-enable no-empty-pattern */

/** Skips the story, with the reason, where it cannot be played. */
export function needFaces(...nths: number[]): FacePair[] {
  const pairs = nths.map((nth) => facePair(nth))
  test.skip(
    pairs.some((pair) => !pair),
    'the test photographs are absent (JIANZAI_FACES)',
  )
  return pairs as FacePair[]
}

export function needNetworks(): void {
  test.skip(networks() === 'none', 'no networks are installed (JIANZAI_MODELS)')
}

/** A page of the server that `page` is at. */
const at = (page: Page, path: string) => new URL(path, page.url()).href

/** A whole citizen page as a picture; it must keep the rules for elders. */
export async function pictureOfPhone(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(places.out, `${name}.png`), fullPage: true, animations: 'disabled' })
  expect.soft(await brokenElderRules(page), `${name} keeps the rules for elders`).toEqual([])
}

/** As if somebody had chosen this size of text. */
export async function showText(page: Page, text: 'standard' | 'large' | 'largest'): Promise<void> {
  await page.evaluate((text) => (document.documentElement.dataset.text = text), text)
}

/** With the largest text nothing is lost, and nobody scrolls sideways. */
async function largestText(page: Page, name: string): Promise<void> {
  await showText(page, 'largest')
  expect.soft(await brokenElderRules(page), `${name} keeps the rules with the largest text`).toEqual([])
  await showText(page, 'large')
}

/** `NAME-360-large.png` and so on: each screen, each size of text that most people use; and the largest on the smallest. */
export async function picturesInEachText(page: Page, name: string): Promise<void> {
  const before = page.viewportSize()!
  for (const size of Object.values(screens)) {
    await page.setViewportSize(size)
    for (const text of [
      'standard',
      'large',
      ...(size === screens.small ? (['largest'] as const) : []),
    ] as const) {
      await showText(page, text)
      const path = join(places.out, `${name}-${size.width}-${text}.png`)
      await page.screenshot({ path, fullPage: true, animations: 'disabled' })
    }
  }
  await showText(page, 'large')
  await page.setViewportSize(before)
}

/** The same on each screen, and with the largest text on the smallest; for a page that stays as it is. */
export async function picturesOfPhone(page: Page, name: string): Promise<void> {
  const before = page.viewportSize()!
  for (const [screen, size] of Object.entries(screens)) {
    await page.setViewportSize(size)
    await pictureOfPhone(page, screen === 'usual' ? name : `${name}-${screen}`)
    if (screen === 'small') await largestText(page, name)
  }
  await page.setViewportSize(before)
}

/** By the panel that every page has; leaves it closed. */
export async function chooseLanguage(phone: Page, locale: string): Promise<void> {
  await phone.getByTestId('look').click()
  await phone.getByTestId(`language-${locale}`).click()
  await expect(phone.locator('html')).toHaveAttribute('lang', locale)
  await phone.getByTestId('close-look').click()
}

/** Until what moves has come to rest and tables have found their width; charts say nothing of when they have. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async ({ least, most }) => {
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
    if (document.querySelector('[data-test="chart"]')) return wait(most)
    await wait(least)
    const moves = document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
    await Promise.race([wait(most - least), Promise.allSettled(moves.map(({ finished }) => finished))])
  }, settle_ms)
}

/** What was on its way from one colour to another is looked at once more. */
async function lookTwice(page: Page, look: () => Promise<string[]>): Promise<string[]> {
  const barriers = await look()
  if (barriers.length === 0) return barriers
  await page.waitForTimeout(settle_ms.most)
  return look()
}

/** A page of the console that has its picture already: as somebody else it has no barrier, either. */
export async function noBarriers(page: Page, name: string): Promise<void> {
  await settled(page)
  expect.soft(await lookTwice(page, () => barriersOn(page)), name).toEqual([])
}

/** The whole of a page of the console on each screen, without a barrier on either; `NAME.png` and `NAME-1920.png`. */
export async function picturesOfDesk(page: Page, name: string): Promise<void> {
  const before = page.viewportSize()!
  for (const [screen, size] of Object.entries(desks)) {
    await page.setViewportSize(size)
    await settled(page)
    const isUsual = screen === 'usual'
    const path = join(places.out, isUsual ? `${name}.png` : `${name}-${size.width}.png`)
    await page.screenshot({ path, fullPage: true, animations: 'disabled' })
    const barriers = await lookTwice(page, () => (isUsual ? barriersOn(page) : barriersOfSizeOn(page)))
    expect.soft(barriers, `${name} on ${size.width} px`).toEqual([])
    expect.soft(await sidewaysOn(page), `${name} on ${size.width} px, not sideways`).toEqual([])
  }
  await page.setViewportSize(before)
}

/** The console on a phone: without a barrier, and nobody has to scroll sideways. */
export async function pictureOfField(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(places.out, `${name}.png`), animations: 'disabled' })
  expect.soft(await barriersOn(page), name).toEqual([])
  expect.soft(await sidewaysOn(page), `${name}, not sideways`).toEqual([])
}

/** The clerk adds a person, with the code of where they live; ends on the person's page. */
export async function addPerson(desk: Page, person: Invented, region?: string): Promise<void> {
  await desk.goto(at(desk, '/console/persons/new'))
  await desk.locator('#name').fill(person.name)
  await desk.locator('#id_number').fill(person.id_number)
  await desk.getByTestId('category').click()
  await desk.locator('.el-select-dropdown__item').first().click()
  await desk.locator('#phone').fill(person.phone)
  if (region) await desk.locator('#region').fill(region)
  await desk.getByTestId('save-person').click()
  await expect(desk.getByTestId('make-reference')).toBeVisible()
}

/** On the person's page: the reference from a photograph file. */
export async function makeReference(desk: Page, photo: string): Promise<void> {
  await desk.getByTestId('make-reference').click()
  await desk.getByTestId('reference-file').setInputFiles(photo)
  await expect(desk.getByTestId('preview')).toBeVisible()
  await expect(desk.getByTestId('save-reference')).toBeDisabled()
  await desk.getByTestId('consent-SPOKEN').click()
  await desk.getByTestId('save-reference').click()
  await expect(desk.getByTestId('reference')).toBeVisible()
  await expect(desk.getByTestId('save-reference')).toBeHidden()
}

/** Answers the questions of registration up to the terms. */
export async function answerQuestions(phone: Page, person: Invented): Promise<void> {
  await phone.goto(at(phone, '/register'))
  const next = phone.getByTestId('next')
  for (const [field, value] of [
    ['name', person.name],
    ['id_number', person.id_number],
    ['password', person.password],
    ['phone', person.phone],
    ['phone_again', person.phone],
  ] as const) {
    await phone.locator(`#field-${field}`).fill(value)
    await next.click()
  }
}

export async function register(phone: Page, person: Invented): Promise<void> {
  await answerQuestions(phone, person)
  await phone.getByTestId('accept').click()
  await phone.getByTestId('next').click()
  await phone.getByTestId('to-login').click()
}

export async function logIn(phone: Page, person: Pick<Invented, 'id_number' | 'password'>): Promise<void> {
  await phone.locator('#field-id_number').fill(person.id_number)
  await phone.locator('#field-password').fill(person.password)
  await phone.getByTestId('login').click()
  await expect(phone.getByTestId('records')).toBeVisible()
}

/** From 本人认证 over the consent to the camera that waits for the tap. */
export async function goToCamera(phone: Page, mode?: 'pose' | 'static'): Promise<void> {
  await phone.getByTestId('start').click()
  if (mode) await phone.getByTestId(`mode-${mode}`).click()
  await phone.getByTestId('agree').click()
  await expect(phone.getByTestId('shoot')).toBeVisible()
}

export const passedTitle = '恭喜您认证成功'
const triesMax = 3

/**
 * From the tap to a result. Where a step could not be read, as happens now and then, does what the page says and tries
 * again, twice at most. How many attempts it took.
 */
export async function tryUntilRead(phone: Page): Promise<number> {
  const title = phone.getByTestId('title')
  for (let attempts = 1; ; attempts++) {
    await expect(title).toBeVisible()
    await expect(phone.getByTestId('face-waiting')).toHaveCount(0)
    const isMissed = phone.getByTestId('reason').filter({ hasText: '这一步没有看清楚' })
    if (attempts === triesMax || (await isMissed.count()) === 0) return attempts
    console.log('a step could not be read: trying again')
    await phone.getByTestId('try-again').click()
    await phone.getByTestId('shoot').click()
    await expect(title).toHaveCount(0)
  }
}

export async function tryUntilPassed(phone: Page): Promise<number> {
  const attempts = await tryUntilRead(phone)
  await expect(phone.getByTestId('title')).toHaveText(passedTitle)
  return attempts
}

/**
 * A person with a reference who has registered, logged in on a phone with this camera. What comes before the login is done
 * without pages: other stories play it.
 */
export async function readyCitizen(
  stage: Stage,
  person: Invented,
  reference: string,
  camera: Camera,
  kind?: PhoneKind,
): Promise<Page> {
  await registered(stage.address, await operator(stage.address, 'clerk'), reference, person)
  const phone = await stage.phone(camera, kind)
  await phone.goto(at(phone, '/login'))
  await logIn(phone, person)
  return phone
}

/** From any page of a reviewer's: what waits of that person's. */
export async function openReview(desk: Page, person: Invented): Promise<void> {
  await expect(desk.getByTestId('nav-reviews')).toBeVisible()
  await desk.goto(at(desk, '/console/reviews'))
  const row = desk.getByTestId('reviews').getByRole('row').filter({ hasText: person.name }).last()
  await row.getByTestId('open-review').click()
  await expect(desk.getByTestId('frame').first()).toBeVisible()
  await expect(desk.getByTestId('approve')).toBeVisible()
}

export { expect }
