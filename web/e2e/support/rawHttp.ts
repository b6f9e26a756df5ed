import { connect, type Socket } from 'node:net'

export interface RawRequest {
  method?: string
  /** As it goes over the wire. */
  target?: string
  /** Host and what frames the body are added unless they are here. */
  headers?: Record<string, string>
  body?: Uint8Array | string
  /** Sends the body in chunks, without Content-Length. */
  isChunked?: boolean
  /** Everything that is sent, instead of all the others. */
  wire?: Uint8Array | string
}

export interface RawReply {
  status: number
  headers: Headers
  bytes: Uint8Array
  body: Record<string, unknown>
  took_ms: number
}

const piece_bytes = 64 * 1024
const headEnd = Buffer.from('\r\n\r\n')

function hasHeader(headers: Record<string, string>, name: string): boolean {
  return Object.keys(headers).some((key) => key.toLowerCase() === name)
}

/** Without copying what is bytes already: bodies are large. */
function bytesOf(data: Uint8Array | string): Buffer {
  if (typeof data === 'string') return Buffer.from(data)
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
}

function* wireOf(host: string, request: RawRequest): Generator<Uint8Array> {
  if (request.wire !== undefined) {
    yield bytesOf(request.wire)
    return
  }
  const { method = 'GET', target = '/', headers = {}, isChunked = false } = request
  const body = request.body === undefined ? undefined : bytesOf(request.body)
  const lines = [`${method} ${target} HTTP/1.1`]
  if (!hasHeader(headers, 'host')) lines.push(`Host: ${host}`)
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  if (body && isChunked) lines.push('Transfer-Encoding: chunked')
  else if (body && !hasHeader(headers, 'content-length')) lines.push(`Content-Length: ${body.length}`)
  yield Buffer.from(lines.join('\r\n') + '\r\n\r\n')
  for (let at = 0; body && at < body.length; at += piece_bytes) {
    const piece = body.subarray(at, at + piece_bytes)
    yield isChunked
      ? Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')])
      : piece
  }
  if (body && isChunked) yield Buffer.from('0\r\n\r\n')
}

/** The first answer in the bytes; undefined as long as it is not complete. */
function parsed(bytes: Buffer): Omit<RawReply, 'took_ms'> | undefined {
  const end = bytes.indexOf(headEnd)
  if (end < 0) return undefined
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1])
  const rest = bytes.subarray(end + headEnd.length)
  if (status === 100) return parsed(rest)
  const headers = new Headers(lines.map((line) => line.split(/:\s*/, 2) as [string, string]))
  const length = Number(headers.get('content-length') ?? 0)
  if (rest.length < length) return undefined
  const content = new Uint8Array(rest.subarray(0, length))
  const isJson = headers.get('content-type')?.startsWith('application/json')
  const body = isJson ? (JSON.parse(new TextDecoder().decode(content)) as Record<string, unknown>) : {}
  return { status, headers, bytes: content, body }
}

async function sendAll(socket: Socket, wire: Iterable<Uint8Array>, isOver: () => boolean): Promise<void> {
  for (const piece of wire) {
    if (isOver()) return
    if (!socket.write(piece)) await new Promise((resolve) => socket.once('drain', resolve))
    // Writes that the kernel takes at once would never let the answer be read.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Sends what no proper client would, on a connection of its own. Fails without a whole answer in time. */
export function rawCall(url: string, request: RawRequest, timeout_ms: number): Promise<RawReply> {
  const { hostname, port, host } = new URL(url)
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    const received: Buffer[] = []
    let isOver = false
    const settle = (end: () => void) => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      socket.destroy()
      end()
    }
    const fail = (why: string) => settle(() => reject(new Error(why)))
    const timer = setTimeout(() => fail(`no answer in ${timeout_ms} ms`), timeout_ms)
    socket.on('data', (data: Buffer) => {
      received.push(data)
      try {
        const reply = parsed(Buffer.concat(received))
        if (reply) settle(() => resolve({ ...reply, took_ms: performance.now() - started }))
      } catch (error) {
        fail(`an answer that is none: ${String(error)}`)
      }
    })
    socket.on('end', () => fail('closed without an answer'))
    socket.on('error', (error) => fail(error.message))
    void sendAll(socket, wireOf(host, request), () => isOver)
  })
}
