import { createApi } from '@jianzai/api'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAttemptPort } from './attemptPort'
import { SocketUnavailable, type FrameSocket, type SocketReply, type SocketRequest } from './frameSocket'
import type { PendingAttempt, PendingFrame } from './outbox'

const attempt: PendingAttempt = {
  account_id: 'account',
  attempt_id: '01ATTEMPT',
  nonce: 'nonce',
  deadline: '2026-11-24T07:10:00.000Z',
  mode: 'COLOUR',
  steps: 7,
  frames_wanted: 9,
  sent: [],
}
const frame = (sequence: number): PendingFrame => ({
  attempt_id: attempt.attempt_id,
  sequence,
  step: 2,
  captured_at: 1_764_000_000_123,
  jpeg: new Uint8Array([255, 216, sequence]).buffer,
})
const bytesOf = (body: ArrayBuffer) => [...new Uint8Array(body)]
const isThere = (sequence: number) => ({ sequence, frames_received: [sequence] })

/** What came over each way. */
const overSocket: SocketRequest[] = []
const overHttp: Request[] = []
let answerOfSocket: (request: SocketRequest) => Promise<SocketReply>
let answerOfHttp: (request: Request) => Promise<Response>

const socket: FrameSocket = {
  send: async (request) => {
    overSocket.push(request)
    return answerOfSocket(request)
  },
  warm: () => undefined,
  close: () => undefined,
}
const unavailable = async () => {
  throw new SocketUnavailable('no')
}
const port = () => createAttemptPort(createApi('http://here'), socket)

beforeEach(() => {
  overSocket.length = overHttp.length = 0
  answerOfSocket = async ({ target }) => ({ status: 200, body: isThere(Number(target.split('/').at(-1))) })
  answerOfHttp = async () => Response.json(isThere(0))
  vi.stubGlobal('fetch', (request: Request) => {
    overHttp.push(request)
    return answerOfHttp(request)
  })
})
afterEach(() => void vi.unstubAllGlobals())

describe('a frame', () => {
  it('goes over the socket with what HTTP has in its headers', async () => {
    expect(await port().put(attempt, frame(3))).toEqual({ ok: true, value: isThere(3), status: 200 })
    const [{ body, ...request } = { body: new ArrayBuffer() }] = overSocket
    expect(request).toEqual({
      method: 'PUT',
      target: '/api/v1/attempts/01ATTEMPT/frames/3',
      headers: { 'X-Attempt-Nonce': 'nonce', 'X-Step': '2', 'X-Captured-At': '1764000000123' },
    })
    expect(bytesOf(body)).toEqual([255, 216, 3])
    expect(overHttp).toEqual([])
  })

  it('goes over HTTP, the same, where the socket is unavailable', async () => {
    answerOfSocket = unavailable
    expect(await port().put(attempt, frame(3))).toMatchObject({ ok: true })
    const [request] = overHttp
    expect([request!.method, request!.url]).toEqual(['PUT', `http://here${overSocket[0]!.target}`])
    for (const [name, value] of Object.entries(overSocket[0]!.headers!)) {
      expect(request!.headers.get(name)).toBe(value)
    }
    expect(request!.headers.get('Content-Type')).toBe('image/jpeg')
    expect(bytesOf(await request!.arrayBuffer())).toEqual([255, 216, 3])
  })

  it('goes over HTTP after the one before', async () => {
    answerOfSocket = unavailable
    const answers: (() => void)[] = []
    answerOfHttp = async (request) => {
      await new Promise<void>((resolve) => answers.push(resolve))
      return request.url.endsWith('/0') ? Response.error() : Response.json(isThere(1))
    }
    const { put } = port()
    const outcomes = Promise.all([put(attempt, frame(0)), put(attempt, frame(1))])
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    expect(overHttp).toHaveLength(1)
    answers[0]!()
    await vi.waitFor(() => expect(answers).toHaveLength(2))
    answers[1]!()
    expect(await outcomes).toMatchObject([{ ok: false }, { ok: true }])
  })

  it('that the server refuses over the socket is not sent again', async () => {
    const error = { code: 'STEP_MISSED', message: '过了', request_id: 'r' }
    answerOfSocket = async () => ({ status: 409, body: error })
    expect(await port().put(attempt, frame(3))).toMatchObject({ ok: false, failure: { error } })
    expect(overHttp).toEqual([])
  })
})

describe('a hint', () => {
  const jpeg = new Uint8Array([255, 216]).buffer

  it('goes over the socket', async () => {
    answerOfSocket = async () => ({ status: 200, body: { advice: ['DARK'] } })
    expect(await port().hint('01CONSENT', jpeg)).toMatchObject({ ok: true, value: { advice: ['DARK'] } })
    expect(overSocket[0]).toEqual({
      method: 'POST',
      target: '/api/v1/consents/01CONSENT/hint',
      body: jpeg,
    })
  })

  it('goes over HTTP where the socket is unavailable', async () => {
    answerOfSocket = unavailable
    answerOfHttp = async () => Response.json({ advice: [] })
    expect(await port().hint('01CONSENT', jpeg)).toMatchObject({ ok: true, value: { advice: [] } })
    expect(overHttp[0]!.url).toBe('http://here/api/v1/consents/01CONSENT/hint')
  })
})

describe('an attempt', () => {
  it.each([
    ['OBS 虚拟摄像头', { camera_name: 'OBS 虚拟摄像头' }],
    [undefined, {}],
  ])('is opened with the name of the camera, %s', async (name, named) => {
    answerOfHttp = async () => Response.json({}, { status: 201 })
    await port().open({ consent_id: '01CONSENT', mode: 'POSE', uplink: 'QUICK', camera_name: name }, 'key')
    const [request] = overHttp
    expect(request!.headers.get('Idempotency-Key')).toBe('key')
    expect(await request!.json()).toEqual({
      consent_id: '01CONSENT',
      mode: 'POSE',
      uplink: 'QUICK',
      ...named,
    })
  })
})
