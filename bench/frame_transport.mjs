// How long nine pictures of 12 KB take on a slow network, by PUT and over the WebSocket:
//
//   node bench/frame_transport.mjs [http://127.0.0.1:8080 [KBIT_PER_S ROUND_TRIP_MS]]
//
// Node 22; the server runs, nobody is logged in.
//
// A relay in this process plays the network: all connections share 100 kbit/s in each direction and 200 ms there and
// back (or what is given); a new connection costs one round trip more. It plays no TLS, no loss and no slow start.
// Without a session every picture is read whole, then answered 401, about as short as the receipt that a session gets.
import http from 'node:http'
import net from 'node:net'

const target = new URL(process.argv[2] ?? 'http://127.0.0.1:8080')
const frames = 9
const frame_bytes = 12_000
const bits_per_s = Number(process.argv[3] ?? 100) * 1_000
const round_trip_ms = Number(process.argv[4] ?? 200)
const piece_bytes = 1_460
const rounds = 3
// What Chromium on Android sends beside our own headers.
const browser = {
  'User-Agent':
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
  Accept: '*/*',
  'Accept-Encoding': 'gzip, deflate, br',
  'Accept-Language': 'zh-CN,zh;q=0.9',
  'sec-ch-ua': '"Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"',
  'sec-ch-ua-mobile': '?1',
  'sec-ch-ua-platform': '"Android"',
  'Sec-Fetch-Dest': 'empty',
  'Sec-Fetch-Mode': 'cors',
  'Sec-Fetch-Site': 'same-origin',
  Cookie: `jianzai_citizen=${'0'.repeat(43)}`,
}
const own = (sequence) => ({
  'X-Attempt-Nonce': 'N'.repeat(43),
  'X-Step': String(Math.floor(sequence / 3)),
  'X-Captured-At': String(Date.now()),
})
const path = (sequence) => `/api/v1/attempts/${'0'.repeat(26)}/frames/${sequence}`
const jpeg = Buffer.alloc(frame_bytes, 0xd8)

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** One direction of the network, shared by all connections. */
class Line {
  free_at = 0
  bytes = 0
  pass(chunk, socket, not_before) {
    for (let at = 0; at < chunk.length; at += piece_bytes) {
      const piece = chunk.subarray(at, at + piece_bytes)
      this.free_at =
        Math.max(this.free_at, performance.now(), not_before) + (piece.length * 8_000) / bits_per_s
      this.bytes += piece.length
      setTimeout(
        () => socket.destroyed || socket.write(piece),
        this.free_at + round_trip_ms / 2 - performance.now(),
      )
    }
  }
}

const up = new Line()
const down = new Line()
const relay = net.createServer((client) => {
  const ready_at = performance.now() + round_trip_ms
  const server = net.connect(Number(target.port || 80), target.hostname)
  for (const socket of [client, server]) {
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
  }
  client.on('data', (chunk) => up.pass(chunk, server, ready_at))
  server.on('data', (chunk) => down.pass(chunk, client, 0))
  client.on('close', () => server.destroy())
  server.on('close', () => setTimeout(() => client.destroy(), 5_000).unref())
})
await new Promise((resolve) => relay.listen(0, '127.0.0.1', resolve))
const { port } = relay.address()
const host = { host: '127.0.0.1', port }

const put = (agent, sequence) =>
  new Promise((resolve, reject) => {
    const headers = {
      ...browser,
      ...own(sequence),
      'Content-Type': 'image/jpeg',
      'Content-Length': jpeg.length,
    }
    const request = http.request(
      { ...host, agent, method: 'PUT', path: path(sequence), headers },
      (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode))
      },
    )
    request.on('error', reject).end(jpeg)
  })

/** Keep-alive connections that are open already, as a page has that has asked for things before. */
async function agentWith(connections) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const get = () =>
    new Promise((resolve, reject) => {
      http
        .get({ ...host, agent, path: '/healthz/live' }, (answer) => answer.resume().on('end', resolve))
        .on('error', reject)
    })
  await Promise.all(Array.from({ length: connections }, get))
  return agent
}

function openSocket() {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/socket`)
    const waiting = new Map()
    socket.onmessage = ({ data }) => {
      const { id, status } = JSON.parse(data)
      waiting.get(id)(status)
    }
    socket.onerror = () => reject(new Error('the WebSocket does not open'))
    socket.onopen = () =>
      resolve({
        close: () => socket.close(),
        send: (sequence) =>
          new Promise((answered) => {
            const id = String(sequence)
            waiting.set(id, answered)
            const line = JSON.stringify({ id, method: 'PUT', target: path(sequence), headers: own(sequence) })
            socket.send(Buffer.concat([Buffer.from(line + '\n'), jpeg]))
          }),
      })
  })
}

async function oneByOne(send) {
  const statuses = []
  for (let sequence = 0; sequence < frames; sequence++) statuses.push(await send(sequence))
  return statuses
}
const allAtOnce = (send) => Promise.all(Array.from({ length: frames }, (_, sequence) => send(sequence)))

async function byPut(connections, how) {
  const agent = await agentWith(connections)
  await sleep(500)
  up.bytes = down.bytes = 0
  const started = performance.now()
  const statuses = await how((sequence) => put(agent, sequence))
  const total_ms = performance.now() - started
  agent.destroy()
  return { total_ms, opening_ms: 0, statuses }
}
async function bySocket(how) {
  up.bytes = down.bytes = 0
  const started = performance.now()
  const socket = await openSocket()
  const opening_ms = performance.now() - started
  const statuses = await how(socket.send)
  const total_ms = performance.now() - started
  socket.close()
  return { total_ms, opening_ms, statuses }
}

const ways = {
  'PUT, one by one, one kept connection': () => byPut(1, oneByOne),
  'WebSocket, one by one': () => bySocket(oneByOne),
  'PUT, all at once, six kept connections': () => byPut(6, allAtOnce),
  'WebSocket, all at once': () => bySocket(allAtOnce),
}
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const seconds = (ms) => `${(ms / 1_000).toFixed(2)} s`

const seen = Object.fromEntries(Object.keys(ways).map((way) => [way, []]))
for (let round = 0; round < rounds; round++) {
  for (const [way, measure] of Object.entries(ways)) {
    await sleep(500)
    const result = await measure()
    if (result.statuses.length !== frames || new Set(result.statuses).size !== 1)
      throw new Error(`${way}: ${result.statuses}`)
    seen[way].push({ ...result, up_bytes: up.bytes, down_bytes: down.bytes })
  }
}
console.log(
  `${frames} pictures of ${frame_bytes} bytes, ${bits_per_s / 1_000} kbit/s, ${round_trip_ms} ms; median of ${rounds}`,
)
for (const [way, results] of Object.entries(seen)) {
  const total = results.map((result) => result.total_ms)
  const { up_bytes, down_bytes, statuses } = results.at(-1)
  console.log(
    `${way.padEnd(40)} ${seconds(median(total))} (${seconds(Math.min(...total))} to ${seconds(Math.max(...total))}), of it opening ` +
      `${seconds(median(results.map((result) => result.opening_ms)))}; ${up_bytes} bytes up, ${down_bytes} down; status ${statuses[0]}`,
  )
}
relay.close()
process.exit(0)
