import { decode } from 'jpeg-js'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { cascadeFile, readCascade } from '../../../scripts/faceCascade'
import { FACES_LOOK, middleCut } from './camera'
import { createFaceFinder, FAR, NEAR, type FaceFinder, type GreyPicture, type Sizes } from './faceFinder'
import { faceHintOf } from './faceWatch'

const photographs = resolve(
  import.meta.dirname,
  '../../../..',
  process.env.JIANZAI_FACES ?? '../shared/faces',
)
const { width, height } = FACES_LOOK

/** A part of a picture, as the page looks at it: this share of it, moved by so much of the look; grey where nothing is. */
function look(picture: GreyPicture, { share = 1, right = 0, below = 0 } = {}): GreyPicture {
  const luma = new Uint8Array(width * height).fill(128)
  // As many pixels of the picture as fall into one of the look.
  const side = Math.max(1, Math.round((picture.width * share) / width))
  const place = (at: number, by: number) =>
    Math.floor((((at + 0.5) / width - by) * share + 0.5) * picture.width)
  const first = { x: 0.5 + right, y: height / width / 2 + below }
  for (let y = 0; y < height; y++) {
    const row = place(y, first.y) + (picture.height - picture.width) / 2
    if (row < 0 || row + side > picture.height) continue
    for (let x = 0; x < width; x++) {
      const column = place(x, first.x)
      if (column < 0 || column + side > picture.width) continue
      let sum = 0
      for (let down = 0; down < side; down++)
        for (let across = 0; across < side; across++)
          sum += picture.luma[(row + down) * picture.width + column + across]!
      luma[y * width + x] = sum / (side * side)
    }
  }
  return { width, height, luma }
}

/** The middle of a photograph, in the page's shape. */
function read(path: string): GreyPicture {
  const { width: across, height: down, data } = decode(readFileSync(path), { useTArray: true })
  const cut = middleCut(3 / 4, across, down, Infinity)
  const luma = new Uint8Array(cut.width * cut.height)
  for (let y = 0; y < cut.height; y++) {
    for (let x = 0; x < cut.width; x++) {
      const at = 4 * ((y + cut.y) * across + x + cut.x)
      luma[y * cut.width + x] = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!
    }
  }
  return { width: cut.width, height: cut.height, luma }
}

/** The first photograph of the first people of a set. */
function firstOf(set: string, people: number): GreyPicture[] {
  const folder = join(photographs, set)
  const names = readdirSync(folder).sort().slice(0, people)
  return names.map((name) => read(join(folder, name, readdirSync(join(folder, name)).sort()[0]!)))
}

const upsideDown = (picture: GreyPicture): GreyPicture => ({
  ...picture,
  luma: picture.luma.slice().reverse(),
})

function need(context: TestContext): void {
  context.skip(!existsSync(cascadeFile), 'opencv-data is not installed')
  context.skip(!existsSync(photographs), 'the test photographs are absent (JIANZAI_FACES)')
}

// Some 450 looks at real photographs.
describe('the face finder', { timeout: 120_000 }, () => {
  let find: FaceFinder
  let london: GreyPicture[] = []
  let press: GreyPicture[] = []
  beforeAll(() => {
    if (!existsSync(cascadeFile) || !existsSync(photographs)) return
    find = createFaceFinder(readCascade(readFileSync(cascadeFile, 'utf8')))
    london = firstOf('london', 61)
    press = firstOf('lfw', 40)
  }, 120_000)

  const times: number[] = []
  function timed(picture: GreyPicture, sizes: Sizes) {
    const from = performance.now()
    const faces = find(picture, sizes)
    times.push(performance.now() - from)
    return faces
  }
  /** As the watch does it in two looks. */
  function seen(picture: GreyPicture) {
    const near = timed(picture, NEAR)
    return near.length > 0 ? near : timed(picture, FAR)
  }
  const hint = (picture: GreyPicture) => faceHintOf(seen(picture), picture)

  it('finds faces, and none where there is none', (context) => {
    need(context)
    times.length = 0
    const isFound = (picture: GreyPicture) => seen(picture).length > 0
    const found = [london, press].map((set) => set.filter((picture) => isFound(look(picture))).length)
    const some = [...london, ...press].filter((_, i) => i % 2 === 0)
    const turned = some.filter((picture) => isFound(upsideDown(look(picture)))).length
    // Corners of the press photographs, an eighth of their area: walls, shoulders, other people's hands.
    const corners = press.map((picture, i) =>
      look(picture, { share: 0.35, right: i % 2 === 0 ? -0.9 : 0.9, below: 1.2 }),
    )
    const wrong = corners.filter(isFound).length
    times.sort((one, other) => one - other)
    const median = times[times.length >> 1]!
    console.log(
      `faces found: London ${found[0]} of ${london.length}, press ${found[1]} of ${press.length}; ` +
        `false ones: ${turned} of ${some.length} upside down, ${wrong} of ${corners.length} corners; ` +
        `${median.toFixed(1)} ms a look (median)`,
    )
    expect(found[0]).toBeGreaterThanOrEqual(60)
    expect(found[1]).toBeGreaterThanOrEqual(32)
    expect(turned + wrong).toBeLessThanOrEqual(3)
  })

  it.for([
    ['where the oval is', {}, 'FINE'],
    ['too far away', { share: 2 }, 'TOO_FAR'],
    ['too near', { share: 0.62 }, 'TOO_NEAR'],
    ['beside the oval', { share: 1.3, right: 0.24 }, 'OFF_CENTRE'],
    ['below the oval', { share: 1.3, below: 0.3 }, 'OFF_CENTRE'],
  ] as const)('says of a face %s what it is', ([where, part, expected], context) => {
    need(context)
    const some = london.filter((_, i) => i % 3 === 0)
    const right = some.filter((picture) => hint(look(picture, part)) === expected).length
    console.log(`${where}: ${expected} ${right} of ${some.length}`)
    expect(right).toBeGreaterThanOrEqual(0.9 * some.length)
  })

  it('says of two faces that there are two', (context) => {
    need(context)
    const pairs = london.slice(1, 21).map((picture, i) => {
      const [left, right] = [london[i]!, picture].map((one, side) =>
        look(one, { share: 1.3, right: side === 0 ? -0.24 : 0.24 }),
      )
      const luma = left!.luma.map((value, at) => (at % width < width / 2 ? value : right!.luma[at]!))
      return { width, height, luma }
    })
    const right = pairs.filter((picture) => hint(picture) === 'MANY_FACES').length
    console.log(`MANY_FACES: ${right} of ${pairs.length}`)
    expect(right).toBeGreaterThanOrEqual(0.7 * pairs.length)
  })
})
