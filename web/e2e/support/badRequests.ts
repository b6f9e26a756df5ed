import { badPictures, noise, padded } from './badPictures'
import type { ContractClient } from './contract'
import { key } from './enrolment'
import type { RawRequest } from './rawHttp'

/** Status and code; or whichever refusal comes first. */
export type Refusal = [status: number, code: string] | 'any'
/** A request that nobody should send, and how it has to be refused. */
export interface Bad {
  name: string
  request: RawRequest
  refusal: Refusal
}

const malformed: Refusal = [400, 'INVALID_REQUEST']
const headerTooLarge: Refusal = [431, 'INVALID_REQUEST']
const wrongFields: Refusal = [422, 'INVALID_FIELDS']
const notFound: Refusal = [404, 'NOT_FOUND']
const wrongMethod: Refusal = [405, 'METHOD_NOT_ALLOWED']
const tooLarge: Refusal = [413, 'BODY_TOO_LARGE']
const wrongType: Refusal = [415, 'UNSUPPORTED_MEDIA_TYPE']
const loggedOut: Refusal = [401, 'UNAUTHENTICATED']
const forbidden: Refusal = [403, 'FORBIDDEN']

const bad = (name: string, request: RawRequest, refusal: Refusal): Bad => ({ name, request, refusal })

const nowhere = '0'.repeat(26)
const malformedIds = [
  'x',
  '0'.repeat(25),
  '0'.repeat(27),
  'U'.repeat(26),
  '%00'.repeat(26),
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '%27%20OR%201%3D1--',
  '%E4%BD%A0',
  '%ff%fe',
  '%',
  '%zz',
  '9'.repeat(8000),
]
const MiB = 1024 * 1024

/** An attempt that is open for frames. */
export interface OpenAttempt {
  attempt_id: string
  nonce: string
}
/** Who sends the bad requests, and with what. */
export interface Sender {
  clerk: ContractClient
  reviewer: ContractClient
  citizen: ContractClient
  person_id: string
  consent_id: string
  mine: OpenAttempt
  /** Somebody else's. */
  foreign: OpenAttempt
  /** A picture that would do. */
  jpeg: Uint8Array
}

function without(request: RawRequest, name: string): RawRequest {
  const headers = { ...request.headers }
  delete headers[name]
  return { ...request, headers }
}
const withHeaders = (request: RawRequest, headers: Record<string, string>): RawRequest => ({
  ...request,
  headers: { ...request.headers, ...headers },
})

// ---------------------------------------------------------------------------------------------- pictures

export function frameRequest({ citizen, mine }: Sender): RawRequest {
  return {
    method: 'PUT',
    target: `/api/v1/attempts/${mine.attempt_id}/frames/0`,
    headers: {
      ...citizen.cookieHeader(),
      'X-Attempt-Nonce': mine.nonce,
      'X-Step': '0',
      'Content-Type': 'image/jpeg',
    },
  }
}
function hintRequest({ citizen, consent_id }: Sender): RawRequest {
  return {
    method: 'POST',
    target: `/api/v1/consents/${consent_id}/hint`,
    headers: { ...citizen.cookieHeader(), 'Content-Type': 'image/jpeg' },
  }
}
/** For who has no account yet, too. */
const cardRequest: RawRequest = {
  method: 'POST',
  target: '/api/v1/id-cards/read',
  headers: { 'Content-Type': 'image/jpeg' },
}
function portraitRequest({ clerk }: Sender): RawRequest {
  return {
    method: 'POST',
    target: '/api/v1/console/id-cards/read',
    headers: { ...clerk.cookieHeader(), 'Content-Type': 'image/jpeg' },
  }
}
export function uploadRequest(clerk: ContractClient, person_id: string): RawRequest {
  return {
    method: 'POST',
    target: `/api/v1/console/persons/${person_id}/references?source=UPLOAD`,
    headers: { ...clerk.cookieHeader(), 'Content-Type': 'image/jpeg' },
  }
}

function picturesTo(route: RawRequest, name: string, max_bytes: number, jpeg: Uint8Array): Bad[] {
  const of = (what: string, request: Partial<RawRequest>, refusal: Refusal) =>
    bad(`${name}: ${what}`, { ...route, ...request }, refusal)
  const cases: Bad[] = []
  for (const picture of badPictures(jpeg)) {
    const refusal: Refusal = [picture.code === 'NOT_AN_IMAGE' ? 422 : 413, picture.code]
    cases.push(of(picture.name, { body: picture.bytes }, refusal))
  }
  cases.push(of('empty, in chunks', { body: '', isChunked: true }, [422, 'NOT_AN_IMAGE']))
  cases.push(of('as large as may be', { body: noise(max_bytes) }, [422, 'NOT_AN_IMAGE']))
  for (const bytes of [max_bytes + 1, 9 * MiB, 10 * MiB, 50 * MiB]) {
    const body = padded(jpeg, bytes)
    cases.push(of(`${bytes} bytes`, { body }, tooLarge))
    cases.push(of(`${bytes} bytes in chunks`, { body, isChunked: true }, tooLarge))
  }
  const announced = { ...route.headers, 'Content-Length': String(10 * MiB), Expect: '100-continue' }
  cases.push(of('10 MiB announced', { headers: announced }, tooLarge))
  const unbounded = { ...route.headers, 'Content-Length': '9'.repeat(19) }
  cases.push(of('more bytes announced than there are', { headers: unbounded }, tooLarge))
  for (const type of [
    'image/png',
    'application/json',
    'text/plain',
    'image/jpeg2',
    'multipart/form-data',
    '',
  ]) {
    cases.push(
      of(`sent as "${type}"`, { ...withHeaders(route, { 'Content-Type': type }), body: jpeg }, wrongType),
    )
  }
  cases.push(of('sent as nothing', { ...without(route, 'Content-Type'), body: jpeg }, wrongType))
  cases.push(
    of(
      'another origin',
      { ...withHeaders(route, { Origin: 'https://evil.example' }), body: jpeg },
      forbidden,
    ),
  )
  return cases
}

/** Without a session, to a route that needs one. */
function strangersTo(route: RawRequest, name: string, jpeg: Uint8Array): Bad[] {
  const madeUp = { Cookie: 'jianzai_citizen=x; jianzai_operator=x' }
  return [
    bad(`${name}: nobody`, { ...without(route, 'Cookie'), body: jpeg }, loggedOut),
    bad(`${name}: a made-up session`, { ...withHeaders(route, madeUp), body: jpeg }, loggedOut),
  ]
}

function pictureCases(sender: Sender): Bad[] {
  const { clerk, person_id, mine, foreign, jpeg } = sender
  const frame = frameRequest(sender)
  const upload = uploadRequest(clerk, person_id)
  const routes: [RawRequest, string, number][] = [
    [frame, 'putFrame', 2 * MiB],
    [hintRequest(sender), 'createHint', 2 * MiB],
    [upload, 'createReference', 8 * MiB],
    [portraitRequest(sender), 'readIdCardWithPortrait', 8 * MiB],
  ]
  return [
    ...routes.flatMap(([route, name, max_bytes]) => [
      ...picturesTo(route, name, max_bytes, jpeg),
      ...strangersTo(route, name, jpeg),
    ]),
    ...picturesTo(cardRequest, 'readIdCard', 8 * MiB, jpeg),
    bad(
      'createHint: no such consent',
      { ...hintRequest(sender), target: `/api/v1/consents/${nowhere}/hint`, body: jpeg },
      'any',
    ),
    bad('putFrame: no step', { ...without(frame, 'X-Step'), body: jpeg }, malformed),
    ...['', 'x', '-1', '1.5', '0x1', '33', '99999999999999999999', '0 1'].map((step) =>
      bad(`putFrame: step "${step}"`, { ...withHeaders(frame, { 'X-Step': step }), body: jpeg }, malformed),
    ),
    bad('putFrame: a step that is not revealed', { ...withHeaders(frame, { 'X-Step': '1' }), body: jpeg }, [
      409,
      'STEP_MISSED',
    ]),
    ...['', 'x', '-1', '1e3', '99999999999999999999'].map((time) =>
      bad(
        `putFrame: taken at "${time}"`,
        { ...withHeaders(frame, { 'X-Captured-At': time }), body: jpeg },
        malformed,
      ),
    ),
    bad(
      'putFrame: a wrong nonce',
      { ...withHeaders(frame, { 'X-Attempt-Nonce': 'x' }), body: jpeg },
      forbidden,
    ),
    bad(
      'putFrame: an empty nonce',
      { ...withHeaders(frame, { 'X-Attempt-Nonce': '' }), body: jpeg },
      forbidden,
    ),
    bad('putFrame: no nonce', { ...without(frame, 'X-Attempt-Nonce'), body: jpeg }, malformed),
    bad(
      "putFrame: a stranger's nonce",
      { ...withHeaders(frame, { 'X-Attempt-Nonce': foreign.nonce }), body: jpeg },
      forbidden,
    ),
    bad(
      "putFrame: a stranger's attempt",
      {
        ...withHeaders(frame, { 'X-Attempt-Nonce': foreign.nonce }),
        target: `/api/v1/attempts/${foreign.attempt_id}/frames/0`,
        body: jpeg,
      },
      notFound,
    ),
    bad(
      'putFrame: no such attempt',
      { ...frame, target: `/api/v1/attempts/${nowhere}/frames/0`, body: jpeg },
      notFound,
    ),
    ...['-1', '32', '1.5', 'a', '99999999999999999999', '%30%00', '0x1', '%20', '١'].map((sequence) =>
      bad(
        `putFrame: number ${sequence}`,
        { ...frame, target: `/api/v1/attempts/${mine.attempt_id}/frames/${sequence}`, body: jpeg },
        notFound,
      ),
    ),
    ...['', '?source=', '?source=SCAN', '?source=camera', '?source=UPLOAD%00', '?source=UPLOAD%'].map(
      (query) =>
        bad(
          `createReference: ${query || 'no source'}`,
          { ...upload, target: `/api/v1/console/persons/${person_id}/references${query}`, body: jpeg },
          malformed,
        ),
    ),
    bad(
      'createReference: no such person',
      { ...upload, target: `/api/v1/console/persons/${nowhere}/references?source=UPLOAD`, body: jpeg },
      notFound,
    ),
  ]
}

// ---------------------------------------------------------------------------------------------- JSON

const json = (target: string, who?: ContractClient): RawRequest => ({
  method: 'POST',
  target,
  headers: { ...who?.cookieHeader(), 'Content-Type': 'application/json', ...key() },
})
interface JsonRoute {
  name: string
  request: RawRequest
  members: string[]
}
const accountMembers = ['name', 'id_number', 'password', 'phone', 'phone_again', 'terms_version']
const personMembers = ['name', 'id_number', 'category_code', 'phone']

function jsonRoutes({ clerk, reviewer, citizen }: Sender) {
  const decision = `/api/v1/console/reviews/${nowhere}/decision`
  const route = (name: string, request: RawRequest, members: string[]): JsonRoute => ({
    name,
    request,
    members,
  })
  return {
    account: route('createAccount', json('/api/v1/accounts'), accountMembers),
    session: route('createSession', json('/api/v1/sessions'), ['id_number', 'password']),
    code: route('sendCode', json('/api/v1/codes'), ['purpose', 'id_number', 'phone']),
    phoneAccount: route('createPhoneAccount', json('/api/v1/phone-accounts'), ['name', 'phone', 'code']),
    reset: route('resetPassword', json('/api/v1/password-resets'), ['code', 'new_password']),
    operator: route('createOperatorSession', json('/api/v1/console/sessions'), ['login', 'password']),
    consent: route('createConsent', json('/api/v1/consents', citizen), ['purpose', 'text_version']),
    attempt: route('createAttempt', json('/api/v1/attempts', citizen), ['consent_id']),
    person: route('createPerson', json('/api/v1/console/persons', clerk), personMembers),
    review: route('decideReview', json(decision, reviewer), ['decision', 'note']),
    ticket: route('createTicket', json('/api/v1/tickets', citizen), ['kind', 'phone', 'note']),
    callback: route('askCallback', json('/api/v1/callbacks'), ['name', 'phone', 'id_number', 'note']),
    plan: route('createPlan', json('/api/v1/console/plans', clerk), ['name', 'category_code', 'hours']),
    relative: route('createRelative', json('/api/v1/relatives', citizen), ['name', 'id_number', 'relation']),
  }
}
const jsonBodies = (member: string): [string, string | Uint8Array, Refusal?][] => [
  ['nothing', ''],
  ['a space', ' '],
  ['no JSON', 'name=x&password=y'],
  ['half of it', `{"${member}":"x`],
  ['an array', '[]'],
  ['an array of objects', `[{"${member}":"x"}]`],
  ['text', '"x"'],
  ['a number', '1'],
  ['null', 'null'],
  ['two objects', '{}{}'],
  ['a comma too many', `{"${member}":"x",}`],
  ['a comment', `{/* x */"${member}":"x"}`],
  ['single quotes', `{'${member}':'x'}`],
  ['NaN', `{"${member}":NaN}`],
  ['a byte order mark', `\ufeff{"${member}":"x"}`],
  ['UTF-16', Buffer.from(`{"${member}":"x"}`, 'utf16le')],
  ['10,000 arrays in each other', '['.repeat(10_000) + ']'.repeat(10_000)],
  ['10,000 arrays in a member', `{"${member}":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ['10,000 objects in each other', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
  ['10,000 unclosed arrays', '['.repeat(10_000)],
  ['an unknown member', `{"${member}":"x","is_admin":"true"}`],
  ['__proto__', '{"__proto__":{"a":"b"}}'],
  ['a number for text', `{"${member}":1}`],
  ['a huge number for text', `{"${member}":1e999}`],
  ['true for text', `{"${member}":true}`],
  ['null for text', `{"${member}":null}`],
  ['an array for text', `{"${member}":["x"]}`],
  ['an object for text', `{"${member}":{}}`],
  ['a NUL byte', `{"${member}":"\0"}`],
  ['a NUL byte behind it', `{"${member}":"x"}\0`],
  ['a line break in text', `{"${member}":"a\nb"}`],
  ['invalid UTF-8', Buffer.from(`{"${member}":"\xff\xfe"}`, 'latin1')],
  ['overlong UTF-8', Buffer.from(`{"${member}":"\xc0\xaf"}`, 'latin1')],
  ['half a surrogate', `{"${member}":"\\ud800"}`],
  ['a wrong escape', `{"${member}":"\\x41"}`],
  ['the same member twice', `{"${member}":"x","${member}":"y"}`, 'any'],
  ['70 kB', `{"${member}":"${'x'.repeat(70_000)}"}`, tooLarge],
  ['10 MB', `{"${member}":"${'x'.repeat(10_000_000)}"}`, tooLarge],
]
function jsonCases(routes: JsonRoute[]): Bad[] {
  return routes.flatMap(({ name, request, members: [member = ''] }) => [
    ...jsonBodies(member).map(([what, body, refusal = malformed]) =>
      bad(`${name}: ${what}`, { ...request, body }, refusal),
    ),
    bad(`${name}: 10 MB in chunks`, { ...request, body: 'x'.repeat(10_000_000), isChunked: true }, tooLarge),
    ...['text/plain', 'image/jpeg', 'application/jsonp', 'application/x-www-form-urlencoded'].map((type) =>
      bad(
        `${name}: sent as ${type}`,
        { ...withHeaders(request, { 'Content-Type': type }), body: '{}' },
        wrongType,
      ),
    ),
    bad(`${name}: sent as nothing`, { ...without(request, 'Content-Type'), body: '{}' }, wrongType),
  ])
}

const wrongKeys = [
  '',
  'short',
  'x'.repeat(65),
  'with space',
  'sla/sh/es',
  '钥匙钥匙钥匙',
  '"12345678"',
  'x'.repeat(9000),
]
function keyCases(routes: JsonRoute[]): Bad[] {
  return routes.flatMap(({ name, request }) => [
    bad(`${name}: no key`, { ...without(request, 'Idempotency-Key'), body: '{}' }, malformed),
    ...wrongKeys.map((wrong) =>
      bad(
        `${name}: key ${wrong.slice(0, 12)}`,
        { ...withHeaders(request, { 'Idempotency-Key': wrong }), body: '{}' },
        malformed,
      ),
    ),
  ])
}

// Right in form and wrong in content; each text goes into every member.
const texts: [string, string][] = [
  ['nothing', ''],
  ['spaces', '   '],
  ['NUL characters', '\\u0000\\u0000'],
  ['control characters', '\\u0001\\u001b[31m'],
  ['50,000 letters', 'x'.repeat(50_000)],
  ['15,000 ideographs', '试'.repeat(15_000)],
  ['markup', '<script>alert(1)</script>'.repeat(10)],
  ['a direction override', 'a\\u202eb'],
]
function fieldCases(routes: JsonRoute[]): Bad[] {
  return routes.flatMap(({ name, request, members }) =>
    texts.map(([what, text]) => {
      // With the largest there is room for one of them only.
      const used = text.length > 9000 ? members.slice(0, 1) : members
      const body = `{${used.map((member) => `"${member}":"${text}"`).join(',')}}`
      return bad(`${name}: ${what}`, { ...request, body }, wrongFields)
    }),
  )
}

// ---------------------------------------------------------------------------------------------- addresses

const wrongQueries = [
  'cursor=%',
  'cursor=%zz',
  'cursor=%4',
  'cursor=a%00b',
  '%=x',
  'cursor=%ff%',
  'a=b&%zz=1',
]
const methods = ['PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'BREW', 'get', 'X'.repeat(300)]

function addressCases({ clerk, citizen }: Sender): Bad[] {
  const get = (target: string, who: ContractClient): RawRequest => ({ target, headers: who.cookieHeader() })
  const idCases = malformedIds.flatMap((id) => [
    bad(`getAttempt ${id.slice(0, 20)}`, get(`/api/v1/attempts/${id}`, citizen), notFound),
    bad(`getPerson ${id.slice(0, 20)}`, get(`/api/v1/console/persons/${id}`, clerk), notFound),
    bad(
      `finishAttempt ${id.slice(0, 20)}`,
      { ...get(`/api/v1/attempts/${id}/finish`, citizen), method: 'POST', body: '' },
      notFound,
    ),
  ])
  const queryCases = wrongQueries.map((query) =>
    bad(`listPersons?${query}`, get(`/api/v1/console/persons?${query}`, clerk), malformed),
  )
  return [
    ...idCases,
    ...queryCases,
    ...methods.map((method) =>
      bad(`${method.slice(0, 10)} a route`, { ...get('/api/v1/service', citizen), method }, wrongMethod),
    ),
    ...methods.map((method) => bad(`${method.slice(0, 10)} a page`, { target: '/', method }, wrongMethod)),
    bad('no route', { target: '/api/v1/nothing' }, notFound),
    bad('no file', { target: '/nothing.html' }, notFound),
    bad('no asset', { target: '/assets/nothing.js' }, notFound),
  ]
}

// ---------------------------------------------------------------------------------------------- HTTP itself

const lines = (...lines: string[]): RawRequest => ({ wire: lines.join('\r\n') + '\r\n\r\n' })
const ask = 'GET /api/v1/service HTTP/1.1'
const post = 'POST /api/v1/accounts HTTP/1.1'
const host = 'Host: x'
const httpCases: Bad[] = [
  bad('20 kB in one header', lines(ask, host, `X-Long: ${'x'.repeat(20_000)}`), headerTooLarge),
  bad('20 kB of cookie', lines(ask, host, `Cookie: a=${'x'.repeat(20_000)}`), headerTooLarge),
  bad('3000 headers', lines(ask, host, ...Array<string>(3000).fill('X-More: 0123456789')), headerTooLarge),
  bad('a target of 20 kB', lines(`GET /${'x'.repeat(20_000)} HTTP/1.1`, host), headerTooLarge),
  bad('1 MiB without a line break', { wire: 'x'.repeat(MiB) }, headerTooLarge),
  bad('noise', { wire: noise(1000) }, malformed),
  bad('TLS', { wire: new Uint8Array([0x16, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3, ...noise(190)]) }, malformed),
  bad('HTTP/2', { wire: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' }, malformed),
  bad('HTTP/9.9', lines('GET / HTTP/9.9', host), malformed),
  bad('no version', { wire: 'GET /\r\n\r\n' }, malformed),
  bad('no target', lines('GET  HTTP/1.1', host), malformed),
  bad('a space in the target', lines('GET /a b HTTP/1.1', host), malformed),
  bad('a NUL in the target', lines('GET /a\0b HTTP/1.1', host), malformed),
  bad('no host', lines(ask), malformed),
  bad('two hosts', lines(ask, host, host), malformed),
  bad('a NUL in a header', lines(ask, host, 'X-A: a\0b'), malformed),
  bad('a space before the colon', lines(ask, host, 'X-A : b'), malformed),
  bad('a header without a name', lines(ask, host, ': b'), malformed),
  bad('a header without a colon', lines(ask, host, 'X-A'), malformed),
  bad('two lengths', lines(post, host, 'Content-Length: 2', 'Content-Length: 3'), malformed),
  bad('a length and chunks', lines(post, host, 'Content-Length: 2', 'Transfer-Encoding: chunked'), malformed),
  bad('a negative length', lines(post, host, 'Content-Length: -1'), malformed),
  bad('a length in words', lines(post, host, 'Content-Length: two'), malformed),
  bad('an unknown coding', lines(post, host, 'Transfer-Encoding: gzip'), malformed),
  bad(
    'a chunk of no size',
    { wire: `${post}\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n` },
    malformed,
  ),
  bad(
    'a chunk of all sizes',
    { wire: `${post}\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\n${'f'.repeat(17)}\r\n` },
    malformed,
  ),
]

/** All of them, for one round. */
export function badRequests(sender: Sender): Bad[] {
  const routes = jsonRoutes(sender)
  const { account, consent, attempt, person, session, relative } = routes
  const longName = JSON.stringify({ consent_id: sender.consent_id, camera_name: '镜'.repeat(201) })
  return [
    bad('createAttempt: a camera with too long a name', { ...attempt.request, body: longName }, malformed),
    ...pictureCases(sender),
    ...jsonCases(Object.values(routes)),
    ...keyCases([account, consent, attempt, person, relative]),
    ...fieldCases([account, person, session, relative]),
    ...addressCases(sender),
    ...httpCases,
  ]
}
