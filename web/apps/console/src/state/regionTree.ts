import type { RegionalRule } from '@jianzai/api'

export interface RegionNode {
  code: string
  /** None: it stands there for what lies below. */
  rule?: RegionalRule
  children: RegionNode[]
}

/** So many of the twelve digits name a level: province, city, county, town, village. */
const lengths = [2, 4, 6, 9, 12]
const levelOf = (region: string) => {
  const digits = region.replace(/0+$/, '').length
  return lengths.findIndex((length) => digits <= length)
}

/** The codes around a region, from the province down to itself. Towns of a city without counties are the city's. */
export function pathOf(code: string): string[] {
  const path: string[] = []
  for (const length of lengths) {
    const at = code.slice(0, length).padEnd(12, '0')
    if (path.at(-1) !== at) path.push(at)
    if (at === code) break
  }
  return path
}

/** Whether a region lies in another one, or is it. Both have 12 digits; nothing around: the whole agency; no region: of all of it. */
export const isInside = (region: string | undefined, around: string | undefined): boolean =>
  !around || (region !== undefined && pathOf(region).includes(around))

/** Whether a level lies below: not of a village. */
export const hasPartsBelow = (region: string): boolean => levelOf(region) < lengths.length - 1

/** The region one level up; undefined: the whole. */
export function regionAbove(region: string): string | undefined {
  const level = levelOf(region)
  return level <= 0 ? undefined : region.slice(0, lengths[level - 1]).padEnd(12, '0')
}

/** Rules of regions, each below the wider regions that it lies in. */
export function regionTree(rules: RegionalRule[]): RegionNode[] {
  const roots: RegionNode[] = []
  for (const rule of rules) {
    let level = roots
    for (const code of pathOf(rule.region)) {
      let node = level.find((one) => one.code === code)
      if (!node) {
        node = { code, children: [] }
        level.push(node)
      }
      if (code === rule.region) node.rule = rule
      level = node.children
    }
  }
  return roots
}
