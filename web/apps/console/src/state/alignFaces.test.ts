import { expect, it } from 'vitest'
import { faceOf, lookSize, placeInSquare, type FaceBox, type Placement } from './alignFaces'

/** The face's place in the square. */
function laid(face: FaceBox, { x, y, width }: Placement, pictureWidth: number): FaceBox {
  const scale = width / pictureWidth
  return { x: x + face.x * scale, y: y + face.y * scale, size: face.size * scale }
}

it('lays two faces of other places and sizes upon each other', () => {
  const near = { x: 100, y: 120, size: 300 }
  const far = { x: 700, y: 90, size: 120 }
  const one = laid(near, placeInSquare({ width: 480, height: 640, face: near }, 400), 480)
  const other = laid(far, placeInSquare({ width: 1600, height: 1200, face: far }, 400), 1600)
  for (const key of ['x', 'y', 'size'] as const) expect(one[key]).toBeCloseTo(other[key])
  expect(one).toEqual({ x: 100, y: 120, size: 200 })
})

it('keeps the shape of the picture', () => {
  const { width, height } = placeInSquare({ width: 480, height: 640, face: { x: 10, y: 10, size: 99 } }, 300)
  expect(width / height).toBeCloseTo(0.75)
})

it('takes the middle where no face was found', () => {
  const face = faceOf({ width: 480, height: 640 })
  expect(face.x + face.size / 2).toBeCloseTo(240)
  expect(face.y + face.size / 2).toBeCloseTo(320)
})

it('looks for faces in small pictures of the same shape', () => {
  expect(lookSize({ width: 480, height: 640 })).toEqual({ width: 180, height: 240 })
  expect(lookSize({ width: 4000, height: 1000 })).toEqual({ width: 960, height: 240 })
})
