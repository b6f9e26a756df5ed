import { outcomeOf, type ApiClient, type Outcome, type PersonFile } from '@jianzai/api'
import { createFaceFinder, FAR, fetchCascade, greyOf, NEAR, type FaceFinder } from '@jianzai/capture'
import cascade from 'virtual:face-cascade'
import { onScopeDispose, shallowRef } from 'vue'
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

  async function take(outcome: Outcome<unknown>): Promise<Shown | undefined> {
    if (!outcome.ok || isGone) return undefined
    const picture = await pictureOf(outcome.value as Blob).catch(() => undefined)
    if (!picture) return undefined
    made.push(picture.url)
    if (isGone) URL.revokeObjectURL(picture.url)
    return isGone ? undefined : picture
  }

  async function loadFrame(sequence: number): Promise<void> {
    const picture = await take(
      await outcomeOf(api.GET(address, { params: { path: { review_id, sequence } }, parseAs: 'blob' })),
    )
    if (picture) frames.value = new Map([...frames.value, [sequence, picture]])
  }

  async function loadPhotograph(reference_id: string): Promise<void> {
    if (photographs.value.has(reference_id)) return
    const picture = await take(
      await outcomeOf(
        api.GET('/api/v1/console/references/{reference_id}/image.jpg', {
          params: { path: { reference_id } },
          parseAs: 'blob',
        }),
      ),
    )
    if (picture) photographs.value = new Map([...photographs.value, [reference_id, picture]])
  }

  return { frames, photographs, loadFrame, loadPhotograph }
}
