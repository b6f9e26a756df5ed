import type { AssistedWay, ProofEvidence } from '@jianzai/api'

/** Ways of which a paper is all that there is; elsewhere the person is seen. */
const byPaper: AssistedWay[] = ['HOSPITAL', 'STREET_OFFICE', 'EMBASSY']

/** What may be handed in, the usual one first. The server refuses a proof of which no piece suffices. */
export const piecesOf = (way: AssistedWay): ProofEvidence[] =>
  byPaper.includes(way) ? ['PAPER', 'PHOTO', 'VIDEO'] : ['PHOTO', 'VIDEO', 'PAPER']
export const suffices = (piece: ProofEvidence, way: AssistedWay): boolean =>
  (piece === 'PAPER') === byPaper.includes(way)
/** Papers of a hospital count only with a picture of the person. */
export const isEnough = (given: ProofEvidence[], way: AssistedWay): boolean =>
  given.some((piece) => suffices(piece, way)) &&
  (way !== 'HOSPITAL' || given.some((piece) => piece !== 'PAPER'))
/** Whether the person's face is asked for, or among what is given. */
export const showsFace = (way: AssistedWay, given: ProofEvidence[]): boolean =>
  !byPaper.includes(way) || given.some((piece) => piece !== 'PAPER')
/** Whether somebody else than the operator saw the person: it is said who. */
export const hasIssuer = (way: AssistedWay): boolean => way === 'COURIER' || byPaper.includes(way)

/** What the server takes, in bytes. */
export const PIECE_BYTES_MAX = 8 * 1024 * 1024
