import { launchBrowser, dataUrlOf } from './camera'

/** The front of an ID card. Of people who do not exist. */
export interface PrintedCard {
  name: string
  /** Says sex and birthday, too. */
  id_number: string
  nation?: string
  address?: string
  /** A photograph file; a drawn head without one. */
  portrait?: string
}

/** A picture of it, for whoever wants one. */
export interface DrawnCard {
  jpeg: Buffer
  /** For a camera. */
  dataUrl: string
  /** For a field that takes files. */
  file: { name: string; mimeType: string; buffer: Buffer }
}

export const inventedAddress = '试验省试验市试验区试验路一百零一号试验小区三单元'

/** As a camera sees it: the table, and on it the card, a little turned and tilted. */
const picture = { width: 1280, height: 960 }
/** Millimetres of a card (ISO/IEC 7810 ID-1) to pixels of the picture. */
const width = 900
const height = (width * 53.98) / 85.6
const hand = 'perspective(2600px) rotateX(7deg) rotateY(-6deg) rotateZ(1.6deg)'
const addressLine = 11

/** Text on the card; places in shares of its width and height, sizes in shares of its height. */
function text(words: string, x: number, y: number, size: number, kind = 'value'): string {
  const style = `left:${x * width}px;top:${y * height}px;font-size:${size * height}px`
  return `<span class="${kind}" style="${style}">${words}</span>`
}

/** Thin waves in two colours, as security print has them. */
function waves(): string {
  const lines = Array.from({ length: 46 }, (_, line) => {
    const y = (line / 45) * height
    const bend = 9 + 5 * Math.sin(line / 3)
    const colour = line % 2 === 0 ? '#c9a2b4' : '#9fb9d4'
    return `<path stroke="${colour}" d="M0 ${y}q${width / 8} ${-bend} ${width / 4} 0t${width / 4} 0t${width / 4} 0t${width / 4} 0"/>`
  })
  return `<svg width="${width}" height="${height}" fill="none" stroke-width="1" opacity=".5">${lines.join('')}</svg>`
}

const head = `<svg viewBox="0 0 26 32" preserveAspectRatio="xMidYMid slice">
  <rect width="26" height="32" fill="#eef1f4"/>
  <path d="M2 32c0-7 5-10 11-10s11 3 11 10z" fill="#41505e"/>
  <ellipse cx="13" cy="14" rx="6" ry="8" fill="#d9b394"/>
  <path d="M6.6 13C6 5 9 3.6 13 3.6S20 5 19.4 13C18 9 16 8 13 8s-5 1-6.4 5z" fill="#26221f"/>
</svg>`

function front({ name, id_number, nation = '汉', address = inventedAddress, portrait }: PrintedCard): string {
  const [year, month, day] = [
    id_number.slice(6, 10),
    String(Number(id_number.slice(10, 12))),
    String(Number(id_number.slice(12, 14))),
  ]
  const sex = Number(id_number[16]) % 2 === 1 ? '男' : '女'
  const lines = address.match(new RegExp(`.{1,${addressLine}}`, 'g')) ?? []
  const place = `left:${0.625 * width}px;top:${0.11 * height}px;width:${0.315 * width}px;height:${0.63 * height}px`
  const digits = [...id_number].map((digit) => `<span>${digit}</span>`).join('')
  const number = `left:${0.335 * width}px;top:${0.835 * height}px;width:${0.595 * width}px;font-size:${0.08 * height}px`
  const label = (words: string, x: number, y: number) => text(words, x, y, 0.062, 'label')
  return [
    waves(),
    label('姓名', 0.065, 0.125),
    text(name, 0.185, 0.115, 0.085),
    label('性别', 0.065, 0.26),
    text(sex, 0.185, 0.255, 0.07),
    label('民族', 0.36, 0.26),
    text(nation, 0.47, 0.255, 0.07),
    label('出生', 0.065, 0.38),
    text(year, 0.185, 0.375, 0.07),
    label('年', 0.29, 0.38),
    text(month, 0.345, 0.375, 0.07),
    label('月', 0.4, 0.38),
    text(day, 0.45, 0.375, 0.07),
    label('日', 0.505, 0.38),
    label('住址', 0.065, 0.505),
    ...lines.slice(0, 3).map((line, row) => text(line, 0.185, 0.503 + row * 0.095, 0.062)),
    `<div class="portrait" style="${place}">${portrait ? `<img src="${dataUrlOf(portrait)}">` : head}</div>`,
    label('公民身份号码', 0.065, 0.84),
    `<div class="number" style="${number}">${digits}</div>`,
  ].join('')
}

const page = (card: string) => `<!doctype html><style>
  body { margin: 0; width: ${picture.width}px; height: ${picture.height}px; overflow: hidden; position: relative;
    background: linear-gradient(160deg, #8a6a48, #5f4429) }
  .grain { position: absolute; inset: 0; opacity: .35 }
  .card { position: absolute; left: ${(picture.width - width) / 2}px; top: ${(picture.height - height) / 2}px;
    width: ${width}px; height: ${height}px; border-radius: ${(3.18 / 85.6) * width}px; overflow: hidden; transform: ${hand};
    background: linear-gradient(115deg, #f3e4e8, #eef0ee 45%, #dce8f2); box-shadow: 0 6px 18px #0008 }
  .card > svg { position: absolute; inset: 0 }
  span { position: absolute; line-height: 1; white-space: nowrap;
    font-family: 'WenQuanYi Micro Hei', 'Noto Sans CJK SC', sans-serif }
  .value { color: #1a1a1a }
  .label { color: #3a6ea5 }
  .portrait { position: absolute; overflow: hidden }
  .portrait > * { width: 100%; height: 100%; object-fit: cover }
  .number { position: absolute; display: flex; color: #1a1a1a }
  .number span { position: static; flex: 1 1 0; width: 0; text-align: center;
    font-family: 'OCR B', 'DejaVu Sans Mono', monospace }
</style>
<svg class="grain" width="100%" height="100%"><filter id="grain">
  <feTurbulence type="fractalNoise" baseFrequency="0.012 0.35" numOctaves="3" seed="7"/>
  <feColorMatrix values="0 0 0 0 .2  0 0 0 0 .12  0 0 0 0 .05  0 0 0 1.4 -.35"/>
</filter><rect width="100%" height="100%" filter="url(#grain)"/></svg>
<div class="card">${card}</div>`

/** Draws a card as it lies before a camera. */
export async function drawCard(card: PrintedCard): Promise<DrawnCard> {
  const browser = await launchBrowser()
  const sheet = await browser.newPage({ viewport: picture })
  await sheet.setContent(page(front(card)), { waitUntil: 'load' })
  const jpeg = await sheet.screenshot({ type: 'jpeg', quality: 92 })
  await browser.close()
  return {
    jpeg,
    dataUrl: `data:image/jpeg;base64,${jpeg.toString('base64')}`,
    file: { name: 'card.jpg', mimeType: 'image/jpeg', buffer: jpeg },
  }
}
