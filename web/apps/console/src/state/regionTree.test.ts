import { describe, expect, it } from 'vitest'
import { hasPartsBelow, isInside, pathOf, regionAbove, regionTree } from './regionTree'

const rule = (region: string) => ({
  category_code: 'A',
  region,
  due_rule: {
    kind: 'ROLLING_DAY' as const,
    months: 12,
    windows: '',
    grace_days: 0,
    minors: true,
    modes: [],
  },
})

describe('the tree of regions', () => {
  it('climbs from the province down', () => {
    expect(pathOf('130984101000')).toEqual(['130000000000', '130900000000', '130984000000', '130984101000'])
    expect(pathOf('130000000000')).toEqual(['130000000000'])
    expect(pathOf('441900003000')).toEqual(['440000000000', '441900000000', '441900003000'])
  })

  it('puts each rule below the wider regions', () => {
    const [province, ...others] = regionTree([rule('130900000000'), rule('130984000000')])
    expect(others).toEqual([])
    expect(province!.rule).toBeUndefined()
    const city = province!.children[0]!
    expect(city.rule?.region).toBe('130900000000')
    expect(city.children[0]!.rule?.region).toBe('130984000000')
  })
})

it('says whether a region lies in another', () => {
  const [county, town, village] = ['999999000000', '999999101000', '999999101201'] as const
  expect([isInside(village, county), isInside(town, town), isInside(county, town)]).toEqual([
    true,
    true,
    false,
  ])
  expect([isInside('999998101000', county), isInside(undefined, county)]).toEqual([false, false])
  expect([isInside(undefined, undefined), isInside(county, undefined)]).toEqual([true, true])
})

it('goes down to the villages and up again', () => {
  expect(['130000000000', '130900000000', '130984101000', '130984101201'].map(hasPartsBelow)).toEqual([
    true,
    true,
    true,
    false,
  ])
  expect(regionAbove('130984101201')).toBe('130984101000')
  expect(regionAbove('130984101000')).toBe('130984000000')
  expect(regionAbove('130900000000')).toBe('130000000000')
  expect(regionAbove('130000000000')).toBeUndefined()
})
