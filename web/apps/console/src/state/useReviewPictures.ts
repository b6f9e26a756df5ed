import { outcomeOf, type ApiClient, type Failure, type Outcome, type PersonFile } from '@jianzai/api'
import { createFaceFinder, FAR, fetchCascade, greyOf, NEAR, type FaceFinder } from '@jianzai/capture'
import cascade from 'virtual:face-cascade'
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { lookSize, type FaceBox, type Picture } from './alignFaces'

export type Photograph = PersonFile['references'][number]
/** A picture that was fetched: once, because each look is recorded. */
export interface Shown extends Picture {
  url: string
}

const address = '/api/v1/console/reviews/{review_id}/frames/{sequence}'
let finder: Promise<FaceFinder | undefined> | undefined

function loadFinder(): Promise<FaceFinder | undefined> {
  finder ??= fetchCascade(cascade).then(
    (found) => found && createFaceFinder(found),
    () => (finder = undefined),
  )
  return finder
}

/** The surest face of a picture, in its pixels; undefined where none is found. */
async function findFace(image: HTMLImageElement): Promise<FaceBox | undefined> {
  const find = await loadFinder()
  if (!find) return undefined
  const { naturalWidth, naturalHeight } = image
  const { width, height } = lookSize({ width: naturalWidth, height: naturalHeight })
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return undefined
  context.drawImage(image, 0, 0, width, height)
  const grey = greyOf(context.getImageData(0, 0, width, height).data, width, height)
  const [face] = [...find(grey, NEAR), ...find(grey, FAR)]
  return face && { x: face.x * naturalHeight, y: face.y * naturalHeight, size: face.size * naturalHeight }
}

async function pictureOf(blob: Blob): Promise<Shown> {
  const url = URL.createObjectURL(blob)
  const image = new Image()
  image.src = url
  await image.decode()
  const face = await findFace(image).catch(() => undefined)
  return { url, width: image.naturalWidth, height: image.naturalHeight, face }
}

/** The pictures of a case: the frames of the attempt and the photographs that they are compared with. */
export function useReviewPictures(api: ApiClient, review_id: string) {
  const frames = shallowRef(new Map<number, Shown>())
  const photographs = shallowRef(new Map<string, Shown>())
  const made: string[] = []
  let isGone = false
  onScopeDispose(() => {
    isGone = true
    for (const url of made) URL.revokeObjectURL(url)
  })

  async function take(outcome: Outcome<unknown>): Promise<Outcome<Shown>> {
    if (!outcome.ok) return outcome
    const picture = await pictureOf(outcome.value as Blob).catch(() => undefined)
    // What is no picture was not sent by the server.
    if (!picture) return { ok: false, failure: { kind: 'network' } }
    made.push(picture.url)
    if (isGone) URL.revokeObjectURL(picture.url)
    return { ok: true, value: picture, status: outcome.status }
  }

  /** By number of a frame and id of a photograph: each look is recorded, so what is on its way is not asked for again. */
  const coming = new Map<number | string, Promise<void>>()
  const failures = shallowRef(new Map<number | string, Failure>())

  function loadOnce<Key extends number | string>(
    shown: ShallowRef<Map<Key, Shown>>,
    key: Key,
    call: () => Promise<Outcome<unknown>>,
  ): Promise<void> {
    if (shown.value.has(key)) return Promise.resolve()
    const load = async () => {
      const taken = await take(await call())
      coming.delete(key)
      if (isGone) return
      if (taken.ok) shown.value = new Map([...shown.value, [key, taken.value]])
      const others = [...failures.value].filter(([other]) => other !== key)
      failures.value = new Map(taken.ok ? others : [...others, [key, taken.failure]])
    }
    const loading = coming.get(key) ?? load()
    coming.set(key, loading)
    return loading
  }

  const loadFrame = (sequence: number) =>
    loadOnce(frames, sequence, () =>
      outcomeOf(api.GET(address, { params: { path: { review_id, sequence } }, parseAs: 'blob' })),
    )

  const loadPhotograph = (reference_id: string) =>
    loadOnce(photographs, reference_id, () =>
      outcomeOf(
        api.GET('/api/v1/console/references/{reference_id}/image.jpg', {
          params: { path: { reference_id } },
          parseAs: 'blob',
        }),
      ),
    )

  /** Asks again for those that did not come. */
  async function retry(): Promise<void> {
    for (const key of failures.value.keys())
      await (typeof key === 'number' ? loadFrame(key) : loadPhotograph(key))
  }

  return { frames, photographs, failures, loadFrame, loadPhotograph, retry }
}
