// Draws the citizen app's PNG icons from its icon.svg: `node scripts/icons.mjs`, when the SVG has changed.
import { chromium } from '@playwright/test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, crc32, deflateSync } from 'node:zlib'

const folder = join(import.meta.dirname, '../apps/citizen/public')
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8')
/** To the edge, for what phones cut into a shape of their own: the drawing stays within the middle four fifths. */
const whole = svg.replace('rx="14"', '').replace('viewBox="0 0 64 64"', 'viewBox="-2 -2 68 68"')
const ground = '#0b5394'

const icons = [
  ['icon-192.png', 192, svg, 'transparent'],
  ['icon-512.png', 512, svg, 'transparent'],
  ['icon-maskable-512.png', 512, whole, ground],
  ['apple-touch-icon.png', 180, whole, ground],
]

const chunk = (type, content) => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const size = Buffer.alloc(4)
  const check = Buffer.alloc(4)
  size.writeUInt32BE(content.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([size, body, check])
}

/** Few colours, each a byte: an eighth of what the browser writes. */
function png(pixels, side) {
  const palette = []
  const rows = Buffer.alloc(side * (side + 1))
  for (let y = 0, i = 0; y < side; y++)
    for (let x = 0; x < side; x++, i += 4) {
      const colour = pixels
        .slice(i, i + 4)
        .map((value) => Math.round(value / 17) * 17)
        .join()
      if (!palette.includes(colour)) palette.push(colour)
      rows[y * (side + 1) + 1 + x] = palette.indexOf(colour)
    }
  if (palette.length > 256) throw new Error(`${palette.length} colours`)
  const colours = palette.map((colour) => colour.split(',').map(Number))
  const header = Buffer.from([0, 0, side >> 8, side & 255, 0, 0, side >> 8, side & 255, 8, 3, 0, 0, 0])
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(colours.flatMap((colour) => colour.slice(0, 3)))),
    chunk('tRNS', Buffer.from(colours.map((colour) => colour[3]))),
    chunk('IDAT', deflateSync(rows, { level: constants.Z_BEST_COMPRESSION })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const executablePath = process.env.JIANZAI_CHROMIUM ?? '/usr/lib/chromium/chromium-headless-shell'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
const page = await browser.newPage()
for (const [name, side, drawing, background] of icons) {
  const pixels = await page.evaluate(
    async ([side, drawing, background]) => {
      const sized = drawing.replace('<svg ', `<svg width="${side}" height="${side}" `)
      const image = new Image()
      image.src = `data:image/svg+xml,${encodeURIComponent(sized)}`
      await image.decode()
      const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side })
      const context = canvas.getContext('2d')
      context.fillStyle = background
      context.fillRect(0, 0, side, side)
      context.drawImage(image, 0, 0)
      return [...context.getImageData(0, 0, side, side).data]
    },
    [side, drawing, background],
  )
  writeFileSync(join(folder, name), png(pixels, side))
}
await browser.close()
