import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  createFrameSocket,
  socketFirst,
  socketUrl,
  SocketUnavailable,
  type FrameSocket,
  type SocketReply,
  type SocketRequest,
} from './frameSocket'

class FakeWebSocket {
  static made: FakeWebSocket[] = []
  sent: Uint8Array[] = []
  is_closed = false
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  onclose: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null

  constructor(readonly url: string) {
    FakeWebSocket.made.push(this)
  }
  send(message: Uint8Array) {
    this.sent.push(message)
  }
  close() {
    this.is_closed = true
  }
  /** What the server got: the first line and the bytes behind it. */
  got(index: number): { line: Record<string, unknown>; body: number[] } {
    const message = this.sent[index]!
    const end = message.indexOf(10)
    return {
      line: JSON.parse(new TextDecoder().decode(message.subarray(0, end))),
      body: [...message.subarray(end + 1)],
    }
  }
  answer(index: number, status = 200, body: unknown = { sequence: index }) {
    this.onmessage?.({ data: JSON.stringify({ id: this.got(index).line.id, status, body }) })
  }
}

const frame = (sequence: number): SocketRequest => ({
  method: 'PUT',
  target: `/api/v1/attempts/a/frames/${sequence}`,
  headers: { 'X-Step': '1' },
  body: new Uint8Array([255, 10, 216, sequence]).buffer,
})

const create = () =>
  createFrameSocket('wss://here/api/v1/socket', {
    create: (url) => new FakeWebSocket(url) as unknown as WebSocket,
  })
const last = () => FakeWebSocket.made.at(-1)!
const settled = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  FakeWebSocket.made = []
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

it('speaks to the origin of the page', () => {
  expect(socketUrl('https://here:8443')).toBe('wss://here:8443/api/v1/socket')
  expect(socketUrl('http://localhost:8080')).toBe('ws://localhost:8080/api/v1/socket')
})

describe('an open socket', () => {
  it('opens with the first request and sends a line of JSON before the picture', async () => {
    const socket = create()
    expect(FakeWebSocket.made).toHaveLength(0)
    const reply = socket.send(frame(3))
    last().onopen?.()
    await settled()
    const { line, body } = last().got(0)
    expect(line).toEqual({
      id: '0',
      method: 'PUT',
      target: '/api/v1/attempts/a/frames/3',
      headers: { 'X-Step': '1' },
    })
    expect(body).toEqual([255, 10, 216, 3])
    last().answer(0, 200, { sequence: 3 })
    expect(await reply).toEqual({ status: 200, body: { sequence: 3 } })
  })

  it('sends several without waiting, and tells the answers apart', async () => {
    const socket = create()
    const replies = [socket.send(frame(0)), socket.send(frame(1))]
    last().onopen?.()
    await settled()
    expect(last().sent).toHaveLength(2)
    last().answer(1)
    last().answer(0, 409, { code: 'STEP_MISSED' })
    expect(await Promise.all(replies)).toEqual([
      { status: 409, body: { code: 'STEP_MISSED' } },
      { status: 200, body: { sequence: 1 } },
    ])
    expect(FakeWebSocket.made).toHaveLength(1)
  })

  it('can be opened before it is needed', async () => {
    const socket = create()
    socket.warm()
    socket.warm()
    last().onopen?.()
    const reply = socket.send(frame(0))
    await settled()
    last().answer(0)
    expect((await reply).status).toBe(200)
    expect(FakeWebSocket.made).toHaveLength(1)
    last().onclose?.()
    socket.warm()
    last().onerror?.()
    socket.warm()
    await settled()
    expect(FakeWebSocket.made).toHaveLength(2)
  })

  it('opens again after the server has closed an idle one', async () => {
    const socket = create()
    const first = socket.send(frame(0))
    last().onopen?.()
    await settled()
    last().answer(0)
    await first
    last().onclose?.()
    const second = socket.send(frame(1))
    last().onopen?.()
    await settled()
    last().answer(0)
    expect((await second).status).toBe(200)
    expect(FakeWebSocket.made).toHaveLength(2)
  })

  it('takes the cookie of then after a lost session', async () => {
    const socket = create()
    const first = socket.send(frame(0))
    last().onopen?.()
    await settled()
    last().answer(0, 401, { code: 'UNAUTHENTICATED' })
    expect((await first).status).toBe(401)
    expect(last().is_closed).toBe(true)
    void socket.send(frame(1))
    expect(FakeWebSocket.made).toHaveLength(2)
  })

  it('lets a request be given up', async () => {
    const socket = create()
    const control = new AbortController()
    const reply = socket.send(frame(0), control.signal)
    const kept = socket.send(frame(1))
    last().onopen?.()
    await settled()
    control.abort(new Error('left'))
    await expect(reply).rejects.toThrow('left')
    last().answer(0)
    last().answer(1)
    expect((await kept).status).toBe(200)
    await expect(socket.send(frame(2), control.signal)).rejects.toThrow('left')
  })
})

describe('an unavailable socket', () => {
  it('is given up after 3 s, and not tried for a while', async () => {
    const socket = create()
    const reply = expect(socket.send(frame(0))).rejects.toBeInstanceOf(SocketUnavailable)
    await vi.advanceTimersByTimeAsync(2_999)
    expect(last().is_closed).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await reply
    expect(last().is_closed).toBe(true)
    await expect(socket.send(frame(0))).rejects.toBeInstanceOf(SocketUnavailable)
    expect(FakeWebSocket.made).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(60_000)
    void socket.send(frame(0)).catch(() => undefined)
    expect(FakeWebSocket.made).toHaveLength(2)
  })

  it('is known at once when it is refused or there is none', async () => {
    const socket = create()
    const refused = socket.send(frame(0))
    last().onerror?.()
    await expect(refused).rejects.toBeInstanceOf(SocketUnavailable)
    const none = createFrameSocket('wss://here', {
      create: () => {
        throw new DOMException('no', 'SecurityError')
      },
    })
    await expect(none.send(frame(0))).rejects.toBeInstanceOf(SocketUnavailable)
  })

  it('fails all that waits when it breaks', async () => {
    const socket = create()
    const replies = [socket.send(frame(0)), socket.send(frame(1))]
    last().onopen?.()
    await settled()
    last().onclose?.()
    for (const reply of replies) await expect(reply).rejects.toBeInstanceOf(SocketUnavailable)
    await expect(socket.send(frame(2))).rejects.toBeInstanceOf(SocketUnavailable)
    expect(FakeWebSocket.made).toHaveLength(1)
  })

  it('counts as broken when an answer does not come', async () => {
    const socket = create()
    const reply = socket.send(frame(0))
    last().onopen?.()
    await settled()
    const refused = expect(reply).rejects.toBeInstanceOf(SocketUnavailable)
    await vi.advanceTimersByTimeAsync(30_000)
    await refused
    expect(last().is_closed).toBe(true)
  })

  it('is not broken while answers come, however long the last one takes', async () => {
    const socket = create()
    const replies = [0, 1, 2].map((sequence) => socket.send(frame(sequence)))
    last().onopen?.()
    await settled()
    for (const index of [0, 1, 2]) {
      await vi.advanceTimersByTimeAsync(20_000)
      last().answer(index)
    }
    expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([200, 200, 200])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(last().is_closed).toBe(false)
  })

  it('is noticed at once when the phone says that it has no network, and opens again', async () => {
    const socket = create()
    const reply = socket.send(frame(0))
    last().onopen?.()
    await settled()
    globalThis.dispatchEvent(new Event('offline'))
    await expect(reply).rejects.toBeInstanceOf(SocketUnavailable)
    expect(last().is_closed).toBe(true)
    globalThis.dispatchEvent(new Event('offline'))
    void socket.send(frame(1)).catch(() => undefined)
    expect(FakeWebSocket.made).toHaveLength(2)
  })

  it('does not take what is no answer of ours', async () => {
    const socket = create()
    const reply = socket.send(frame(0))
    last().onopen?.()
    await settled()
    last().onmessage?.({ data: '<html>' })
    await expect(reply).rejects.toBeInstanceOf(SocketUnavailable)
  })

  it('gives up what waits when the account changes, and opens again', async () => {
    const socket = create()
    const reply = socket.send(frame(0))
    last().onopen?.()
    await settled()
    socket.close()
    await expect(reply).rejects.toBeInstanceOf(SocketUnavailable)
    void socket.send(frame(1))
    expect(FakeWebSocket.made).toHaveLength(2)
  })
})

describe('the socket first', () => {
  const answering = (reply: SocketReply): FrameSocket => ({
    send: async () => reply,
    warm: () => undefined,
    close: () => undefined,
  })
  const never = async () => {
    throw new Error('not over HTTP')
  }

  it('gives the same outcomes as HTTP', async () => {
    const body = { sequence: 3 }
    expect(await socketFirst(answering({ status: 200, body }), frame(3), never)).toEqual({
      ok: true,
      value: body,
      status: 200,
    })
    const error = { code: 'STEP_MISSED', message: '过了', request_id: 'r' }
    expect(await socketFirst(answering({ status: 409, body: error }), frame(3), never)).toEqual({
      ok: false,
      failure: { kind: 'refused', status: 409, error },
    })
  })

  it('goes over HTTP when the socket is unavailable', async () => {
    const socket: FrameSocket = {
      send: async () => {
        throw new SocketUnavailable('no')
      },
      warm: () => undefined,
      close: () => undefined,
    }
    const outcome = { ok: true as const, value: 7, status: 200 }
    expect(await socketFirst(socket, frame(3), async () => outcome)).toBe(outcome)
  })
})
