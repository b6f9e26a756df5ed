export { createAttemptPort, type AttemptPort } from './attemptPort'
export {
  CameraError,
  FRAME_SIDE_PX,
  jpegOfFile,
  portraitCut,
  VideoCamera,
  type CameraFault,
  type CameraSide,
  type FrameSource,
} from './camera'
export {
  createOutbox,
  DatabaseOutbox,
  MemoryOutbox,
  type Outbox,
  type PendingAttempt,
  type PendingFrame,
} from './outbox'
export { hintOf, measure, type Hint, type Quality } from './quality'
export {
  backoff_ms,
  CAPTURE_MS,
  useCapture,
  type Block,
  type CaptureParts,
  type CaptureState,
  type Waiting,
} from './useCapture'
