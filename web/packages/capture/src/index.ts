export { ADVICE_EVERY_MS, AdviceLoop, type AdviceParts } from './advice'
export { createAttemptPort, type AttemptPort } from './attemptPort'
export {
  CameraError,
  FACES_LOOK,
  FRAME_SIDE_PX,
  greyOf,
  HINT_DETAIL,
  jpegOfFile,
  STEP_DETAIL,
  VideoCamera,
  type CameraFault,
  type CameraSide,
  type FrameSource,
} from './camera'
export { answersOf, type CardAnswers } from './cardAnswers'
export { createCardReader, createPortraitReader } from './cardReader'
export { default as CardView } from './CardView.vue'
export {
  createFaceFinder,
  FAR,
  NEAR,
  type Cascade,
  type FaceFinder,
  type FoundFace,
  type GreyPicture,
} from './faceFinder'
export { FaceWatch, type FaceHint } from './faceWatch'
export { framingOf, type Framing } from './framing'
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
export { default as PictureFile } from './PictureFile.vue'
export { hintOf, measure, OVAL, type Hint, type Quality } from './quality'
export { LOOK_MS, TURN_S, useCapture, type Block, type CaptureParts, type CaptureState } from './useCapture'
export type { CardFront, CardResult, CardScanState } from './useCardScan'
export { useDeviceCardScan } from './useDeviceCardScan'
