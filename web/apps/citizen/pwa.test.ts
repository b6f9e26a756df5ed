import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'

const folder = join(import.meta.dirname, 'public')
const read = (name: string) => readFileSync(join(folder, name))

interface Manifest {
  id: string
  name: string
  start_url: string
  display: string
  icons: { src: string; sizes: string; type: string; purpose?: string }[]
}

describe('the manifest', () => {
  const manifest = JSON.parse(read('app.webmanifest').toString()) as Manifest

  it('has what a phone wants for its home screen', () => {
    expect(manifest).toMatchObject({ id: '/', start_url: '/', display: 'standalone' })
    const sizes = manifest.icons.map(({ sizes, purpose }) => [sizes, purpose ?? 'any'].join(' '))
    expect(sizes).toEqual(expect.arrayContaining(['192x192 any', '512x512 any', '512x512 maskable']))
  })

  it.each([
    ...manifest.icons.filter(({ type }) => type === 'image/png'),
    { src: '/apple-touch-icon.png', sizes: '180x180' },
  ])('has the icon $src in its size', ({ src, sizes }) => {
    const png = read(src.slice(1))
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes)
    expect(statSync(join(folder, src)).size).toBeLessThan(10_000)
  })

  it('is named by the page, and so is the icon of iPhones', () => {
    const page = readFileSync(join(folder, '../index.html'), 'utf8')
    expect(page).toContain('rel="manifest" href="/app.webmanifest"')
    expect(page).toContain('rel="apple-touch-icon" href="/apple-touch-icon.png"')
  })
})

describe('the service worker', () => {
  const origin = 'https://pension.example'
  type Listener = (event: object) => void
  let listeners: Record<string, Listener>
  let kept: Map<string, Response>
  let cache: { match: unknown; put: unknown; keys: unknown; delete: unknown }
  const fetched = vi.fn(async (request: { url: string }) => new Response(request.url))

  beforeEach(() => {
    listeners = {}
    kept = new Map()
    fetched.mockClear()
    const urlOf = (request: string | { url: string }) =>
      typeof request === 'string' ? origin + request : request.url
    cache = {
      match: async (request: string | { url: string }) => kept.get(urlOf(request))?.clone(),
      put: async (request: string | { url: string }, answer: Response) =>
        void kept.set(urlOf(request), answer),
      keys: async () => [...kept.keys()].map((url) => ({ url })),
      delete: async (request: { url: string }) => kept.delete(request.url),
    }
    const self = {
      location: { origin },
      addEventListener: (name: string, listener: Listener) => (listeners[name] = listener),
    }
    const run = new Function('self', 'caches', 'fetch', read('sw.js').toString())
    run(self, { open: async () => cache }, fetched)
  })

  /** The text of its answer; undefined: the browser asks the server itself. */
  async function ask(path: string, { method = 'GET', from = origin } = {}): Promise<string | undefined> {
    let answer: Promise<Response> | undefined
    const rest: Promise<unknown>[] = []
    listeners.fetch!({
      request: { method, url: from + path },
      respondWith: (promised: Promise<Response>) => (answer = promised),
      waitUntil: (promised: Promise<unknown>) => rest.push(promised),
    })
    const text = answer && (await (await answer).clone().text())
    await Promise.all(rest)
    return text
  }

  it.each(['/', '/proof', '/api/v1/me', '/api/v1/me/reference.jpg', '/console/assets/index-1.js', '/sw.js'])(
    'leaves %s to the server',
    async (path) => {
      expect(await ask(path)).toBeUndefined()
    },
  )

  it('gives the page that checks receipts as the server has it, and as it was where there is no network', async () => {
    fetched.mockResolvedValueOnce(new Response('older')).mockResolvedValueOnce(new Response('newer'))
    expect(await ask('/verify')).toBe('older')
    expect(await ask('/verify')).toBe('newer')
    fetched.mockRejectedValueOnce(new TypeError('offline'))
    expect(await ask('/verify')).toBe('newer')
    fetched.mockResolvedValueOnce(new Response('', { status: 503 }))
    expect(await ask('/verify')).toBe('')
    fetched.mockRejectedValueOnce(new TypeError('offline'))
    expect(await ask('/verify')).toBe('newer')
  })

  it('has no page to give where none was kept', async () => {
    fetched.mockRejectedValueOnce(new TypeError('offline'))
    await expect(ask('/verify')).rejects.toThrow('offline')
  })

  it('leaves alone what is sent, and what is elsewhere', async () => {
    expect(await ask('/assets/a-1.js', { method: 'POST' })).toBeUndefined()
    expect(await ask('/assets/a-1.js', { from: 'https://other.example' })).toBeUndefined()
  })

  it('fetches a file of the app once', async () => {
    for (let i = 0; i < 3; i++) expect(await ask('/assets/a-1.js')).toBe(`${origin}/assets/a-1.js`)
    expect(fetched).toHaveBeenCalledTimes(1)
  })

  it('forgets the oldest files', async () => {
    for (let i = 0; i < 160; i++) await ask(`/assets/a-${i}.js`)
    expect(kept.size).toBe(150)
    expect([...kept.keys()][0]).toBe(`${origin}/assets/a-10.js`)
  })

  it('answers all the same where nothing can be kept', async () => {
    const full = async () => {
      throw new Error('QuotaExceededError')
    }
    Object.assign(cache, { put: full, match: full })
    expect(await ask('/assets/a-1.js')).toBe(`${origin}/assets/a-1.js`)
  })

  it('keeps no failure', async () => {
    fetched.mockResolvedValueOnce(new Response('', { status: 404 }))
    await ask('/assets/a-1.js')
    expect(kept.size).toBe(0)
  })
})
