import type { Page } from '@playwright/test'

/** Half a second of film, as a browser records it. */
export async function filmOf(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    const draw = () => canvas.getContext('2d')!.fillRect(0, 0, Math.random() * 100, 50)
    draw()
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' })
    const parts: Blob[] = []
    recorder.ondataavailable = ({ data }) => parts.push(data)
    const ended = new Promise((resolve) => (recorder.onstop = resolve))
    recorder.start()
    const drawing = setInterval(draw, 50)
    await new Promise((resolve) => setTimeout(resolve, 500))
    clearInterval(drawing)
    recorder.stop()
    await ended
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())]
  })
  return Buffer.from(bytes)
}
