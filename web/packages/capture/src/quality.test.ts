import { expect, it } from 'vitest'
import { CARD_DETAIL, CARD_VIEW, FACE_VIEW, FRAME_SIDE_PX, middleCut } from './camera'
import { hintOf, measure } from './quality'

const width = 40
const height = 40

function picture(luma: (x: number, y: number) => number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.fill(luma(x, y), (y * width + x) * 4, (y * width + x) * 4 + 3)
  }
  return pixels
}
const hintFor = (luma: (x: number, y: number) => number) => hintOf(measure(picture(luma), width, height))
const isFace = (x: number, y: number) => Math.hypot(x - 20, y - 20) < 15

it('measures a flat grey as grey and blurred', () => {
  const quality = measure(
    picture(() => 128),
    width,
    height,
  )
  expect(quality.brightness).toBeCloseTo(128)
  expect(quality.surroundings).toBeCloseTo(128)
  expect(quality.sharpness).toBeCloseTo(0)
})

it('names the worst fault', () => {
  expect(hintFor(() => 20)).toBe('DARK')
  expect(hintFor((x) => 240 + (x % 2) * 12)).toBe('BRIGHT')
  expect(hintFor(() => 128)).toBe('BLUR')
  expect(hintFor((x, y) => (isFace(x, y) ? 35 : 220))).toBe('BACKLIGHT')
  expect(hintFor((x) => 100 + (x % 2) * 40)).toBe('GOOD')
})

it('does not mind the white wall that the guide asks for', () => {
  expect(hintFor((x, y) => (isFace(x, y) ? 115 + (x % 2) * 30 : 235))).toBe('GOOD')
})

it('does not take dark skin before a white wall for a fault', () => {
  expect(hintFor((x, y) => (isFace(x, y) ? 42 + (x % 2) * 20 : 171))).toBe('GOOD')
})

it('cuts to what the page shows', () => {
  const ofFace = (width: number, height: number) => middleCut(FACE_VIEW.aspect, width, height, FRAME_SIDE_PX)
  expect(ofFace(640, 480)).toMatchObject({ x: 140, y: 0, width: 360, height: 480, outHeight: 480 })
  expect(ofFace(1280, 960)).toMatchObject({ width: 720, height: 960, outWidth: 480, outHeight: 640 })
  expect(ofFace(720, 1280)).toMatchObject({ width: 720, height: 960, outWidth: 480, outHeight: 640 })
  const ofCard = (width: number, height: number) =>
    middleCut(CARD_VIEW.aspect, width, height, CARD_DETAIL.side_px)
  expect(ofCard(1920, 1080)).toMatchObject({ width: 1713, height: 1080, outWidth: 1600, outHeight: 1009 })
  expect(ofCard(1080, 1920)).toMatchObject({ x: 0, y: 620, width: 1080, height: 681, outWidth: 1080 })
})
