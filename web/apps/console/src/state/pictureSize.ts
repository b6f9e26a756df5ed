/** Longest side of an uploaded photograph; more adds bytes, not certainty. */
export const REFERENCE_SIDE_PX = 1600
