export { ADVICE_EVERY_MS, AdviceLoop, type AdviceParts } from './advice'
export { createAttemptPort, type AttemptPort } from './attemptPort'
export {
  CameraError,
  FRAME_SIDE_PX,
  HINT_DETAIL,
  jpegOfFile,
  STEP_DETAIL,
  VideoCamera,
  type CameraFault,
  type CameraSide,
  type FrameSource,
} from './camera'
export { default as CardMask } from './CardMask.vue'
export {
  createOutbox,
  DatabaseOutbox,
  MemoryOutbox,
  type Outbox,
  type PendingAttempt,
  type PendingFrame,
} from './outbox'
export { canFilm, FILM_S, FilmRecorder, type Film, type FilmType } from './film'
export { createFrameSocket, socketUrl, type FrameSocket } from './frameSocket'
export { hintOf, measure, OVAL, type Hint, type Quality } from './quality'
export {
  backoff_ms,
  LOOK_MS,
  TURN_S,
  useCapture,
  type Block,
  type CaptureParts,
  type CaptureState,
  type Waiting,
} from './useCapture'
export type { CardFront, CardHint, CardResult } from './useCardScan'
export { useDeviceCardScan } from './useDeviceCardScan'
