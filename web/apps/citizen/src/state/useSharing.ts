import { ref } from 'vue'

/** `ready`: the file is there, and the browser wants one more tap. `unable`: this browser hands nothing on. */
export type SharingState = 'idle' | 'fetching' | 'ready' | 'done' | 'failed' | 'unable'

/** What the browser hands on to other apps. */
export type Sharer = Pick<Navigator, 'share' | 'canShare'>

export interface SharingParts {
  sharer: Partial<Sharer>
  text: () => string
  /** The file that goes with it; throws where it cannot be had. */
  file: () => Promise<File>
}

/** Hands a text and a file on to the apps of the phone; the text alone where files are not taken. */
export function createSharing({ sharer, text, file }: SharingParts) {
  const state = ref<SharingState>(sharer.share ? 'idle' : 'unable')
  let held: File | undefined

  async function share(): Promise<void> {
    if (!sharer.share || state.value === 'fetching') return
    state.value = 'fetching'
    held ??= await file().catch(() => undefined)
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

  return { state, share }
}
