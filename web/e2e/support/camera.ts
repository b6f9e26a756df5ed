import { chromium, type Browser } from '@playwright/test'
import { readFileSync, writeFileSync } from 'node:fs'

export const browserPath = process.env.JIANZAI_CHROMIUM ?? '/usr/bin/chromium'

const quietFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A browser whose camera plays a file of concatenated JPEG frames; one browser a camera. */
export function launchBrowser(cameraFile?: string): Promise<Browser> {
  const camera = cameraFile
    ? [
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${cameraFile}`,
      ]
    : []
  return chromium.launch({ executablePath: browserPath, headless: true, args: [...quietFlags, ...camera] })
}

const frames = 45

/** Draws a 640x480 film of a face photograph that moves slightly, or of an empty wall. */
export async function filmCamera(file: string, photo?: string): Promise<void> {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    const picture = photo && `data:image/jpeg;base64,${readFileSync(photo).toString('base64')}`
    const film = await page.evaluate(
      async ({ picture, frames }) => {
        const canvas = document.createElement('canvas')
        canvas.width = 640
        canvas.height = 480
        const context = canvas.getContext('2d')!
        const image = new Image()
        if (picture) {
          image.src = picture
          await image.decode()
        }
        const film: string[] = []
        for (let i = 0; i < frames; i++) {
          const turn = (i / frames) * 2 * Math.PI
          const wall = context.createLinearGradient(0, 0, 640, 480)
          wall.addColorStop(0, '#d9d4c7')
          wall.addColorStop(1, '#bdb7a8')
          context.fillStyle = wall
          context.fillRect(0, 0, 640, 480)
          if (picture) {
            const side = 470 + 6 * Math.sin(turn)
            const scale = side / Math.max(image.naturalWidth, image.naturalHeight)
            const width = image.naturalWidth * scale
            const height = image.naturalHeight * scale
            context.drawImage(
              image,
              320 - width / 2 + 4 * Math.cos(turn),
              240 - height / 2 + 3 * Math.sin(turn),
              width,
              height,
            )
          } else {
            // A door frame and a shelf, so that the room is empty but not blank.
            context.fillStyle = '#8a7f6b'
            context.fillRect(90 + 2 * Math.cos(turn), 60, 14, 420)
            context.fillRect(400, 150 + 2 * Math.sin(turn), 180, 12)
            context.fillStyle = '#5d6d7a'
            for (let book = 0; book < 6; book++) context.fillRect(410 + book * 26, 90, 18, 60)
          }
          film.push(canvas.toDataURL('image/jpeg', 0.92).split(',')[1]!)
        }
        return film
      },
      { picture, frames },
    )
    writeFileSync(file, Buffer.concat(film.map((frame) => Buffer.from(frame, 'base64'))))
  } finally {
    await browser.close()
  }
}

/** The first pictures of a film. */
export function picturesOf(film: string, count: number): Uint8Array[] {
  const bytes = readFileSync(film)
  const endMark = Buffer.from([0xff, 0xd9])
  const pictures: Uint8Array[] = []
  for (let start = 0; pictures.length < count;) {
    const end = bytes.indexOf(endMark, start) + endMark.length
    pictures.push(new Uint8Array(bytes.subarray(start, end)))
    start = end
  }
  return pictures
}
