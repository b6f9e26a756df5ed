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

/**
 * Records with picture and sound until `stop()` or for FILM_S seconds. Nothing is kept but what `film` resolves to; it
 * rejects with a CameraError's cause when the camera or the microphone is refused.
 */
export class FilmRecorder {
  private stream?: MediaStream
  private recorder?: MediaRecorder
  private timer?: ReturnType<typeof setTimeout>

  /** Opens camera and microphone; the stream is for the page to show. */
  async open(side: 'user' | 'environment'): Promise<MediaStream> {
    this.close()
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: true,
      video: { facingMode: side, width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15 } },
    })
    return this.stream
  }

  record(): Promise<Film> {
    const stream = this.stream
    if (!stream) return Promise.reject(new Error('not open'))
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
    this.stop()
    for (const track of this.stream?.getTracks() ?? []) track.stop()
    this.stream = undefined
  }
}
