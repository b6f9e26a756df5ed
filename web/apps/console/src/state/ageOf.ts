/** Whole years from one day in China to another. */
export function yearsBetween(from: string, to: string): number {
  const [fromYear, toYear] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))]
  return Math.max(0, toYear - fromYear - (to.slice(5) < from.slice(5) ? 1 : 0))
}

/** Days from one day to another; negative: it is over. */
export function daysUntil(day: string, today: string): number {
  return Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000)
}
