export { createAttemptPort } from './attemptPort'
export {
  CameraError,
  FACES_LOOK,
  FRAME_SIDE_PX,
  greyOf,
  HINT_DETAIL,
  jpegOfFile,
  VideoCamera,
  type CameraFault,
  type FrameSource,
} from './camera'
export { answersOf, type CardAnswers } from './cardAnswers'
export { createCardReader, createPortraitReader } from './cardReader'
export { default as CardView } from './CardView.vue'
export { createFaceFinder, FAR, NEAR, type FaceFinder } from './faceFinder'
export { FaceWatch, fetchCascade, type FaceHint } from './faceWatch'
export {
  createFieldOutbox,
  DatabaseFieldOutbox,
  MemoryFieldOutbox,
  type FieldCapture,
  type FieldConsent,
  type FieldOutbox,
  type FieldOutcome,
  type FieldPerson,
} from './fieldOutbox'
export type { RegisterKey } from './fieldSigner'
export { canFilm, FILM_S, type Film } from './film'
export { framingOf, type Framing } from './framing'
export { createFrameSocket, socketUrl } from './frameSocket'
export { createOutbox, dropExpired } from './outbox'
export { default as PictureFile } from './PictureFile.vue'
export { hintOf, measure, OVAL, type Hint } from './quality'
export { useFilm } from './useFilm'
export { useCapture, type Block, type CaptureState } from './useCapture'
export type { CardFront, CardResult, CardScanState } from './useCardScan'
export { useDeviceCardScan } from './useDeviceCardScan'
