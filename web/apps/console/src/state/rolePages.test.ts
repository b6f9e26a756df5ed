import type { OperatorRole } from '@jianzai/api'
import { expect, it, vi } from 'vitest'
import { createAppRouter } from '../router'
import chinese from '../locales/zh-CN'
import { homeOf, mayOpen, menuGroups, menuOf, pages } from './rolePages'
import { deskPlaces } from './useDesk'

vi.mock('./services', () => ({ api: {}, service: {} }))
const roles = Object.keys(pages) as OperatorRole[]
const ofRole = (role: OperatorRole) => menuOf({ role }).flatMap((group) => group.pages as readonly string[])
/** Pages that other branches bring. */
const toCome = ['batch', 'tasks']

it.each([
  ['desk', ['CLERK', 'REVIEWER', 'VILLAGE_HELPER', 'EMPLOYER', 'AUDITOR', 'SYSTEM_ADMIN', 'SECURITY_ADMIN']],
  ['persons', ['CLERK', 'REVIEWER', 'VILLAGE_HELPER', 'EMPLOYER']],
  ['person', ['CLERK', 'REVIEWER', 'VILLAGE_HELPER', 'EMPLOYER']],
  ['newPerson', ['CLERK', 'REVIEWER']],
  ['referenceWork', ['CLERK', 'REVIEWER']],
  ['referenceProposals', ['REVIEWER']],
  ['mergeProposals', ['REVIEWER']],
  ['insight', ['CLERK', 'REVIEWER']],
  ['reviews', ['REVIEWER']],
  ['review', ['REVIEWER']],
  ['payroll', ['REVIEWER']],
  ['audit', ['AUDITOR']],
  ['operators', ['SECURITY_ADMIN']],
  ['agency', ['CLERK', 'REVIEWER', 'SYSTEM_ADMIN']],
] as [string, OperatorRole[]][])(
  'opens %s to those whose work it is, and to nobody else',
  (page, allowed) => {
    expect(roles.filter((role) => mayOpen({ role }, page))).toEqual(
      roles.filter((role) => allowed.includes(role)),
    )
  },
)

it('keeps what is the whole agency’s from those of a region', () => {
  expect(mayOpen({ role: 'REVIEWER', region: '130900000000' }, 'payroll')).toBe(false)
  expect(mayOpen({ role: 'REVIEWER', region: '130900000000' }, 'insight')).toBe(true)
})

it.each(roles)('gives %s a home, routes, words, and a menu of what they may open', (role) => {
  const router = createAppRouter()
  expect(mayOpen({ role }, homeOf(role))).toBe(true)
  for (const page of pages[role]) if (!toCome.includes(page)) expect(router.hasRoute(page), page).toBe(true)
  for (const page of ofRole(role)) {
    expect(mayOpen({ role }, page), page).toBe(true)
    expect((chinese.nav as Record<string, unknown>)[page], page).toBeTruthy()
  }
})

it('names each group of the menu, and no page twice', () => {
  const all = menuGroups.flatMap(({ pages }) => pages as readonly string[])
  expect(new Set(all).size).toBe(all.length)
  for (const { name } of menuGroups) expect(chinese.nav.groups[name], name).toBeTruthy()
})

it('leads from the desk to lists that are there', () => {
  const router = createAppRouter()
  for (const { list } of Object.values(deskPlaces))
    if (!toCome.includes(list)) expect(router.hasRoute(list), list).toBe(true)
})
