import type { LocationQuery } from 'vue-router'

/** Whom the page is about: one of `listRelatives`; undefined: the account's owner. */
export function relativeIn(query: LocationQuery): string | undefined {
  const { relative } = query
  return typeof relative === 'string' && /^[0-9a-z]{26}$/.test(relative) ? relative : undefined
}
