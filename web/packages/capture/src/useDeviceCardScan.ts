import { onUnmounted } from 'vue'
import { CARD_FILE_SIDE_PX, CARD_VIEW, jpegOfFile, VideoCamera } from './camera'
import type { CardReader } from './cardReader'
import { useCardScan } from './useCardScan'

/** The scan with the device's camera, shown in `video`. Ends with the component. */
export function useDeviceCardScan(read: CardReader, video: () => HTMLVideoElement | null) {
  const scan = useCardScan({
    source: new VideoCamera(video, () => scan.cameraEnded(), CARD_VIEW),
    read,
    jpegOfFile: (file) => jpegOfFile(file, CARD_FILE_SIDE_PX),
  })
  onUnmounted(() => scan.leave())
  return scan
}
