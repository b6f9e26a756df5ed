import type { Page } from '@playwright/test'

export interface Sounds {
  /** Of each clip that was fetched: its key, and its bytes. */
  fetched: { key: string; bytes: number }[]
  /** How often something was played, and how many things at a time at most. */
  played: () => Promise<{ times: number; most: number }>
}

interface Heard {
  times: number
  now: number
  most: number
}

/** Hears what a page plays. Before the page is opened. */
export async function hear(page: Page): Promise<Sounds> {
  const fetched: Sounds['fetched'] = []
  page.on('response', (response) => {
    const [, key] = /\/assets\/voice\/[^/]+\/(.+)-\w{8}\.mp3$/.exec(response.url()) ?? []
    if (key) fetched.push({ key, bytes: Number(response.headers()['content-length']) })
  })
  await page.addInitScript(() => {
    const heard: Heard = { times: 0, now: 0, most: 0 }
    Object.assign(window, { heard })
    const play = HTMLMediaElement.prototype.play
    const sounding = new Set<HTMLMediaElement>()
    HTMLMediaElement.prototype.play = function () {
      if (this instanceof HTMLAudioElement) {
        heard.times++
        sounding.add(this)
        heard.most = Math.max(heard.most, sounding.size)
        for (const end of ['ended', 'pause', 'error']) this.addEventListener(end, () => sounding.delete(this))
      }
      return play.call(this)
    }
  })
  const played = () => page.evaluate(() => (window as unknown as { heard: Heard }).heard)
  return { fetched, played }
}
