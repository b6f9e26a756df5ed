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

/** What the words about a role say of a page. */
const wordsOf: Record<string, string> = {
  ...{ batch: '采集', reviews: '人工审核', tickets: '工单', proofs: '辅助认证', losses: '丧失资格' },
  ...{ persons: '人员', referenceWork: '建模', referenceProposals: '照片更换', mergeProposals: '人员合并' },
  ...{ imports: '导入导出', insight: '统计', plans: '认证计划', tasks: '任务', payroll: '发放指令' },
  ...{ agency: '用人单位', support: '客服电话', operators: '用户', audit: '操作记录', rules: '周期规则' },
  ...{ system: '系统状态', visits: '要求的上门' },
}

it.each(roles)('says of %s what the pages are for, and of nobody what they may not', (role) => {
  const own = chinese.operators.does[role]
  const said = role === 'REVIEWER' ? own + chinese.operators.does.CLERK : own
  for (const page of ofRole(role).filter((page) => page !== 'desk'))
    expect(said, page).toContain(wordsOf[page])
  const others = Object.keys(wordsOf).filter((page) => !mayOpen({ role }, page))
  // The people of an administrator are none; the employers of an employer are itself.
  for (const page of others.filter((page) => !['persons', 'agency'].includes(page)))
    expect(own, page).not.toContain(wordsOf[page])
})

it('keeps what is the whole agency’s from those of a region', () => {
  expect(mayOpen({ role: 'REVIEWER', region: '130900000000' }, 'payroll')).toBe(false)
  expect(mayOpen({ role: 'REVIEWER', region: '130900000000' }, 'insight')).toBe(true)
  // Files go out for whoever sees the people.
  expect(mayOpen({ role: 'CLERK', region: '130900000000' }, 'imports')).toBe(true)
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
