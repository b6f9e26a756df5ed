import { onUnmounted, ref } from 'vue'
import { textInVideo } from './qrCode'

export type CodeCameraState = 'off' | 'asking' | 'looking' | 'refused'

const look_ms = 200
const wanted: MediaStreamConstraints = {
  video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 960 } },
}

/** Looks for a QR code with the camera at the back, until one is there or somebody stops it. Ends with the component. */
export function useCodeCamera(
  video: () => HTMLVideoElement | null,
  found: (text: string) => void,
  read = textInVideo,
) {
  const state = ref<CodeCameraState>('off')
  let stream: MediaStream | undefined
  let timer: ReturnType<typeof setInterval> | undefined
  /** Whoever stopped meanwhile gets no camera. */
  let turn = 0

  function close(next: CodeCameraState): void {
    turn++
    clearInterval(timer)
    stream?.getTracks().forEach((track) => track.stop())
    stream = undefined
    const view = video()
    if (view) view.srcObject = null
    state.value = next
  }

  function look(): void {
    const view = video()
    const text = view && read(view)
    if (!text) return
    close('off')
    found(text)
  }

  async function start(): Promise<void> {
    close('asking')
    const mine = turn
    try {
      const opened = await navigator.mediaDevices.getUserMedia(wanted)
      if (mine !== turn) return opened.getTracks().forEach((track) => track.stop())
      stream = opened
      opened.getVideoTracks()[0]?.addEventListener('ended', () => close('refused'))
      const view = video()
      if (!view) return close('off')
      view.srcObject = opened
      await view.play()
      if (mine !== turn) return
      state.value = 'looking'
      timer = setInterval(look, look_ms)
    } catch {
      if (mine === turn) close('refused')
    }
  }

  const stop = () => close('off')
  onUnmounted(stop)
  return { state, start, stop }
}

/** Pages that are not from a safe address have no camera. */
export const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia)
