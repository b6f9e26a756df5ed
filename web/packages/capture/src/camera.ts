import type { GreyPicture } from './faceFinder'
import { measure, type Quality } from './quality'

export type CameraSide = 'user' | 'environment'
export type CameraFault = 'DENIED' | 'NONE' | 'IN_USE' | 'INSECURE'

export class CameraError extends Error {
  constructor(readonly fault: CameraFault) {
    super(fault)
  }
}

/** Longest side of what is uploaded; a face that fills the oval is then about 300 px high. */
export const FRAME_SIDE_PX = 640
const jpegQuality = 0.88
/** How finely a picture is drawn and coded. */
export interface Detail {
  side_px: number
  quality: number
}
/** Of a picture that has to show colours or a turned head. JPEG's colours are coarse: of 76 simulated heads 56 passed with
 *  these pictures, 47 with the ones for a slow network (docs/pad.md). 40 to 70 kB. */
export const STEP_DETAIL: Detail = { side_px: 640, quality: 0.92 }
/** 12 to 19 kB. */
export const SLOW_STEP_DETAIL: Detail = { side_px: 480, quality: 0.8 }
/** Of a picture that is only asked about. */
export const HINT_DETAIL: Detail = { side_px: 320, quality: 0.8 }
/** Of a picture of an ID card, whose characters are to be read. 150 to 350 kB. */
export const CARD_DETAIL: Detail = { side_px: 1600, quality: 0.85 }
/** Longest side of a card's picture file: the card may fill less of it than of the view. */
export const CARD_FILE_SIDE_PX = 2000

/** A camera that gives no picture for so long is taken to be gone. */
export const PICTURE_WAIT_MS = 10_000

interface Size {
  width: number
  height: number
}
/** What is made of a camera's picture. */
export interface View {
  /** Width by height of what the page shows: the middle of the picture, and no more of it is drawn. */
  aspect: number
  /** Asked of the camera. */
  ideal: Size
  /** How small it is looked at. */
  look: Size
}
export const FACE_VIEW: View = {
  aspect: 3 / 4,
  ideal: { width: 1280, height: 960 },
  look: { width: 120, height: 160 },
}
/** What faces are looked for in: a face as large as the oval is then 65 px wide. */
export const FACES_LOOK: Size = { width: 180, height: 240 }
/** A card's shape, ID-1 of ISO/IEC 7810. */
const cardAspect = 85.6 / 53.98
/** The card's frame in shares of the view, each way: around it is a margin of 15 %, so that a card held a little off is whole. */
export const CARD_SHARE = 1 / 1.3
/** Looked at more finely than a face, of which print has no edges left. The bound of `hintOf` then falls between a blur of 4
 *  and of 6 pixels on the 1280 of a card drawn by the stories, whose digits have strokes of 5 (2026-11-26). */
export const CARD_VIEW: View = {
  aspect: cardAspect,
  ideal: { width: 1920, height: 1080 },
  look: { width: 320, height: 202 },
}

/** Where pictures come from. One picture at a time is looked at, and kept if it is the best so far. */
export interface FrameSource {
  /** Opens nothing where it was closed meanwhile. */
  open(side: CameraSide): Promise<void>
  close(): void
  /** What the device calls the camera that is open; a program that poses as one often says so. */
  name(): string | undefined
  /** Looks at the present picture; undefined while there is none. */
  look(): Quality | undefined
  /** Keeps the picture that was looked at last. */
  keep(): void
  /** The kept picture as JPEG. */
  encode(): Promise<ArrayBuffer>
  /** The present picture as JPEG; undefined while there is none. Leaves the kept one alone. */
  snap(detail: Detail): Promise<ArrayBuffer | undefined>
}

/** As long as the contract allows. */
const nameMax = 200

/** A track's label as the server takes it. */
export function nameOf(label: string | undefined): string | undefined {
  // Halves of characters are no text.
  const name = [...(label ?? '').replace(/[\ud800-\udfff]/gu, '')].slice(0, nameMax).join('')
  return name === '' ? undefined : name
}

function faultOf(error: unknown): CameraFault {
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'DENIED'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'NONE'
  return 'IN_USE'
}

/** The middle of a camera picture in the shape that the page shows, longest side at most `side_px`. */
export function middleCut(aspect: number, width: number, height: number, side_px: number) {
  const cutWidth = Math.min(width, Math.round(height * aspect))
  const cutHeight = Math.min(height, Math.round(cutWidth / aspect))
  const scale = Math.min(1, side_px / Math.max(cutWidth, cutHeight))
  return {
    x: Math.round((width - cutWidth) / 2),
    y: Math.round((height - cutHeight) / 2),
    width: cutWidth,
    height: cutHeight,
    outWidth: Math.round(cutWidth * scale),
    outHeight: Math.round(cutHeight * scale),
  }
}

export function encodeCanvas(canvas: HTMLCanvasElement, quality = jpegQuality): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob.arrayBuffer()) : reject(new Error('the canvas gave no JPEG'))),
      'image/jpeg',
      quality,
    )
  })
}

/** The camera of the device, shown in `video`. */
export class VideoCamera implements FrameSource {
  private stream: MediaStream | undefined
  /** Counts openings and closings: a permission that is given after the camera was closed opens nothing. */
  private turn = 0
  private scratch = document.createElement('canvas')
  private best = document.createElement('canvas')
  private small = document.createElement('canvas')
  private fine = document.createElement('canvas')
  private snapped = document.createElement('canvas')

  constructor(
    private readonly video: () => HTMLVideoElement | null,
    private readonly onEnded: () => void,
    private readonly view = FACE_VIEW,
  ) {}

  async open(side: CameraSide): Promise<void> {
    this.close()
    if (!navigator.mediaDevices?.getUserMedia) {
      throw new CameraError(globalThis.isSecureContext === false ? 'INSECURE' : 'NONE')
    }
    const { width, height } = this.view.ideal
    const mine = this.turn
    let stream: MediaStream
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: side, width: { ideal: width }, height: { ideal: height } },
      })
    } catch (error) {
      throw new CameraError(faultOf(error))
    }
    const video = this.video()
    if (mine !== this.turn || !video) {
      for (const track of stream.getTracks()) track.stop()
      return
    }
    this.stream = stream
    for (const track of stream.getTracks()) track.addEventListener('ended', this.onEnded)
    video.srcObject = stream
    // Refused autoplay is no fault: the picture comes with the next tap. Not waited for: without a picture it never plays.
    void video.play().catch(() => undefined)
  }

  close(): void {
    this.turn++
    for (const track of this.stream?.getTracks() ?? []) {
      track.removeEventListener('ended', this.onEnded)
      track.stop()
    }
    this.stream = undefined
    const video = this.video()
    if (video) video.srcObject = null
    // What was looked at last may be somebody's card.
    for (const canvas of [this.scratch, this.best, this.small, this.fine, this.snapped])
      canvas.width = canvas.height = 0
  }

  name(): string | undefined {
    return nameOf(this.stream?.getVideoTracks()[0]?.label)
  }

  look(): Quality | undefined {
    return this.draw(this.scratch, FRAME_SIDE_PX)
      ? qualityOf(this.scratch, this.small, this.view.look)
      : undefined
  }

  keep(): void {
    const kept = this.best
    this.best = this.scratch
    this.scratch = kept
  }

  encode(): Promise<ArrayBuffer> {
    return encodeCanvas(this.best)
  }

  async snap({ side_px, quality }: Detail): Promise<ArrayBuffer | undefined> {
    return this.draw(this.snapped, side_px) ? encodeCanvas(this.snapped, quality) : undefined
  }

  /** The picture that was looked at last, small and grey. */
  grey({ width, height }: Size): GreyPicture | undefined {
    if (this.scratch.width === 0 || !this.stream) return undefined
    this.fine.width = width
    this.fine.height = height
    const context = this.fine.getContext('2d', { willReadFrequently: true })
    if (!context) return undefined
    context.drawImage(this.scratch, 0, 0, width, height)
    return greyOf(context.getImageData(0, 0, width, height).data, width, height)
  }

  /** Draws the present picture; false while there is none. */
  private draw(canvas: HTMLCanvasElement, side_px: number): boolean {
    const video = this.video()
    if (!video || video.videoWidth === 0 || video.readyState < 2) return false
    const cut = middleCut(this.view.aspect, video.videoWidth, video.videoHeight, side_px)
    canvas.width = cut.outWidth
    canvas.height = cut.outHeight
    canvas
      .getContext('2d')
      ?.drawImage(video, cut.x, cut.y, cut.width, cut.height, 0, 0, cut.outWidth, cut.outHeight)
    return true
  }
}

/** Of RGBA pixels. */
export function greyOf(pixels: Uint8ClampedArray, width: number, height: number): GreyPicture {
  const luma = new Uint8Array(width * height)
  // 0.299, 0.587 and 0.114 in 256ths.
  for (let i = 0; i < luma.length; i++)
    luma[i] = (77 * pixels[4 * i]! + 150 * pixels[4 * i + 1]! + 29 * pixels[4 * i + 2]!) >> 8
  return { width, height, luma }
}

function qualityOf(
  picture: HTMLCanvasElement,
  small: HTMLCanvasElement,
  { width, height }: Size,
): Quality | undefined {
  small.width = width
  small.height = height
  const context = small.getContext('2d', { willReadFrequently: true })
  if (!context) return undefined
  context.drawImage(picture, 0, 0, width, height)
  return measure(context.getImageData(0, 0, width, height).data, width, height)
}

/** A picture file as JPEG, longest side at most `side_px`. Throws where the file is no picture. */
export async function jpegOfFile(file: Blob, side_px: number): Promise<ArrayBuffer> {
  const address = URL.createObjectURL(file)
  try {
    const image = new Image()
    image.src = address
    await image.decode()
    const scale = Math.min(1, side_px / Math.max(image.naturalWidth, image.naturalHeight))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale))
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale))
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await encodeCanvas(canvas)
  } finally {
    URL.revokeObjectURL(address)
  }
}
