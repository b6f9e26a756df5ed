const MiB = 1024 * 1024

/** Deterministic noise. */
export function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = 0x2545f491
  for (let i = 0; i < length; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[i] = state
  }
  return bytes
}

const joined = (...parts: (Uint8Array | number[])[]) =>
  new Uint8Array(Buffer.concat(parts.map((p) => Buffer.from(p))))
const filled = (length: number, ...pattern: number[]) =>
  new Uint8Array(Buffer.alloc(length, Buffer.from(pattern)))

/** Where a marker's segment starts, at its 0xff. */
function segmentAt(jpeg: Uint8Array, isWanted: (marker: number) => boolean): number {
  for (let at = 2; at + 4 < jpeg.length; at += 2 + jpeg[at + 2]! * 256 + jpeg[at + 3]!) {
    if (isWanted(jpeg[at + 1]!)) return at
  }
  throw new Error('no such segment')
}
const frameHeaderAt = (jpeg: Uint8Array) => segmentAt(jpeg, (marker) => marker >= 0xc0 && marker <= 0xc2)
const scanAt = (jpeg: Uint8Array) => segmentAt(jpeg, (marker) => marker === 0xda)

function patched(jpeg: Uint8Array, at: number, ...bytes: number[]): Uint8Array {
  const copy = jpeg.slice()
  copy.set(bytes, at)
  return copy
}
/** The picture with another size in its header. */
export function resized(jpeg: Uint8Array, width: number, height: number): Uint8Array {
  return patched(jpeg, frameHeaderAt(jpeg) + 5, height >> 8, height & 255, width >> 8, width & 255)
}
/** The picture, longer: with comments after its start marker. */
export function padded(jpeg: Uint8Array, length: number): Uint8Array {
  const parts: Uint8Array[] = []
  const comment_bytes = 65_000
  for (let missing = length - jpeg.length; missing > 0;) {
    const bytes = Math.max(4, missing < comment_bytes + 4 ? missing : comment_bytes)
    parts.push(joined([0xff, 0xfe, (bytes - 2) >> 8, (bytes - 2) & 255], filled(bytes - 4, 0x20)))
    missing -= bytes
  }
  return joined(jpeg.subarray(0, 2), ...parts, jpeg.subarray(2))
}

export interface BadPicture {
  name: string
  bytes: Uint8Array
  code: 'NOT_AN_IMAGE' | 'IMAGE_TOO_LARGE'
}

/** What is no picture that may be decoded, out of one that is. */
export function badPictures(jpeg: Uint8Array): BadPicture[] {
  const text = new TextEncoder()
  const scan = scanAt(jpeg)
  const header = frameHeaderAt(jpeg)
  const shortScan = jpeg.subarray(scan, scan + 40)
  const none = (name: string, bytes: Uint8Array): BadPicture => ({ name, bytes, code: 'NOT_AN_IMAGE' })
  const large = (name: string, bytes: Uint8Array): BadPicture => ({ name, bytes, code: 'IMAGE_TOO_LARGE' })
  const orientation = text.encode('Exif\0\0II*\0\x08\0\0\0')
  const cuts = [1, 2, 3, 20, header + 4, scan, scan + 20, jpeg.length / 4, jpeg.length / 2, jpeg.length * 0.9]
  return [
    none('empty', new Uint8Array()),
    ...cuts.map((cut) => none(`cut after ${Math.floor(cut)} bytes`, jpeg.slice(0, cut))),
    none('cut before its end marker', jpeg.slice(0, -2)),
    none('cut, with an end marker', joined(jpeg.subarray(0, jpeg.length / 2), [0xff, 0xd9])),
    none('noise', noise(100_000)),
    none('noise with a JPEG start', joined([0xff, 0xd8, 0xff], noise(100_000))),
    none('noise for a scan', joined(jpeg.subarray(0, scan + 14), noise(50_000), [0xff, 0xd9])),
    none('zeros', filled(100_000, 0)),
    none('PNG', joined([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d], noise(5000))),
    none('GIF', joined(text.encode('GIF89a'), [1, 0, 1, 0, 0x80, 0, 0], noise(500))),
    none('WebP', joined(text.encode('RIFF\x24\0\0\0WEBPVP8 '), noise(500))),
    none('HEIC', joined([0, 0, 0, 0x18], text.encode('ftypheic'), noise(500))),
    none('BMP', joined(text.encode('BM'), noise(500))),
    none('text', text.encode('这不是照片。'.repeat(100))),
    none('HTML', text.encode('<html><script>alert(1)</script></html>')),
    none('no frame header', joined(jpeg.subarray(0, header), jpeg.subarray(scan))),
    none('no scan', joined(jpeg.subarray(0, scan), [0xff, 0xd9])),
    none('two pictures in one', joined(jpeg.subarray(0, scan), jpeg)),
    none('no extent', resized(jpeg, 0, 0)),
    none('12 bits a sample', patched(jpeg, header + 4, 12)),
    none('arithmetic coding', patched(jpeg, header + 1, 0xc9)),
    none('a progressive header before a sequential scan', patched(jpeg, header + 1, 0xc2)),
    none('4 components', patched(jpeg, header + 9, 4)),
    none('a segment beyond the end', patched(jpeg, scan + 2, 0xff, 0xff)),
    none('a segment of no length', patched(jpeg, scan + 2, 0, 0)),
    none(
      '200 scans',
      joined(jpeg.subarray(0, scan), ...Array<Uint8Array>(200).fill(shortScan), [0xff, 0xd9]),
    ),
    none('36 million pixels of nothing', resized(jpeg, 6000, 6000)),
    none('EXIF that leads nowhere', joined([0xff, 0xd8, 0xff, 0xe1, 0, 2 + 14], orientation, noise(64))),
    none('a million restart markers', joined([0xff, 0xd8], filled(2 * MiB - 4, 0xff, 0xd0))),
    none('2 MiB of fill bytes', joined([0xff, 0xd8], filled(2 * MiB - 2, 0xff))),
    none('half a million empty comments', joined([0xff, 0xd8], filled(2 * MiB - 4, 0xff, 0xfe, 0, 2))),
    large('20000 x 20000', resized(jpeg, 20_000, 20_000)),
    large('65535 x 65535', resized(jpeg, 65_535, 65_535)),
    large('8192 x 8192', resized(jpeg, 8192, 8192)),
    large('8193 x 48', resized(jpeg, 8193, 48)),
    large('48 x 8193', resized(jpeg, 48, 8193)),
  ]
}
