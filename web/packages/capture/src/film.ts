/** How long a film may be: at 100 kbit/s its upload takes as long again twice over. */
export const FILM_S = 8
const bits = { videoBitsPerSecond: 160_000, audioBitsPerSecond: 24_000 }
/** The first one that the browser records: WebM in Chrome and Firefox, MP4 in Safari. */
const types = ['video/webm;codecs=vp8,opus', 'video/webm', 'video/mp4']

export type FilmType = 'video/webm' | 'video/mp4'
export interface Film {
  blob: Blob
  type: FilmType
}

/** Whether this browser records films at all (`MediaRecorder`: Chrome 47, Safari 14.1). */
export const canFilm = (): boolean =>
  typeof MediaRecorder !== 'undefined' && !!navigator.mediaDevices?.getUserMedia

/** Records with picture and sound until `stop()` or for FILM_S seconds. Nothing is kept but what `record` resolves to. */
export class FilmRecorder {
  private stream?: MediaStream
  private recorder?: MediaRecorder
  private timer?: ReturnType<typeof setTimeout>
  /** Of the last opening: a permission that is given after the page was left opens nothing. */
  private opening = 0

  /**
   * Opens camera and microphone; the stream is for the page to show. Undefined when it was closed meanwhile; rejects when
   * one of them is refused or missing.
   */
  async open(side: 'user' | 'environment'): Promise<MediaStream | undefined> {
    this.close()
    const mine = this.opening
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: true,
      video: { facingMode: side, width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15 } },
    })
    if (mine !== this.opening) {
      stop(stream)
      return undefined
    }
    this.stream = stream
    return stream
  }

  /** Rejects when nothing is open or the browser cannot record it. */
  async record(): Promise<Film> {
    const stream = this.stream
    if (!stream) throw new Error('not open')
    const mimeType = types.find((type) => MediaRecorder.isTypeSupported?.(type))
    const recorder = new MediaRecorder(stream, { ...bits, ...(mimeType && { mimeType }) })
    this.recorder = recorder
    const parts: Blob[] = []
    return new Promise((resolve, reject) => {
      recorder.ondataavailable = ({ data }) => data.size > 0 && parts.push(data)
      recorder.onerror = () => reject(new Error('the recorder failed'))
      recorder.onstop = () => {
        const type: FilmType = recorder.mimeType.startsWith('video/mp4') ? 'video/mp4' : 'video/webm'
        resolve({ blob: new Blob(parts, { type }), type })
      }
      recorder.start()
      this.timer = setTimeout(() => this.stop(), FILM_S * 1000)
    })
  }

  stop(): void {
    clearTimeout(this.timer)
    if (this.recorder?.state === 'recording') this.recorder.stop()
  }

  close(): void {
    this.opening += 1
    this.stop()
    if (this.stream) stop(this.stream)
    this.stream = undefined
  }
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
