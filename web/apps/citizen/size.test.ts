import { expect, it } from 'vitest'
// @ts-expect-error a script without types
import { firstLoad, isBuilt, kbOf, LIMIT_KB } from '../../scripts/size.mjs'

it.skipIf(!isBuilt())(`loads the first page with less than ${LIMIT_KB} kB (skipped without a build)`, () => {
  const files = firstLoad()
  expect(files.length).toBeGreaterThan(2)
  expect(kbOf(files)).toBeLessThan(LIMIT_KB)
})
