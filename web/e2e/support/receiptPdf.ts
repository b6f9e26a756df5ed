import { encode } from 'jpeg-js'
import { inflateSync } from 'node:zlib'

/** What the one page of a receipt is drawn with: operators and their numbers (PDF 32000-1, 8). */
function wordsOf(pdf: Buffer): string[] {
  let drawing = ''
  const start = Buffer.from('stream\n')
  for (let at = pdf.indexOf(start); at >= 0; at = pdf.indexOf(start, at + 1)) {
    const end = pdf.indexOf('endstream', at)
    try {
      drawing += inflateSync(pdf.subarray(at + start.length, end)).toString('latin1')
    } catch {
      // A stream of another kind.
    }
  }
  return drawing.split(/\s+/)
}

interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** The squares of its QR code, in points; nothing else on the page is a closed path (`h`). */
function squaresOf(pdf: Buffer): Box[] {
  const words = wordsOf(pdf)
  const squares: Box[] = []
  let points: [number, number][] = []
  words.forEach((word, i) => {
    if (word === 'm') points = []
    if (word === 'm' || word === 'l') points.push([Number(words[i - 2]), Number(words[i - 1])])
    if (word !== 'h' || points.length !== 4) return
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
    squares.push({
      left: Math.min(...xs),
      top: Math.min(...ys),
      right: Math.max(...xs),
      bottom: Math.max(...ys),
    })
  })
  return squares
}

/** A picture of the QR code that is printed on a receipt, as a phone takes one: JPEG, with some of the paper around it. */
export function codePictureOf(pdf: Buffer, pixelsPerPoint = 4): Buffer {
  const squares = squaresOf(pdf)
  if (squares.length === 0) throw new Error('the receipt has no QR code')
  const margin = 40
  const left = Math.min(...squares.map((square) => square.left)) - margin
  const top = Math.min(...squares.map((square) => square.top)) - margin
  const width = Math.ceil((Math.max(...squares.map(({ right }) => right)) + margin - left) * pixelsPerPoint)
  const height = Math.ceil((Math.max(...squares.map(({ bottom }) => bottom)) + margin - top) * pixelsPerPoint)
  const data = Buffer.alloc(width * height * 4, 0xff)
  for (const square of squares) {
    const [from, to] = [square.left - left, square.right - left].map((x) => Math.round(x * pixelsPerPoint))
    for (
      let y = Math.round((square.top - top) * pixelsPerPoint);
      y < (square.bottom - top) * pixelsPerPoint;
      y++
    )
      for (let x = from!; x < to!; x++) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3)
  }
  return encode({ data, width, height }, 90).data
}
