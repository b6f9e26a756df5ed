import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { places, root } from './places'

const start_timeout_ms = 90_000
const stop_timeout_ms = 5_000

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function ready(url: string, server: ChildProcess): Promise<void> {
  const until = Date.now() + start_timeout_ms
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}; see server.log`)
    try {
      const answer = await fetch(`${url}/healthz/ready`)
      if (answer.ok) {
        const state = (await answer.json()) as { networks: { kind: string } }
        process.env.E2E_NETWORKS = state.networks.kind
        return
      }
    } catch {
      // Not listening yet.
    }
    await sleep(200)
  }
  throw new Error(`the server was not ready after ${start_timeout_ms / 1000} s; see server.log`)
}

/** Starts the real server on empty data with invented people, once for all stories. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  if (!existsSync(places.server)) throw new Error('no server to test: build it first, or set JIANZAI_BIN')
  if (!existsSync(join(places.apps, 'citizen/index.html'))) throw new Error('no apps to test: npm run build')
  mkdirSync(places.out, { recursive: true })
  for (const name of readdirSync(places.out)) {
    if (name.endsWith('.png')) rmSync(join(places.out, name))
  }
  const data = mkdtempSync(join(tmpdir(), 'jianzai-e2e-'))
  const [http, https] = [await freePort(), await freePort()]
  const server = spawn(
    places.server,
    [
      'serve',
      '--data',
      join(data, 'data'),
      '--http-port',
      String(http),
      '--https-port',
      String(https),
      '--web',
      places.apps,
      '--demo',
    ],
    { cwd: root, env: { ...process.env, JIANZAI_MODELS: places.models }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const log = createWriteStream(join(places.out, 'server.log'))
  server.stdout.pipe(log, { end: false })
  server.stderr.pipe(log, { end: false })
  process.env.E2E_URL = `http://127.0.0.1:${http}`
  process.env.E2E_HTTPS_URL = `https://127.0.0.1:${https}`
  process.env.E2E_DATA = data

  const stop = async () => {
    if (server.exitCode === null) {
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGTERM')
      await Promise.race([ended, sleep(stop_timeout_ms)])
      if (server.exitCode === null) server.kill('SIGKILL')
    }
    rmSync(data, { recursive: true, force: true })
  }
  try {
    await ready(process.env.E2E_URL, server)
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}
