import {
  createFaceFinder,
  FAR,
  NEAR,
  type Cascade,
  type FaceFinder,
  type FoundFace,
  type GreyPicture,
} from './faceFinder'

export type FaceHint = 'NO_FACE' | 'MANY_FACES' | 'TOO_FAR' | 'TOO_NEAR' | 'OFF_CENTRE' | 'FINE'

/** Of all the time no more than this share goes into looking for faces: the page stays quick on a slow phone. */
export const BUSY_SHARE = 0.1
/** A phone that takes so long for a look does better without. */
export const LOOK_MAX_MS = 250
/** After the cascade did not come it is asked for again. */
export const RELOAD_MS = 5000
/** So many looks in a row without a face: one alone is easily missed. */
export const MISSES_BEFORE_NO_FACE = 3
/** In shares of the picture's height; of the distance between the eyes 0.09 and 0.21, as in docs/quality.md, but for a little
 *  more at the far end: smaller faces are found less surely. */
const far_below = 0.155
const near_above = 0.37
/** Of the picture, across and down; docs/quality.md. */
const offCentre_above = 0.18
/** Beside a face of size 1. */
const other_size_min = 0.6

export function faceHintOf(faces: FoundFace[], { width, height }: GreyPicture): FaceHint {
  const [face, ...others] = faces
  if (!face) return 'NO_FACE'
  if (others.some(({ size }) => size >= other_size_min * face.size)) return 'MANY_FACES'
  if (face.size < far_below) return 'TOO_FAR'
  if (face.size > near_above) return 'TOO_NEAR'
  const across = Math.abs(((face.x + face.size / 2) * height) / width - 0.5)
  const down = Math.abs(face.y + face.size / 2 - 0.5)
  return Math.max(across, down) > offCentre_above ? 'OFF_CENTRE' : 'FINE'
}

/** From the address of its file; undefined where the build found none. Rejects where it does not come. */
export async function fetchCascade(address: string | undefined): Promise<Cascade | undefined> {
  if (!address) return undefined
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`)
  return (await answer.json()) as Cascade
}

export interface FaceWatchParts {
  /** Undefined: there is none. */
  load: () => Promise<Cascade | undefined>
  /** The picture that was looked at last; undefined while there is none. */
  picture: () => GreyPicture | undefined
}

/** Says what the faces before the camera are like, as often as the phone can bear it. It only helps: its failures are silent. */
export class FaceWatch {
  private find: FaceFinder | undefined
  private isLoading = false
  private load_ms = 0
  private isGivenUp = false
  private sizes = NEAR
  private misses = 0
  private next_ms = 0
  private latest: FaceHint | undefined

  constructor(private readonly parts: FaceWatchParts) {}

  /** Undefined: not known. */
  look(): FaceHint | undefined {
    this.load()
    if (!this.find || this.isGivenUp) return undefined
    const from_ms = performance.now()
    if (from_ms < this.next_ms) return this.latest
    const picture = this.parts.picture()
    if (!picture) return (this.latest = undefined)
    const faces = this.find(picture, this.sizes)
    const took_ms = performance.now() - from_ms
    this.next_ms = from_ms + took_ms / BUSY_SHARE
    this.isGivenUp = took_ms > LOOK_MAX_MS
    if (faces.length > 0) {
      this.misses = 0
      return (this.latest = faceHintOf(faces, picture))
    }
    this.sizes = this.sizes === NEAR ? FAR : NEAR
    if (++this.misses >= MISSES_BEFORE_NO_FACE) this.latest = 'NO_FACE'
    return this.latest
  }

  /** Another picture than before. */
  reset(): void {
    this.misses = 0
    this.latest = undefined
  }

  private load(): void {
    if (this.isLoading || performance.now() < this.load_ms) return
    this.isLoading = true
    this.parts.load().then(
      (cascade) => {
        if (cascade) this.find = createFaceFinder(cascade)
      },
      () => {
        this.isLoading = false
        this.load_ms = performance.now() + RELOAD_MS
      },
    )
  }
}
