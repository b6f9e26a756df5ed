import { encode } from 'uqr'
import { expect, it } from 'vitest'
import { textInPicture } from './qrCode'
import { someReceipts } from './someReceipt'

/** As a camera sees the code of a receipt: white paper around it, `scale` pixels a module. */
function pictureOf(text: string, scale = 4) {
  const { data: rows, size } = encode(text, { ecc: 'M', border: 4 })
  const side = size * scale
  const data = new Uint8ClampedArray(side * side * 4).fill(255)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      if (rows[Math.floor(y / scale)]![Math.floor(x / scale)])
        data.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3)
  return { width: side, height: side, data }
}

it.each(Object.entries(someReceipts))(
  'reads the code of a receipt signed with %s, Chinese and all',
  (_, { text }) => {
    expect(textInPicture(pictureOf(text))).toBe(text)
  },
)

it('finds nothing where there is no code', () => {
  const data = new Uint8ClampedArray(200 * 200 * 4).fill(255)
  expect(textInPicture({ width: 200, height: 200, data })).toBeUndefined()
})

it('finds nothing in half a code', () => {
  const { width, height, data } = pictureOf(someReceipts.Ed25519.text)
  expect(textInPicture({ width, height: height / 2, data: data.slice(0, data.length / 2) })).toBeUndefined()
})
