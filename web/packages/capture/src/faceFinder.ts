/**
 * Finds upright frontal faces in a small grey picture by a cascade of local binary patterns (Liao et al. 2007), in the form
 * that OpenCV trains them. For hints only: it misses heads that are tilted or turned, and the server looks closer.
 */

/** As `scripts/faceCascade.ts` writes it from OpenCV's XML. */
export interface Cascade {
  /** Side of the window in pixels. */
  size: number
  /** Of each feature: x, y, width and height of the first of its 3x3 blocks, in the window. */
  features: number[]
  /** Of each stage: its threshold; of each of its patterns: feature, value if in the set, value if not, the set as 8 x 32 bits. */
  stages: [threshold: number, patterns: number[][]][]
}

export interface GreyPicture {
  width: number
  height: number
  /** Row by row, 0-255. */
  luma: Uint8Array
}

/** A square from the brows to below the mouth, 1.75 times as wide as the eyes are apart. In shares of the picture's height. */
export interface FoundFace {
  x: number
  y: number
  size: number
  /** In how many places and sizes it was seen; higher = surer. */
  seen: number
}

/** Sides of faces, in shares of the picture's height. */
export interface Sizes {
  from: number
  below: number
}
/** Of a face that somebody holds before the camera, nearer or farther. */
export const NEAR: Sizes = { from: 0.2, below: 0.75 }
/** Of one that is too far away. To look for small ones costs most. */
export const FAR: Sizes = { from: 0.14, below: 0.2 }
/** From one size that is looked for to the next. */
const growth = 1.2
const step_px = 2
/** Seen less often than that is noise. */
const seen_min = 3

/** Bilinear. */
function shrink({ luma, width, height }: GreyPicture, by: number): GreyPicture {
  const to = { width: Math.floor(width / by), height: Math.floor(height / by) }
  const small = new Uint8Array(to.width * to.height)
  for (let y = 0; y < to.height; y++) {
    const row = Math.min(height - 1, (y + 0.5) * by - 0.5)
    const upper = Math.floor(row)
    const [from, next] = [upper * width, Math.min(height - 1, upper + 1) * width]
    const below = row - upper
    for (let x = 0; x < to.width; x++) {
      const column = Math.min(width - 1, (x + 0.5) * by - 0.5)
      const left = Math.floor(column)
      const right = Math.min(width - 1, left + 1)
      const beside = column - left
      const above = luma[from + left]! * (1 - beside) + luma[from + right]! * beside
      const under = luma[next + left]! * (1 - beside) + luma[next + right]! * beside
      small[y * to.width + x] = above * (1 - below) + under * below + 0.5
    }
  }
  return { ...to, luma: small }
}

/** Of each place the sum of all above it and left of it; one row and column more than the picture. */
function sumsOf({ luma, width, height }: GreyPicture): Int32Array {
  const across = width + 1
  const sums = new Int32Array(across * (height + 1))
  for (let y = 0; y < height; y++) {
    let row = 0
    for (let x = 0; x < width; x++) {
      row += luma[y * width + x]!
      sums[(y + 1) * across + x + 1] = sums[y * across + x + 1]! + row
    }
  }
  return sums
}

/** What is seen at about one place and in about one size is one face. */
function merge(seen: FoundFace[]): FoundFace[] {
  const faces: FoundFace[] = []
  for (const one of seen) {
    const same = faces.find((face) => {
      const near = 0.25 * Math.min(face.size, one.size)
      const middle = (box: FoundFace, at: 'x' | 'y') => box[at] + box.size / 2
      return (
        Math.abs(middle(face, 'x') - middle(one, 'x')) <= near &&
        Math.abs(middle(face, 'y') - middle(one, 'y')) <= near &&
        Math.max(face.size, one.size) <= 1.5 * Math.min(face.size, one.size)
      )
    })
    if (!same) {
      faces.push({ ...one })
      continue
    }
    for (const key of ['x', 'y', 'size'] as const)
      same[key] = (same[key] * same.seen + one[key]) / (same.seen + 1)
    same.seen++
  }
  return faces.filter(({ seen }) => seen >= seen_min).sort((one, other) => other.seen - one.seen)
}

export type FaceFinder = (picture: GreyPicture, sizes: Sizes) => FoundFace[]

/** The surest face comes first. Not reentrant. */
export function createFaceFinder({ size, features, stages }: Cascade): FaceFinder {
  const patterns = stages.flatMap(([, patterns]) => patterns)
  const feature = Int32Array.from(patterns, (pattern) => pattern[0]!)
  const inside = Float64Array.from(patterns, (pattern) => pattern[1]!)
  const outside = Float64Array.from(patterns, (pattern) => pattern[2]!)
  const sets = Int32Array.from(patterns.flatMap((pattern) => pattern.slice(3)))
  const thresholds = Float64Array.from(stages, ([threshold]) => threshold)
  const ends = new Int32Array(stages.length)
  /** Of each pattern: what those after it in its stage can add at most. */
  const hope = new Float64Array(patterns.length)
  let end = 0
  stages.forEach(([, { length }], stage) => {
    ends[stage] = end += length
    for (let at = end - 2; at >= end - length; at--)
      hope[at] = hope[at + 1]! + Math.max(inside[at + 1]!, outside[at + 1]!)
  })
  const offsets = new Int32Array(patterns.length)
  const rights = new Int32Array(patterns.length)
  const downs = new Int32Array(patterns.length)

  /** For a picture of this width, as distances in its sums. */
  function layOut(across: number): void {
    feature.forEach((of, at) => {
      offsets[at] = features[4 * of + 1]! * across + features[4 * of]!
      rights[at] = features[4 * of + 2]!
      downs[at] = features[4 * of + 3]! * across
    })
  }

  /** Whether the window at this place of the sums holds a face. */
  function holds(sums: Int32Array, window: number): boolean {
    for (let stage = 0, at = 0; stage < ends.length; stage++) {
      const threshold = thresholds[stage]!
      let sum = 0
      for (const last = ends[stage]!; at < last; at++) {
        const right = rights[at]!
        const down = downs[at]!
        const a = window + offsets[at]!
        const b = a + down
        const c = b + down
        const d = c + down
        const [a1, b1, c1, d1] = [a + right, b + right, c + right, d + right]
        const [a2, b2, c2, d2] = [a1 + right, b1 + right, c1 + right, d1 + right]
        const [a3, b3, c3, d3] = [a2 + right, b2 + right, c2 + right, d2 + right]
        const [s1, s2] = [sums[a1]!, sums[a2]!]
        const [s4, s5, s6, s7] = [sums[b]!, sums[b1]!, sums[b2]!, sums[b3]!]
        const [s8, s9, s10, s11] = [sums[c]!, sums[c1]!, sums[c2]!, sums[c3]!]
        const [s13, s14] = [sums[d1]!, sums[d2]!]
        const middle = s10 - s9 - s6 + s5
        // Clockwise from the upper left.
        const pattern =
          (s5 - s4 - s1 + sums[a]! >= middle ? 128 : 0) |
          (s6 - s5 - s2 + s1 >= middle ? 64 : 0) |
          (s7 - s6 - sums[a3]! + s2 >= middle ? 32 : 0) |
          (s11 - s10 - s7 + s6 >= middle ? 16 : 0) |
          (sums[d3]! - s14 - s11 + s10 >= middle ? 8 : 0) |
          (s14 - s13 - s10 + s9 >= middle ? 4 : 0) |
          (s13 - sums[d]! - s9 + s8 >= middle ? 2 : 0) |
          (s9 - s8 - s5 + s4 >= middle ? 1 : 0)
        const isInside = (sets[8 * at + (pattern >> 5)]! >> (pattern & 31)) & 1
        sum += isInside ? inside[at]! : outside[at]!
        if (sum + hope[at]! < threshold) return false
      }
    }
    return true
  }

  return (picture, { from, below }) => {
    const seen: FoundFace[] = []
    for (let share = from; share < below; share *= growth) {
      const by = (share * picture.height) / size
      const small = shrink(picture, by)
      const across = small.width + 1
      const sums = sumsOf(small)
      layOut(across)
      for (let y = 0; y + size <= small.height; y += step_px)
        for (let x = 0; x + size <= small.width; x += step_px)
          if (holds(sums, y * across + x))
            seen.push({
              x: (x * by) / picture.height,
              y: (y * by) / picture.height,
              size: share,
              seen: 1,
            })
    }
    return merge(seen)
  }
}
