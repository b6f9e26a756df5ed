import type { Page } from '@playwright/test'
import type { Attempt } from '../../packages/api/src'

/** The two ways a frame can go to the server. */
export type Way = 'socket' | 'http'
/** What becomes of a frame on its way: it arrives; its way breaks; nobody hears of it any more. */
export type Fate = 'arrives' | 'breaks' | 'is lost'

const overHttp = '**/api/v1/attempts/*/frames/*'
const overSocket = '**/api/v1/socket'
const slow_ms = 300

const sequenceIn = (address: string) => /\/frames\/(\d+)$/.exec(address)?.[1]
/** Of a message as `frameSocket.ts` writes it; undefined for what is no frame. */
function sequenceOf(message: string | Buffer): number | undefined {
  const bytes = Buffer.from(message)
  const { target } = JSON.parse(bytes.subarray(0, bytes.indexOf(10)).toString()) as { target: string }
  const sequence = sequenceIn(target)
  return sequence === undefined ? undefined : Number(sequence)
}

/** The frames that a page sends, on whichever way. */
export class Frames {
  /** By their numbers, each as often as it was sent. */
  readonly sent: Record<Way, number[]> = { socket: [], http: [] }
  private wanted = 0
  private readonly answered = new Set<number>()
  private listeners: (() => void)[] = []

  private constructor(page: Page) {
    page.on('request', (request) => {
      const sequence = request.method() === 'PUT' && sequenceIn(request.url())
      if (sequence) this.sent.http.push(Number(sequence))
    })
    page.on('response', async (response) => {
      if (response.request().method() === 'POST' && response.url().endsWith('/api/v1/attempts')) {
        this.wanted = ((await response.json()) as Attempt).capture?.frames_wanted ?? 0
      }
      const sequence = response.request().method() === 'PUT' && sequenceIn(response.url())
      if (sequence && response.ok()) this.heard(Number(sequence))
    })
  }

  /** The numbers of all that the last attempt wants. */
  get all(): number[] {
    return Array.from({ length: this.wanted }, (_, sequence) => sequence)
  }

  /** Of a page that has not opened its camera yet. */
  static of(page: Page): Frames {
    const frames = new Frames(page)
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => {
        const sequence = sequenceOf(payload)
        if (sequence !== undefined) frames.sent.socket.push(sequence)
      })
      socket.on('framereceived', ({ payload }) => frames.hear(payload))
    })
    return frames
  }

  /** Lets each frame have its fate. On a slow network, so that several are on their way at a time. */
  static async underFate(page: Page, fateOf: (sequence: number, way: Way) => Fate): Promise<Frames> {
    const frames = new Frames(page)
    const slowly = () => new Promise((resolve) => setTimeout(resolve, slow_ms))
    await page.route(overHttp, async (route) => {
      const fate = fateOf(Number(sequenceIn(route.request().url())), 'http')
      await slowly()
      if (fate === 'arrives') await route.continue()
      else await route.abort('internetdisconnected')
    })
    await page.routeWebSocket(overSocket, (socket) => {
      const server = socket.connectToServer()
      server.onMessage((message) => {
        socket.send(message)
        frames.hear(message)
      })
      socket.onMessage(async (message) => {
        const sequence = sequenceOf(message)
        if (sequence === undefined) return server.send(message)
        frames.sent.socket.push(sequence)
        const fate = fateOf(sequence, 'socket')
        await slowly()
        if (fate === 'arrives') server.send(message)
        if (fate === 'breaks') await socket.close({ code: 1011 })
      })
    })
    return frames
  }

  /** When the page has heard that the server has it. */
  async stored(sequence: number): Promise<void> {
    while (!this.answered.has(sequence)) await new Promise<void>((resolve) => this.listeners.push(resolve))
  }

  private hear(message: string | Buffer): void {
    const { status, body } = JSON.parse(message.toString()) as { status: number; body: { sequence?: number } }
    if (status === 200 && body?.sequence !== undefined) this.heard(body.sequence)
  }
  private heard(sequence: number): void {
    this.answered.add(sequence)
    for (const listener of this.listeners.splice(0)) listener()
  }
}
