import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Cascade, FoundFace, GreyPicture } from './faceFinder'
import {
  faceHintOf,
  FaceWatch,
  fetchCascade,
  LOOK_MAX_MS,
  MISSES_BEFORE_NO_FACE,
  RELOAD_MS,
} from './faceWatch'

const found = vi.hoisted(() => ({ faces: vi.fn<() => FoundFace[]>() }))
vi.mock('./faceFinder', async (original) => ({
  ...(await original<object>()),
  createFaceFinder: () => found.faces,
}))

const picture: GreyPicture = { width: 180, height: 240, luma: new Uint8Array(180 * 240) }
const cascade: Cascade = { size: 24, features: [], stages: [] }
/** Of this size, with its middle so far from the picture's. */
const face = (size: number, right = 0, below = 0, seen = 9): FoundFace => ({
  x: 0.375 + right - size / 2,
  y: 0.5 + below - size / 2,
  size,
  seen,
})
const ideal = face(0.26)

let now_ms = 0
beforeEach(() => {
  now_ms = 1000
  vi.spyOn(performance, 'now').mockImplementation(() => now_ms)
  found.faces.mockReset()
  found.faces.mockReturnValue([ideal])
})
afterEach(() => void vi.restoreAllMocks())

async function watching(load: () => Promise<Cascade | undefined> = async () => cascade) {
  const parts = { load: vi.fn(load), picture: vi.fn((): GreyPicture | undefined => picture) }
  const watch = new FaceWatch(parts)
  watch.look()
  await Promise.resolve()
  await Promise.resolve()
  return { watch, ...parts }
}
/** A look later. */
function look(watch: FaceWatch, after_ms = 400) {
  now_ms += after_ms
  return watch.look()
}

it.each([
  ['one as large as the oval', [ideal], 'FINE'],
  ['none', [], 'NO_FACE'],
  ['a small one', [face(0.15)], 'TOO_FAR'],
  ['a large one', [face(0.4)], 'TOO_NEAR'],
  ['one at the left', [face(0.26, -0.14)], 'OFF_CENTRE'],
  ['one that is low', [face(0.26, 0, 0.19)], 'OFF_CENTRE'],
  ['two', [ideal, face(0.2, 0.3)], 'MANY_FACES'],
  ['one, and somebody far behind', [ideal, face(0.15, 0.3)], 'FINE'],
])('says of %s what it is', (_what, faces, hint) => {
  expect(faceHintOf(faces, picture)).toBe(hint)
})

it('knows nothing until the cascade is there, and fetches it once', async () => {
  const { watch, load } = await watching()
  expect(look(watch)).toBe('FINE')
  expect(load).toHaveBeenCalledTimes(1)
})

it('knows nothing where there is no cascade', async () => {
  const { watch, load } = await watching(async () => undefined)
  expect(look(watch)).toBeUndefined()
  expect(look(watch)).toBeUndefined()
  expect(load).toHaveBeenCalledTimes(1)
})

it('tries again where the network failed', async () => {
  let isDead = true
  const { watch, load } = await watching(() =>
    isDead ? Promise.reject(new Error('no network')) : Promise.resolve(cascade),
  )
  isDead = false
  look(watch)
  expect(load).toHaveBeenCalledTimes(1)
  look(watch, RELOAD_MS)
  await Promise.resolve()
  await Promise.resolve()
  expect(look(watch)).toBe('FINE')
  expect(load).toHaveBeenCalledTimes(2)
})

it('fetches the cascade from its file, if there is one', async () => {
  const fetched = vi.fn(async () => new Response(JSON.stringify(cascade)))
  vi.stubGlobal('fetch', fetched)
  expect(await fetchCascade(undefined)).toBeUndefined()
  expect(fetched).not.toHaveBeenCalled()
  expect(await fetchCascade('/assets/cascade.json')).toEqual(cascade)
  fetched.mockResolvedValueOnce(new Response('not found', { status: 404 }))
  await expect(fetchCascade('/assets/cascade.json')).rejects.toThrow('404')
  vi.unstubAllGlobals()
})

it('says that there is no face only after several looks, near and far', async () => {
  const { watch } = await watching()
  look(watch)
  found.faces.mockClear()
  found.faces.mockReturnValue([])
  for (let i = 1; i < MISSES_BEFORE_NO_FACE; i++) expect(look(watch)).toBe('FINE')
  expect(look(watch)).toBe('NO_FACE')
  const sizes = found.faces.mock.calls.map(
    (call) => (call as unknown as [GreyPicture, { from: number }])[1].from,
  )
  expect(new Set(sizes).size).toBe(2)
  found.faces.mockReturnValue([ideal])
  expect(look(watch)).toBe('FINE')
})

it('looks less often on a slow phone, and not at all on a very slow one', async () => {
  const { watch } = await watching()
  let took_ms = 100
  found.faces.mockImplementation(() => {
    now_ms += took_ms
    return [ideal]
  })
  look(watch)
  expect(look(watch)).toBe('FINE')
  expect(look(watch)).toBe('FINE')
  expect(found.faces).toHaveBeenCalledTimes(1)
  took_ms = LOOK_MAX_MS + 1
  look(watch)
  expect(found.faces).toHaveBeenCalledTimes(2)
  expect(look(watch, 60_000)).toBeUndefined()
  expect(found.faces).toHaveBeenCalledTimes(2)
})

it('knows nothing without a picture, and forgets what another camera showed', async () => {
  const { watch, picture: seen } = await watching()
  look(watch)
  seen.mockReturnValueOnce(undefined)
  expect(look(watch)).toBeUndefined()
  look(watch)
  watch.reset()
  found.faces.mockReturnValue([])
  expect(look(watch)).toBeUndefined()
})
