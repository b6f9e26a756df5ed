/** Whole years from one day in China to another. */
export function yearsBetween(from: string, to: string): number {
  const [fromYear, toYear] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))]
  return Math.max(0, toYear - fromYear - (to.slice(5) < from.slice(5) ? 1 : 0))
}
