import type { Days } from './figures'

export const presets = ['week', 'month', 'quarter', 'year'] as const
export type Preset = (typeof presets)[number]

const lengths: Record<Preset, number> = { week: 7, month: 30, quarter: 90, year: 365 }
const day_ms = 86_400_000

/** The last days up to and with `today` (in China). */
export function periodOf(preset: Preset, today: string): Days {
  const last = Date.parse(`${today}T00:00:00Z`)
  return { from: new Date(last - (lengths[preset] - 1) * day_ms).toISOString().slice(0, 10), to: today }
}
