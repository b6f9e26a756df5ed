import { decodeQR } from 'qr/decode.js'

/** Of a picture file: large codes are found in a small picture, small ones in a large one. Longest sides. */
const fileSides_px = [1200, 2400, 600]
const fileEffort = { effort: 50, timeLimit: 1500 }
/** Of the camera's picture, several times a second. */
const cameraSide_px = 800

interface Pixels {
  width: number
  height: number
  data: Uint8Array | Uint8ClampedArray
}

/** What the QR code in a picture holds; undefined where none is to be read. */
export function textInPicture(picture: Pixels, effort?: typeof fileEffort): string | undefined {
  try {
    return decodeQR(picture, effort)
  } catch {
    return undefined
  }
}

function pixelsOf(
  source: CanvasImageSource,
  width: number,
  height: number,
  side_px: number,
): Pixels | undefined {
  const scale = Math.min(1, side_px / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const context = canvas.getContext('2d', { willReadFrequently: true })
  context?.drawImage(source, 0, 0, canvas.width, canvas.height)
  return context?.getImageData(0, 0, canvas.width, canvas.height)
}

/** Throws where the file is no picture. */
export async function textInFile(file: Blob): Promise<string | undefined> {
  const address = URL.createObjectURL(file)
  try {
    const image = new Image()
    image.src = address
    await image.decode()
    for (const side_px of fileSides_px) {
      const pixels = pixelsOf(image, image.naturalWidth, image.naturalHeight, side_px)
      const text = pixels && textInPicture(pixels, fileEffort)
      if (text) return text
    }
    return undefined
  } finally {
    URL.revokeObjectURL(address)
  }
}

export function textInVideo(video: HTMLVideoElement): string | undefined {
  if (video.videoWidth === 0) return undefined
  const pixels = pixelsOf(video, video.videoWidth, video.videoHeight, cameraSide_px)
  return pixels && textInPicture(pixels)
}
