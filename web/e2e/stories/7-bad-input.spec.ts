import { readFileSync } from 'node:fs'
import { noise, padded } from '../support/badPictures'
import { badRequests, uploadRequest, type Bad, type OpenAttempt } from '../support/badRequests'
import { ContractClient } from '../support/contract'
import { enrol, key, operator, succeeded, type Enrolled } from '../support/enrolment'
import { rawCall, type RawReply, type RawRequest } from '../support/rawHttp'
import { expect, needFaces, test, url } from '../support/stage'

const story_timeout_ms = 120_000
const answer_timeout_ms = 2_000
const crowd_timeout_ms = 30_000
const rounds = 3
const crowd_size = 64
const MiB = 1024 * 1024
const growth_max_bytes = 64 * MiB
const growth_of_round_max_bytes = 16 * MiB

const passwdPaths = [
  '/../../etc/passwd',
  '/../../../../../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/..%2f..%2f..%2fetc%2fpasswd',
  '/%252e%252e%252fetc%252fpasswd',
  '/..\\..\\etc\\passwd',
  '/....//....//etc/passwd',
  '/console/../../../etc/passwd',
  '/assets/../../../etc/passwd',
  '/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
  '/etc/passwd%00.html',
  '//etc/passwd',
  'file:///etc/passwd',
  '/../var/data/keys',
  '/api/v1/../../../../etc/passwd',
  '/api/v1/%2e%2e/%2e%2e/etc/passwd',
]

const inMiB = (bytes: number) => (bytes / MiB).toFixed(1)

async function openAttempt({ citizen, consent_id }: Enrolled): Promise<OpenAttempt> {
  const opened = await citizen.call('createAttempt', { headers: key(), json: { consent_id } })
  const { attempt_id, capture } = succeeded(opened, 201).body
  return { attempt_id: String(attempt_id), nonce: (capture as { nonce: string }).nonce }
}

/** The largest pictures at the same time, none of which can be used. */
async function sendCrowd(url: string, upload: RawRequest): Promise<void> {
  const request = { ...upload, body: noise(8 * MiB) }
  const calls = Array.from({ length: crowd_size }, () => rawCall(url, request, crowd_timeout_ms))
  for (const reply of await Promise.all(calls)) expect(reply.body.code).toBe('NOT_AN_IMAGE')
}

class Refusals {
  slowest = { name: '', took_ms: 0 }
  readonly answers = new Map<string, number>()

  constructor(
    private readonly url: string,
    private readonly cases: Bad[],
  ) {}

  /** What was not refused as it should be. */
  async round(): Promise<string[]> {
    const faults: string[] = []
    for (const one of this.cases) {
      try {
        const reply = await rawCall(this.url, one.request, answer_timeout_ms)
        const fault = this.fault(one, reply)
        if (fault) faults.push(`${one.name}: ${fault}`)
        const alive = await rawCall(this.url, { target: '/healthz/live' }, answer_timeout_ms)
        if (alive.status !== 200) faults.push(`${one.name}: not alive afterwards`)
      } catch (error) {
        faults.push(`${one.name}: ${String(error)}`)
      }
    }
    return faults
  }

  private fault({ name, refusal }: Bad, reply: RawReply): string | undefined {
    if (reply.took_ms > this.slowest.took_ms) this.slowest = { name, took_ms: reply.took_ms }
    const answered = `${reply.status} ${String(reply.body.code)}`
    this.answers.set(answered, (this.answers.get(answered) ?? 0) + 1)
    const isRefused = reply.status >= 400 && reply.status <= 499
    if (refusal === 'any' ? !isRefused : answered !== refusal.join(' ')) {
      return `${answered}, not ${refusal === 'any' ? 'refused' : refusal.join(' ')}`
    }
    ContractClient.checkError(reply)
    return /[\u4e00-\u9fff]/.test(String(reply.body.message)) ? undefined : 'no Chinese message'
  }
}

test('bad input is refused, quickly, in Chinese, and costs no memory', async ({ startServer }) => {
  test.setTimeout(story_timeout_ms)
  const [pair] = needFaces(26)
  const server = await startServer({ name: 'server-bad-input' })
  const clerk = await operator(server.url, 'clerk')
  const enrolled = await enrol(server.url, clerk, pair!.first)
  const { citizen, person_id, consent_id } = enrolled
  const stranger = await enrol(server.url, clerk, pair!.second)
  const [mine, foreign] = [await openAttempt(enrolled), await openAttempt(stranger)]
  const { reference } = (await clerk.call('getPerson', { path: { person_id } })).body
  const jpeg = new Uint8Array(readFileSync(pair!.second))

  const reviewer = await operator(server.url, 'reviewer')
  const cases = badRequests({ clerk, reviewer, citizen, person_id, consent_id, mine, foreign, jpeg })
  const refusals = new Refusals(server.url, cases)
  expect(await refusals.round()).toEqual([])
  // Each thread of the server keeps free memory of its own, up to the largest body that it has had: let all have had it.
  for (let i = 0; i < 2; i++) await sendCrowd(server.url, uploadRequest(clerk, person_id))
  const rss = [server.rss_bytes()]
  for (let i = 0; i < rounds; i++) {
    expect(await refusals.round()).toEqual([])
    rss.push(server.rss_bytes())
  }
  const { slowest, answers } = refusals
  console.log(
    `bad input: ${cases.length} requests a round, slowest ${slowest.took_ms.toFixed(0)} ms (${slowest.name}); ` +
      `memory after the warm-up and ${rounds} rounds: ${rss.map(inMiB).join(', ')} MiB`,
  )
  console.log(`bad input: ${[...answers].map(([answer, times]) => `${answer} x ${times}`).join(', ')}`)
  expect(rss.at(-1)! - rss[0]!).toBeLessThan(growth_max_bytes)
  expect(rss.at(-1)! - rss.at(-2)!).toBeLessThan(growth_of_round_max_bytes)

  // Nothing has come of it, and the right thing still works.
  const path = { attempt_id: mine.attempt_id, sequence: 0 }
  expect((await citizen.call('getAttempt', { path })).body).toMatchObject({
    state: 'OPEN',
    capture: { frames_received: [] },
  })
  expect((await clerk.call('getPerson', { path: { person_id } })).body.reference).toEqual(reference)
  const headers = { 'X-Attempt-Nonce': mine.nonce, 'X-Step': '0' }
  const largest = padded(jpeg, 2 * MiB)
  expect(largest).toHaveLength(2 * MiB)
  succeeded(await citizen.call('putFrame', { path, headers, jpeg: largest }), 200)
})

test('an address that climbs out of the folder gives no file away', async () => {
  for (const target of passwdPaths) {
    const { status, bytes } = await rawCall(url(), { target }, answer_timeout_ms)
    const text = new TextDecoder().decode(bytes)
    // The app's page is what every unknown address of a page gets.
    const isPage = status === 200 && text.includes('<div id="app">')
    expect.soft(isPage || (status >= 400 && status <= 499), `${target}: ${status}`).toBe(true)
    expect.soft(text, target).not.toContain('root:')
  }
})

test('a crowd of the largest pictures leaves no memory behind', async ({ startServer }) => {
  const [pair] = needFaces(27)
  const server = await startServer({ name: 'server-crowd' })
  const clerk = await operator(server.url, 'clerk')
  const { person_id } = await enrol(server.url, clerk, pair!.first)
  const before = server.rss_bytes()
  for (let i = 0; i < 2; i++) await sendCrowd(server.url, uploadRequest(clerk, person_id))
  const after = server.rss_bytes()
  console.log(
    `crowd: ${crowd_size} x 8 MiB, twice: memory ${inMiB(before)} MiB before, ${inMiB(after)} MiB after`,
  )
  expect(after - before).toBeLessThan(growth_max_bytes)
})
