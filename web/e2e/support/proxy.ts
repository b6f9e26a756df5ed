import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

const headOf = ({ method, url, rawHeaders }: IncomingMessage) => {
  const lines = [`${method} ${url} HTTP/1.1`]
  for (let i = 0; i < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** Stands between phones and the server, as in a company or a hotel: passes on HTTP, and of WebSockets what it likes. */
export class Proxy {
  /** How many WebSockets were asked for. */
  asked = 0
  private readonly open = new Set<Duplex>()

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  /** `sockets`: forbids them all, or cuts each instead of passing on what holds this text. */
  static async before(address: string, sockets: 'forbidden' | { cutAt: string }): Promise<Proxy> {
    const server = createServer()
    const proxy = new Proxy(server, new URL(address))
    server.on('request', (asked, answer) => {
      const { method, url: path, headers } = asked
      const passed = request(proxy.target, { method, path, headers }, (given) => {
        answer.writeHead(given.statusCode!, given.rawHeaders)
        given.pipe(answer)
      })
      passed.on('error', () => answer.destroy())
      asked.pipe(passed)
    })
    server.on('upgrade', (asked, socket) => {
      proxy.asked++
      socket.on('error', () => undefined)
      if (sockets === 'forbidden') {
        socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      } else {
        proxy.join(socket, headOf(asked), sockets.cutAt)
      }
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  close(): void {
    for (const stream of this.open) stream.destroy()
    this.server.closeAllConnections()
    this.server.close()
  }

  private join(phone: Duplex, head: string, cutAt: string): void {
    const server: Socket = connect(Number(this.target.port), this.target.hostname)
    const both = [phone, server]
    for (const stream of both) {
      this.open.add(stream)
      stream.on('error', () => undefined)
      stream.on('close', () => {
        for (const one of both) this.open.delete(one.destroy())
      })
    }
    server.write(head)
    phone.pipe(server)
    server.on('data', (data) => {
      if (data.includes(cutAt)) phone.destroy()
      else phone.write(data)
    })
  }
}
