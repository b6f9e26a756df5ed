import { expect, test, type Page } from '@playwright/test'
import { launchBrowser } from '../support/camera'
import { TestServer } from '../support/server'
import { desks } from '../support/stage'

/** Who works in the data of bench_db. */
const clerk = { login: 'bench', password: 'not a secret' }
const rounds = 11
const data = process.env.JIANZAI_BENCH_DATA!
/** One of the invented people, as bench_db makes them up. */
const somebody = { name: '试兰秀秀秀', id_number: '999999193001020006' }

interface Question {
  name: string
  /** Until the first row is there. */
  ask: (page: Page) => Promise<void>
}

const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!

test('what a clerk waits for', async () => {
  const server = await TestServer.start({ name: 'bench-console', data })
  const browser = await launchBrowser()
  const page = await (await browser.newContext({ viewport: desks.usual, locale: 'zh-CN' })).newPage()
  /** The largest answer of the server since it was asked last. */
  let answer_bytes = 0
  page.on('response', (answer) => {
    if (!answer.url().includes('/api/')) return
    void answer.body().then(
      (body) => (answer_bytes = Math.max(answer_bytes, body.length)),
      () => undefined,
    )
  })
  const rowsOf = (id: string) => page.getByTestId(id).locator('tbody tr').first()
  const open = async (path: string) => page.goto(`${server.url}/console/${path}`, { waitUntil: 'commit' })
  const find = async (text: string) => {
    await page.getByTestId('search').fill(text)
    await page.getByTestId('search').press('Enter')
    await expect(page.getByTestId('persons')).toContainText(somebody.name)
  }

  await open('')
  await page.locator('#login').fill(clerk.login)
  await page.locator('#password').fill(clerk.password)
  await page.getByTestId('login').click()
  await expect(page.getByTestId('logout')).toBeVisible()

  await open('plans')
  const plan = await page.getByTestId('plans').getByRole('link').first().getAttribute('href')
  const planPath = plan!.replace(/^.*\/console\//, '')

  const questions: Question[] = [
    {
      name: 'desk, first queue',
      ask: async (page) => {
        await open('desk')
        await page.locator('[data-test^="desk-"]').first().waitFor()
      },
    },
    {
      name: 'people, first rows',
      ask: async () => {
        await open('persons')
        await rowsOf('persons').waitFor()
      },
    },
    { name: 'people, found by name', ask: () => find(somebody.name) },
    { name: 'people, found by ID number', ask: () => find(somebody.id_number) },
    {
      name: 'a person, from the list',
      ask: async (page) => {
        await rowsOf('persons').getByRole('link').first().click()
        await page.getByTestId('entitlement').first().waitFor()
        await page.goBack()
        await rowsOf('persons').waitFor()
      },
    },
    {
      name: 'tasks, first rows',
      ask: async (page) => {
        await open('tasks?state=PENDING')
        await page.getByTestId('task').first().waitFor()
      },
    },
    {
      name: 'no reference, first rows',
      ask: async () => {
        await open('references')
        await rowsOf('reference-work').waitFor()
      },
    },
    {
      name: 'plans',
      ask: async (page) => {
        await open('plans')
        await page.getByTestId('plans').getByRole('link').first().waitFor()
      },
    },
    {
      name: 'progress of a plan by place',
      ask: async (page) => {
        await open(planPath)
        await page.locator('[data-test^="place-"]').first().waitFor()
      },
    },
    {
      name: 'figures',
      ask: async (page) => {
        await open('insight')
        await page.locator('[data-test^="tile-"]').first().waitFor()
      },
    },
  ]
  console.log(
    `${'page'.padEnd(30)} ${'median ms'.padStart(10)} ${'worst ms'.padStart(10)} ${'largest answer, kB'.padStart(20)}`,
  )
  for (const { name, ask } of questions) {
    answer_bytes = 0
    const times_ms: number[] = []
    for (let round = 0; round < rounds; round++) {
      if (name.startsWith('people, found')) await page.getByTestId('search').fill('')
      const started = performance.now()
      await ask(page)
      times_ms.push(performance.now() - started)
    }
    // The first is of an empty cache: the page's own files.
    const [first, ...others] = times_ms
    console.log(
      `${name.padEnd(30)} ${median(others).toFixed(0).padStart(10)} ${Math.max(...others)
        .toFixed(0)
        .padStart(10)} ` +
        `${(answer_bytes / 1000).toFixed(0).padStart(20)}   first time ${first!.toFixed(0)} ms`,
    )
  }
  await browser.close()
  await server.stop()
})
