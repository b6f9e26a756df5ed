import { ref } from 'vue'

/** `ready`: the file is there, and the browser wants one more tap. `unable`: this browser hands nothing on. */
export type SharingState = 'idle' | 'fetching' | 'ready' | 'done' | 'failed' | 'unable'

/** What the browser hands on to other apps. */
export type Sharer = Pick<Navigator, 'share' | 'canShare'>

export interface SharingParts {
  sharer: Partial<Sharer>
  text: () => string
  /** The file that goes with it; throws where it cannot be had, and soon after the signal. */
  file: (signal: AbortSignal) => Promise<File>
}

export const FILE_WAIT_MS = 10_000

/** Hands a text and a file on to the apps of the phone; the text alone where files are not taken, or it does not come. */
export function createSharing({ sharer, text, file }: SharingParts) {
  const state = ref<SharingState>(sharer.share ? 'idle' : 'unable')
  /** It was asked for, and did not come. */
  const isFileMissing = ref(false)
  let held: File | undefined

  /** Asked for once: who taps again wants to be done with it. */
  async function fetchFile(): Promise<void> {
    if (held || isFileMissing.value) return
    const control = new AbortController()
    const timer = setTimeout(() => control.abort(), FILE_WAIT_MS)
    held = await file(control.signal).catch(() => undefined)
    clearTimeout(timer)
    isFileMissing.value = held === undefined
  }

  async function share(): Promise<void> {
    if (!sharer.share || state.value === 'fetching') return
    state.value = 'fetching'
    await fetchFile()
    const withFile = { text: text(), ...(held && { files: [held] }) }
    const canFile = held && sharer.canShare?.(withFile)
    try {
      await sharer.share(canFile ? withFile : { text: text() })
      state.value = 'done'
    } catch (error) {
      const name = error instanceof Error ? error.name : ''
      // Closed without choosing anybody; or the fetching took longer than a tap is remembered.
      if (name === 'AbortError') state.value = 'idle'
      else state.value = name === 'NotAllowedError' ? 'ready' : 'failed'
    }
  }

  return { state, isFileMissing, share }
}
