import { chromium, type Browser, type Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { simulatedCamera, type Scene } from './simulatedCamera'

export const browserPath = process.env.JIANZAI_CHROMIUM ?? '/usr/lib/chromium/chromium-headless-shell'

const quietFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const launchBrowser = (flags: string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: browserPath, headless: true, args: [...quietFlags, ...flags] })

export const dataUrlOf = (photo: string) => `data:image/jpeg;base64,${readFileSync(photo).toString('base64')}`

/** The light of a screen that shows nothing special. */
export const WHITE = '#ffffff'

/** Takes pictures of a scene for who has no page: what a phone would hand in. */
export class Studio {
  private constructor(private readonly page: Page) {}

  static async open(browser: Browser, scene: Scene): Promise<Studio> {
    const page = await browser.newPage()
    await page.evaluate(simulatedCamera, scene)
    return new Studio(page)
  }

  /** A new picture, never the same one twice. */
  async shoot(colour = WHITE, yaw_deg = 0): Promise<Uint8Array> {
    const picture = await this.page.evaluate(
      ([colour, yaw_deg]) => window.simulatedCamera!.shoot(colour, yaw_deg),
      [colour, yaw_deg] as const,
    )
    return new Uint8Array(Buffer.from(picture.split(',')[1]!, 'base64'))
  }

  close(): Promise<void> {
    return this.page.close()
  }
}
