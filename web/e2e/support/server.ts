import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { places, root } from './places'

const start_timeout_ms = 90_000
const stop_timeout_ms = 5_000
const look_again_ms = 20
/** Stories that are not about tries may take as many as they need. */
const rules = '[rules]\ntries_max = 20\n'

export interface ServerPlan {
  /** Names the log, `build/e2e/NAME.log`. */
  name: string
  /** The folder of database, keys and certificate; made when it is not there. */
  data: string
  /** The folder of the networks. */
  models?: string
  flags?: string[]
  /** More lines of `[rules]`. */
  rules?: string
}

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

/** The real server with the demo's operators. Data and ports stay the same however often it ends and starts. */
export class TestServer {
  private process: ChildProcess | undefined
  private kind = 'none'

  private constructor(
    private readonly plan: ServerPlan,
    private readonly http: number,
    private readonly https: number,
  ) {}

  static async start(plan: ServerPlan): Promise<TestServer> {
    if (!existsSync(places.server)) throw new Error('no server to test: build it first, or set JIANZAI_BIN')
    mkdirSync(places.out, { recursive: true })
    const server = new TestServer(plan, await freePort(), await freePort())
    await server.begin('w', plan.models)
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${this.http}`
  }
  get httpsUrl(): string {
    return `https://127.0.0.1:${this.https}`
  }
  /** `full`, `starter` or `none`, as it says itself. */
  get networks(): string {
    return this.kind
  }

  /** Resident memory. */
  rss_bytes(): number {
    const status = readFileSync(`/proc/${this.process?.pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
  }

  /** Ends it as an operator does. */
  async stop(): Promise<void> {
    await this.end('SIGTERM')
  }

  /** Ends it as a power cut does, as far as the process can tell: kill -9. */
  async kill(): Promise<void> {
    await this.end('SIGKILL')
  }

  /** Starts it again on the same data and ports, after stop() or kill(). */
  async restart(models = this.plan.models): Promise<void> {
    await this.stop()
    await this.begin('a', models)
  }

  private async begin(logFlags: string, models = places.models): Promise<void> {
    const { name, data, flags = [] } = this.plan
    const log = createWriteStream(join(places.out, `${name}.log`), { flags: logFlags })
    const ports = ['--http-port', String(this.http), '--https-port', String(this.https)]
    mkdirSync(data, { recursive: true })
    const config = join(data, 'jianzai.toml')
    writeFileSync(config, rules + (this.plan.rules ?? ''))
    const args = [
      'serve',
      '--config',
      config,
      '--data',
      data,
      ...ports,
      '--web',
      places.apps,
      '--demo',
      ...flags,
    ]
    this.process = spawn(places.server, args, {
      cwd: root,
      env: { ...process.env, JIANZAI_MODELS: models },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.process.stdout?.pipe(log, { end: false })
    this.process.stderr?.pipe(log, { end: false })
    this.process.once('close', () => log.end())
    try {
      await this.ready()
    } catch (error) {
      await this.kill()
      throw error
    }
  }

  private hasEnded(): boolean {
    return !this.process || this.process.exitCode !== null || this.process.signalCode !== null
  }

  private async ready(): Promise<void> {
    const until = Date.now() + start_timeout_ms
    const { name } = this.plan
    while (Date.now() < until) {
      if (this.hasEnded()) throw new Error(`the server ended at once; see ${name}.log`)
      try {
        const answer = await fetch(`${this.url}/healthz/ready`)
        if (answer.ok) {
          const state = (await answer.json()) as { networks: { kind: string } }
          this.kind = state.networks.kind
          return
        }
      } catch {
        // Not listening yet.
      }
      await sleep(look_again_ms)
    }
    throw new Error(`the server was not ready after ${start_timeout_ms / 1000} s; see ${name}.log`)
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const process = this.process
    if (!process || this.hasEnded()) return
    const ended = new Promise((resolve) => process.once('exit', resolve))
    process.kill(signal)
    await Promise.race([ended, sleep(stop_timeout_ms, undefined, { ref: false })])
    if (!this.hasEnded()) {
      process.kill('SIGKILL')
      await ended
    }
  }
}
