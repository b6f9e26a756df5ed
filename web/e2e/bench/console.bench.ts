import { expect, test, type Page } from '@playwright/test'
import { launchBrowser } from '../support/camera'
import { TestServer } from '../support/server'
import { desks } from '../support/stage'

/** Who works in the data of bench_db. */
const password = 'not a secret'
const rounds = 11
const data = process.env.JIANZAI_BENCH_DATA!
/** One of the invented people, as bench_db makes them up. */
const somebody = { name: '试兰秀秀秀', id_number: '999999193001020006' }

interface Question {
  name: string
  /** What is not measured. */
  prepare?: () => Promise<void>
  /** Until the first row is there. */
  ask: () => Promise<void>
}

/**
 * Until something is seen, and each of them with this text in it. Looked at in every frame: a locator looks again after up to
 * half a second, by which the times would be too long.
 */
async function seen(page: Page, selector: string, text = ''): Promise<void> {
  await page.waitForFunction(
    ([selector, text]) => {
      const found = [...document.querySelectorAll<HTMLElement>(selector)]
      return found[0]?.checkVisibility() === true && found.every(({ innerText }) => innerText.includes(text))
    },
    [selector, text] as const,
  )
}

const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!

test('what a clerk waits for', async () => {
  const server = await TestServer.start({ name: 'bench-console', data })
  const browser = await launchBrowser()
  const deskOf = async (login: string) => {
    const context = await browser.newContext({ viewport: desks.usual, locale: 'zh-CN' })
    const desk = await context.newPage()
    await desk.goto(`${server.url}/console/`)
    await desk.locator('#login').fill(login)
    await desk.locator('#password').fill(password)
    await desk.getByTestId('login').click()
    await expect(desk.getByTestId('logout')).toBeVisible()
    return desk
  }
  const page = await deskOf('bench')
  const reviewer = await deskOf('bench-reviewer')
  /** The largest answer of the server since it was asked last. */
  let answer_bytes = 0
  for (const desk of [page, reviewer]) {
    desk.on('response', (answer) => {
      if (!answer.url().includes('/api/')) return
      void answer.body().then(
        (body) => (answer_bytes = Math.max(answer_bytes, body.length)),
        () => undefined,
      )
    })
  }
  const rowsOf = (id: string) => `[data-test="${id}"] tbody tr`
  const open = async (path: string) => page.goto(`${server.url}/console/${path}`, { waitUntil: 'commit' })
  const find = async (text: string) => {
    await page.getByTestId('search').fill(text)
    await page.getByTestId('search').press('Enter')
    await seen(page, rowsOf('persons'), somebody.name)
  }
  const everybody = async () => {
    await open('persons')
    await seen(page, rowsOf('persons'))
  }

  await open('plans')
  const plan = await page.getByTestId('plans').getByRole('link').first().getAttribute('href')
  const planPath = plan!.replace(/^.*\/console\//, '')

  const questions: Question[] = [
    {
      name: 'desk, first queue',
      ask: async () => {
        await open('desk')
        await seen(page, '[data-test^="desk-"]')
      },
    },
    { name: 'people, first rows', ask: everybody },
    { name: 'people, found by name', prepare: everybody, ask: () => find(somebody.name) },
    { name: 'people, found by ID number', prepare: everybody, ask: () => find(somebody.id_number) },
    {
      name: 'a person, from the list',
      prepare: everybody,
      ask: async () => {
        await page.getByTestId('persons').locator('tbody').getByRole('link').first().click()
        await seen(page, '[data-test="entitlement"]')
        await page.goBack()
        await seen(page, rowsOf('persons'))
      },
    },
    {
      name: 'tasks, first rows',
      ask: async () => {
        await open('tasks?state=PENDING')
        await seen(page, '[data-test="task"]')
      },
    },
    {
      name: 'no reference, first rows',
      ask: async () => {
        await open('references')
        await seen(page, rowsOf('reference-work'))
      },
    },
    {
      name: 'plans',
      ask: async () => {
        await open('plans')
        await seen(page, '[data-test="plans"] a')
      },
    },
    {
      name: 'progress of a plan by place',
      ask: async () => {
        await open(planPath)
        await seen(page, '[data-test^="place-"]')
      },
    },
    {
      name: 'figures',
      ask: async () => {
        await open('insight')
        await seen(page, '[data-test^="tile-"]')
      },
    },
  ]
  // What waits for a reviewer: in each list one of two hundred people.
  const lists = { reviews: 'reviews', tickets: 'tickets', 'assisted-proofs': 'proofs', losses: 'losses' }
  for (const [path, id] of Object.entries(lists)) {
    questions.push({
      name: `${path}, first rows`,
      ask: async () => {
        await reviewer.goto(`${server.url}/console/${path}`, { waitUntil: 'commit' })
        await seen(reviewer, rowsOf(id))
      },
    })
  }
  questions.push({
    name: "figures, a reviewer's",
    ask: async () => {
      await reviewer.goto(`${server.url}/console/insight`, { waitUntil: 'commit' })
      await seen(reviewer, '[data-test="figure-reviewers"]')
    },
  })
  console.log(
    `${'page'.padEnd(30)} ${'median ms'.padStart(10)} ${'worst ms'.padStart(10)} ${'largest answer, kB'.padStart(20)}`,
  )
  for (const { name, prepare, ask } of questions) {
    answer_bytes = 0
    const times_ms: number[] = []
    for (let round = 0; round < rounds; round++) {
      await prepare?.()
      const started = performance.now()
      await ask()
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
