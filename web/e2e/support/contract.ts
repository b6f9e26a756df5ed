import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { places } from './places'

interface Operation {
  operationId: string
  responses: Record<string, Answer | { $ref: string }>
}
interface Answer {
  content?: Record<string, { schema: object }>
}
interface Contract {
  paths: Record<string, Record<string, Operation>>
  components: { responses: Record<string, Answer> }
}

export interface Call {
  path?: Record<string, string | number>
  query?: Record<string, string>
  headers?: Record<string, string>
  json?: unknown
  jpeg?: Uint8Array
  text?: string
  /** Gives up waiting for the answer. */
  signal?: AbortSignal
}

export interface Reply {
  status: number
  body: Record<string, unknown>
  bytes: Uint8Array
  headers: Headers
}

/** Calls the server and holds each answer against api/openapi.yaml. One cookie jar a client. */
export class ContractClient {
  private static contract = parse(readFileSync(places.contract, 'utf8')) as Contract
  private static ajv = ContractClient.createAjv()
  private static validators = new Map<string, ValidateFunction>()
  private cookies = new Map<string, string>()

  /** Operations called so far, by any client, and the error codes seen. */
  static readonly called = new Set<string>()
  static readonly errors = new Set<string>()

  constructor(private readonly base: string) {}

  static operations(): string[] {
    return Object.values(ContractClient.contract.paths).flatMap((methods) =>
      Object.values(methods).map((operation) => operation.operationId),
    )
  }

  private static createAjv(): Ajv {
    const ajv = new Ajv({ strict: false, allErrors: true })
    ;(addFormats as unknown as (ajv: Ajv) => void)(ajv)
    ajv.addFormat('binary', true)
    ajv.addSchema(ContractClient.contract as object, 'contract')
    return ajv
  }

  private static validator(name: string, schema: object): ValidateFunction {
    let validate = ContractClient.validators.get(name)
    if (!validate) {
      const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"contract#/')) as object
      validate = ContractClient.ajv.compile(absolute)
      ContractClient.validators.set(name, validate)
    }
    return validate
  }

  async call(operationId: string, call: Call = {}): Promise<Reply> {
    for (const [path, methods] of Object.entries(ContractClient.contract.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        if (operation.operationId !== operationId) continue
        const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => String(call.path?.[name]))
        const reply = await this.send(method.toUpperCase(), filled, call)
        ContractClient.called.add(operationId)
        ContractClient.check(operation, reply)
        return reply
      }
    }
    throw new Error(`${operationId} is not in the contract`)
  }

  /** A request outside the contract; its answer has to be an error of ours. */
  async stray(method: string, path: string, call: Call = {}): Promise<Reply> {
    const reply = await this.send(method, path, call)
    ContractClient.checkError(reply)
    return reply
  }

  /** The answer, however it was asked for, has to be an error of ours. */
  static checkError(reply: Pick<Reply, 'status' | 'body'>): void {
    ContractClient.checkBody('stray', { $ref: '#/components/schemas/Error' }, reply)
  }

  /** The cookies as a header, for who sends requests by other means. */
  cookieHeader(): Record<string, string> {
    if (this.cookies.size === 0) return {}
    return { Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  }

  private async send(method: string, path: string, call: Call): Promise<Reply> {
    const query = call.query ? `?${new URLSearchParams(call.query)}` : ''
    const headers: Record<string, string> = { ...call.headers, ...this.cookieHeader() }
    let body: BodyInit | undefined
    if (call.json !== undefined) {
      headers['Content-Type'] ??= 'application/json'
      body = JSON.stringify(call.json)
    } else if (call.jpeg) {
      headers['Content-Type'] ??= 'image/jpeg'
      body = call.jpeg as BodyInit
    } else if (call.text !== undefined) {
      body = call.text
    }
    const answer = await fetch(this.base + path + query, { method, headers, body, signal: call.signal })
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const [name = '', value = ''] = pair.split('=')
      if (value === '' || /max-age=0/i.test(cookie)) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    const bytes = new Uint8Array(await answer.arrayBuffer())
    const isJson = (answer.headers.get('content-type') ?? '').startsWith('application/json')
    const parsed = isJson ? (JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>) : {}
    return { status: answer.status, body: parsed, bytes, headers: answer.headers }
  }

  private static check(operation: Operation, reply: Reply): void {
    const documented = operation.responses[String(reply.status)]
    const isError = !documented
    const chosen = documented ?? operation.responses.default
    if (!chosen) throw new Error(`${operation.operationId} answered ${reply.status}, which is not documented`)
    if (isError && reply.status < 400) {
      throw new Error(`${operation.operationId} answered ${reply.status} where only errors are left`)
    }
    const answer =
      '$ref' in chosen
        ? ContractClient.contract.components.responses[chosen.$ref.split('/').at(-1)!]!
        : chosen
    const [type, media] = Object.entries(answer.content ?? {})[0] ?? []
    if (!type || !media) {
      if (reply.bytes.length > 0)
        throw new Error(`${operation.operationId} has a body that is not documented`)
      return
    }
    const sent = reply.headers.get('content-type') ?? ''
    if (!sent.startsWith(type)) throw new Error(`${operation.operationId} answered ${sent}, not ${type}`)
    if (type === 'application/json') {
      ContractClient.checkBody(
        `${operation.operationId} ${isError ? 'error' : reply.status}`,
        media.schema,
        reply,
      )
    } else if (reply.bytes.length === 0) {
      throw new Error(`${operation.operationId} answered an empty ${type}`)
    }
    if (isError) ContractClient.errors.add(String(reply.body.code))
  }

  private static checkBody(name: string, schema: object, reply: Pick<Reply, 'status' | 'body'>): void {
    const validate = ContractClient.validator(name, schema)
    if (!validate(reply.body)) {
      const faults = (validate.errors ?? []).map((fault) => `${fault.instancePath} ${fault.message}`)
      throw new Error(`${name}: ${faults.join('; ')} in ${JSON.stringify(reply.body)}`)
    }
    if (reply.status >= 400 && 'code' in reply.body) ContractClient.errors.add(String(reply.body.code))
  }
}
