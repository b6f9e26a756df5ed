import { outcomeOf, type Outcome } from '@jianzai/api'

/** A request as the server takes it over a WebSocket: a picture and where it goes. */
export interface SocketRequest {
  method: 'PUT' | 'POST'
  /** Path and query. */
  target: string
  /** Names begin with `X-`. */
  headers?: Record<string, string>
  body: ArrayBuffer
}

export interface SocketReply {
  status: number
  /** The JSON of the answer; null where it has none. */
  body: unknown
}

/** The request may or may not have arrived: send it over HTTP. A frame's number makes that safe. */
export class SocketUnavailable extends Error {
  override name = 'SocketUnavailable'
}

export interface FrameSocket {
  /**
   * Rejects with SocketUnavailable, at once where it is known already, and with the signal's reason. Several requests
   * may be under way; the answers come in their order.
   */
  send(request: SocketRequest, signal?: AbortSignal): Promise<SocketReply>
  /** Opens it before it is needed: that takes two to four round trips. Safe to repeat. */
  warm(): void
  /** To be called when the account changes: the socket speaks for the session it was opened with. */
  close(): void
}

export interface FrameSocketParts {
  create: (url: string) => WebSocket
  opening_ms: number
  answer_ms: number
  pause_ms: number
}

export const OPENING_MS = 3_000
/** So long no answer at all, although one is waited for. 80 kB take 7 s at 100 kbit/s. A broken network is often noticed
 *  only by this. */
export const ANSWER_MS = 30_000
/** After a failure everything goes over HTTP for a while: a proxy or an old browser does not change its mind. */
export const PAUSE_MS = 60_000

/** `wss://host/api/v1/socket` for a page of that origin. */
export function socketUrl(origin: string): string {
  return new URL('/api/v1/socket', origin).href.replace(/^http/, 'ws')
}

interface Waiting {
  resolve: (reply: SocketReply) => void
  reject: (reason: unknown) => void
}

function messageOf(
  id: string,
  { method, target, headers = {}, body }: SocketRequest,
): Uint8Array<ArrayBuffer> {
  const line = new TextEncoder().encode(JSON.stringify({ id, method, target, headers }) + '\n')
  const message = new Uint8Array(line.length + body.byteLength)
  message.set(line)
  message.set(new Uint8Array(body), line.length)
  return message
}

function replyOf(data: unknown): { id: string; reply: SocketReply } | undefined {
  try {
    const { id, status, body } = JSON.parse(String(data)) as { id: unknown; status: unknown; body: unknown }
    const isStatus = typeof status === 'number' && status >= 200 && status <= 599
    if (typeof id === 'string' && isStatus) return { id, reply: { status, body } }
  } catch {
    // Not our server's.
  }
  return undefined
}

// Browsers before 2022 know neither throwIfAborted nor reason.
function reasonOf(signal: AbortSignal): unknown {
  return signal.reason ?? new DOMException('given up', 'AbortError')
}

/** Opens with the first request, and again after the server has closed an idle one. */
export function createFrameSocket(url: string, given: Partial<FrameSocketParts> = {}): FrameSocket {
  const parts: FrameSocketParts = {
    create: (address) => new WebSocket(address),
    opening_ms: OPENING_MS,
    answer_ms: ANSWER_MS,
    pause_ms: PAUSE_MS,
    ...given,
  }
  let socket: WebSocket | undefined
  let opened: Promise<WebSocket> | undefined
  let paused_until = 0
  let ids = 0
  const waiting = new Map<string, Waiting>()
  let silence: ReturnType<typeof setTimeout> | undefined

  /** As the answers come in their order, each one shows that those behind it are on their way. */
  function hearken(): void {
    clearTimeout(silence)
    if (waiting.size > 0) silence = setTimeout(fail, parts.answer_ms)
  }

  function drop(): void {
    const old = socket
    socket = opened = undefined
    globalThis.removeEventListener('offline', drop)
    old?.close()
    const reason = new SocketUnavailable('the socket has closed')
    for (const { reject } of waiting.values()) reject(reason)
    waiting.clear()
  }

  function fail(): void {
    paused_until = Date.now() + parts.pause_ms
    drop()
  }

  function open(): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const gone = () => reject(new SocketUnavailable('the socket does not open'))
      let made: WebSocket
      try {
        made = parts.create(url)
      } catch {
        fail()
        gone()
        return
      }
      socket = made
      // A socket that lost its network does not know it.
      globalThis.addEventListener('offline', drop)
      const timer = setTimeout(() => ended(), parts.opening_ms)
      let is_open = false
      const ended = () => {
        clearTimeout(timer)
        gone()
        if (socket !== made) return
        if (is_open && waiting.size === 0) drop()
        else fail()
      }
      made.onopen = () => {
        clearTimeout(timer)
        is_open = true
        resolve(made)
      }
      made.onerror = ended
      made.onclose = ended
      made.onmessage = ({ data }) => {
        const answer = replyOf(data)
        if (!answer) return ended()
        waiting.get(answer.id)?.resolve(answer.reply)
        // The next one opens with the cookie of then.
        if (answer.reply.status === 401 && socket === made) drop()
      }
    })
  }

  async function send(request: SocketRequest, signal?: AbortSignal): Promise<SocketReply> {
    if (signal?.aborted) throw reasonOf(signal)
    if (Date.now() < paused_until) throw new SocketUnavailable('the socket has failed a moment ago')
    opened ??= open()
    const ready = await opened
    if (signal?.aborted) throw reasonOf(signal)
    if (ready !== socket) throw new SocketUnavailable('the socket has closed')
    const id = String(ids++)
    return new Promise((resolve, reject) => {
      const abort = () => settle(() => reject(reasonOf(signal!)))
      const settle = (how: () => void) => {
        signal?.removeEventListener('abort', abort)
        waiting.delete(id)
        hearken()
        how()
      }
      signal?.addEventListener('abort', abort)
      waiting.set(id, {
        resolve: (reply) => settle(() => resolve(reply)),
        reject: (reason) => settle(() => reject(reason)),
      })
      if (waiting.size === 1) hearken()
      ready.send(messageOf(id, request))
    })
  }

  function warm(): void {
    if (Date.now() < paused_until) return
    opened ??= open()
    opened.catch(() => undefined)
  }

  return { send, warm, close: drop }
}

/** Over the socket, and over HTTP where that is not possible. Only for requests that may arrive twice. */
export async function socketFirst<T>(
  socket: FrameSocket,
  request: SocketRequest,
  overHttp: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  let reply: SocketReply
  try {
    reply = await socket.send(request)
  } catch {
    return overHttp()
  }
  const response = new Response(null, { status: reply.status })
  const answer = response.ok ? { data: reply.body, response } : { error: reply.body, response }
  return (await outcomeOf(Promise.resolve(answer))) as Outcome<T>
}
