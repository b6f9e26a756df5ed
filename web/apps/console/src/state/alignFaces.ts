/** Lays one picture over another so that the faces come upon each other. */

/** Of a face in its picture, in pixels of it. */
export interface FaceBox {
  x: number
  y: number
  size: number
}
export interface Picture {
  width: number
  height: number
  /** Undefined: no face was found; then the middle stands for it. */
  face?: FaceBox
}

export interface Placement {
  x: number
  y: number
  width: number
  height: number
}

/** Where somebody's face is if nobody found it: as the capture page frames it. */
const guess = { share: 0.42, middle: 0.5 }
/** The face in a square of side 1: as large as in an ID photograph with its hair. */
const faceShare = 0.5
const faceTop = 0.3

export function faceOf({ width, height, face }: Picture): FaceBox {
  if (face) return face
  const size = guess.share * Math.min(width, height)
  return { x: guess.middle * width - size / 2, y: guess.middle * height - size / 2, size }
}

/** Where a picture lies in a square of `side` so that its face has the same place and size as any other's. */
export function placeInSquare(picture: Picture, side: number): Placement {
  const face = faceOf(picture)
  const scale = (faceShare * side) / face.size
  return {
    x: ((1 - faceShare) / 2) * side - face.x * scale,
    y: faceTop * side - face.y * scale,
    width: picture.width * scale,
    height: picture.height * scale,
  }
}

/** Side of what faces are looked for in: as fine as the capture page looks. */
export const LOOK_HEIGHT_PX = 240
export const lookSize = ({ width, height }: Pick<Picture, 'width' | 'height'>) => ({
  width: Math.max(1, Math.round((width / height) * LOOK_HEIGHT_PX)),
  height: LOOK_HEIGHT_PX,
})
