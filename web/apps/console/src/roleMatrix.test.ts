import type { Operator, OperatorRole } from '@jianzai/api'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { createAppRouter, refusedPage } from './router'
import { homeOf, mayOpen, menuOf, pages } from './state/rolePages'
import { useOperator } from './state/useOperator'

/** Nobody is called. */
vi.mock('./state/services', () => ({ api: {}, service: {} }))

/** What each role finds in its menu, in order. */
const plans = ['plans', 'tasks']
const menus: Record<OperatorRole, string[]> = {
  CLERK: [
    ...['desk', 'tickets', 'visits', 'proofs', 'losses', 'persons', 'referenceWork', 'imports', 'insight'],
    ...plans,
    ...['agency', 'support', 'rules'],
  ],
  REVIEWER: [
    ...['desk', 'reviews', 'tickets', 'visits', 'proofs', 'losses'],
    ...['persons', 'referenceWork', 'referenceProposals', 'mergeProposals', 'imports', 'insight'],
    ...plans,
    ...['payroll', 'agency', 'support', 'rules'],
  ],
  VILLAGE_HELPER: ['desk', 'batch', 'visits', 'proofs', 'persons', 'tasks'],
  EMPLOYER: ['desk', 'batch', 'proofs', 'persons', 'tasks', 'support'],
  AUDITOR: ['desk', 'audit', 'system'],
  SYSTEM_ADMIN: ['desk', 'agency', 'support', 'rules', 'system'],
  SECURITY_ADMIN: ['desk', 'operators', 'system'],
}
const roles = Object.keys(menus) as OperatorRole[]
const desk: OperatorRole[] = ['CLERK', 'REVIEWER']

/** What a page shows to some of its roles only. */
const reviewers: OperatorRole[] = ['REVIEWER']
const admins: OperatorRole[] = ['SYSTEM_ADMIN']
const all = (names: string[], roles: OperatorRole[]) => Object.fromEntries(names.map((name) => [name, roles]))
const shownTo: Record<string, Record<string, OperatorRole[]>> = {
  proofs: {
    getAssistedEvidence: desk,
    ...all(['confirmAssistedProof', 'refuseAssistedProof'], reviewers),
  },
  person: {
    ...all(
      [
        'getPersonFile',
        'listPersonAttempts',
        'listPersonTrail',
        'listNotices',
        'disclosePerson',
        'changePerson',
        'closeAccountOfPerson',
        'refuseHelperOfPerson',
        'allowHelperOfPerson',
        'recordConsent',
        'withdrawConsentOfPerson',
        'createPersonTicket',
      ],
      desk,
    ),
    ...all(
      ['getPersonReferenceImage', 'getReferenceOfPerson', 'createReference', 'getAssistedEvidence'],
      desk,
    ),
    ...all(
      [
        'setLooksOnly',
        'unsetLooksOnly',
        'setEmployer',
        'listEmployers',
        'addEntitlement',
        'createMerge',
        'refuseMerge',
      ],
      desk,
    ),
    dismissReportedLoss: reviewers,
  },
  visits: all(['listVisitors', 'assignTicket'], desk),
  insight: all(['getReviewers', 'getScores'], reviewers),
  tasks: {
    ...all(['proposeSuspension', 'dropSuspension'], desk),
    listBenefits: desk,
    ...all(['approveSuspension', 'terminateBenefit', 'reinstateBenefit'], reviewers),
  },
  rules: all(
    ['setCategoryRule', 'setRegionalRule', 'unsetRegionalRule', 'createCategory', 'nameRegion'],
    admins,
  ),
  agency: { changeAgency: admins },
  support: { listEmployers: ['CLERK', 'REVIEWER', 'SYSTEM_ADMIN'] },
  system: {
    ...all(['previewNoticeText', 'setNoticeText', 'unsetNoticeText', 'setRetention'], admins),
    ...all(['previewWorkdays', 'setWorkdays', 'unsetWorkdays'], admins),
  },
}

/** What the server does for who works for the whole agency only, and the pages that keep it from who has a region:
 *  `regionalStaff.test.ts` opens them. */
const wholeAgencys = [
  ...['createEmployer', 'createSupport', 'deleteSupport', 'closePlan'],
  ...[
    'createImport',
    'listImports',
    'getImport',
    'startImport',
    'undoImport',
    'discardImport',
    'setImportColumns',
  ],
  ...['getImportFaultsCsv', 'getImportFaultsXlsx', 'getPayrollCsv', 'getPayrollXlsx'],
  ...['createPayrollBatch', 'listPayrollBatches'],
]
const keptFromRegions = ['agency', 'imports', 'plan', 'support']

const contract = parse(readFileSync(join(import.meta.dirname, '../../../../api/openapi.yaml'), 'utf8')) as {
  paths: Record<string, Record<string, { operationId: string; 'x-roles'?: OperatorRole[] }>>
}
const shapeOf = (path: string) => path.replace(/\$?\{[^}]*\}/g, '{}').replace(/\?.*$/, '')
interface Operation {
  operationId: string
  roles: OperatorRole[]
}
/** By shape of the path, and by method. */
const operations = new Map<string, Map<string, Operation>>()
for (const [path, methods] of Object.entries(contract.paths)) {
  const ofPath = Object.entries(methods)
    .filter(([, operation]) => operation.operationId)
    .map(([method, { operationId, 'x-roles': allowed = roles }]): [string, Operation] => [
      method.toUpperCase(),
      { operationId, roles: allowed },
    ])
  operations.set(shapeOf(path), new Map(ofPath))
}

/** A part of a path that the page fills in may be an ending that the contract writes out. */
function operationsAt(shape: string): Map<string, Operation> {
  const exact = operations.get(shape)
  if (exact) return exact
  const pattern = new RegExp(`^${shape.replace(/[.]/g, '\\.').replaceAll('{}', '[^/]+')}$`)
  return new Map([...operations].filter(([path]) => pattern.test(path)).flatMap(([, ofPath]) => [...ofPath]))
}

/** Belong to no page: everybody's. */
const everybodys = /\/(useOperator|services|rolePages|useCall)\.ts$/
function sourcesOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || everybodys.test(file)) return seen
  seen.add(file)
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
    const target = [path!, `${path}.ts`].map((one) => join(dirname(file), one)).find((one) => existsSync(one))
    if (target) sourcesOf(target, seen)
  }
  return seen
}

/** What a page and its parts in this app call. A path that is no direct argument counts with each of its methods; one in a template is a picture or a file. */
function callsOf(file: string): Operation[] {
  const found = new Map<string, Operation>()
  for (const source of sourcesOf(file)) {
    const text = readFileSync(source, 'utf8')
    for (const [, before, quote, path] of text.matchAll(/(\w+\(\s*)?(['`])(\/api\/v1\/console\/[^'`]+)\2/g)) {
      const ofPath = operationsAt(shapeOf(path!))
      expect(ofPath.size, `${source}: ${path}`).toBeGreaterThan(0)
      const method = before?.replace(/\(\s*$/, '')
      const wanted = method && ofPath.has(method) ? [method] : quote === '`' ? ['GET'] : [...ofPath.keys()]
      for (const one of wanted) {
        const operation = ofPath.get(one)
        if (operation) found.set(operation.operationId, operation)
      }
    }
  }
  return [...found.values()]
}

const routes = [
  ...readFileSync(join(import.meta.dirname, 'router.ts'), 'utf8').matchAll(
    /name: '(\w+)',\s*component: \(\) => import\('\.\/(pages\/\w+\.vue)'\)/g,
  ),
].map(([, name, file]) => ({ name: name!, file: join(import.meta.dirname, file!) }))
const rolesOf = (page: string) => roles.filter((role) => pages[role].includes(page))

const operatorIn = (role: OperatorRole, region?: string) => ({ role, region }) as Operator

describe('the pages of each role', () => {
  it.each(roles)('%s finds its work in the menu, and its home first', (role) => {
    const shown = menuOf(operatorIn(role)).flatMap(({ pages }) => pages)
    expect(shown).toEqual(menus[role])
    expect(shown[0]).toBe(homeOf(role))
  })

  it('keeps payroll from who is in charge of a region only', () => {
    expect(mayOpen(operatorIn('REVIEWER'), 'payroll')).toBe(true)
    expect(mayOpen(operatorIn('REVIEWER', '999999000000'), 'payroll')).toBe(false)
  })

  it('has no other page that asks for what is the whole agency’s', () => {
    const named = new Set(
      [...operations.values()].flatMap((ofPath) => [...ofPath.values()].map((one) => one.operationId)),
    )
    for (const operation of wholeAgencys) expect([...named]).toContain(operation)
    const asking = routes
      .filter(({ name }) =>
        ['CLERK', 'REVIEWER'].some((role) => mayOpen(operatorIn(role as OperatorRole, '999999000000'), name)),
      )
      .filter(({ file }) => callsOf(file).some(({ operationId }) => wholeAgencys.includes(operationId)))
    expect(asking.map(({ name }) => name).sort()).toEqual(keptFromRegions)
  })

  it('leads nowhere that there is no page, and has no page that nobody opens', () => {
    const named = routes.map(({ name }) => name)
    for (const role of roles) for (const page of pages[role]) expect(named).toContain(page)
    const unopened = named.filter((name) => rolesOf(name).length === 0)
    expect(unopened.sort()).toEqual(['account', 'login'])
  })

  it.each(routes.filter(({ name }) => rolesOf(name).length > 0))(
    '$name asks the server for nothing that its roles may not have',
    ({ name, file }) => {
      const calls = callsOf(file)
      expect(calls.length, 'the page calls something').toBeGreaterThan(0)
      const guards = shownTo[name] ?? {}
      for (const { operationId, roles: allowed } of calls) {
        const asking = guards[operationId] ?? rolesOf(name)
        const refused = asking.filter((role) => !allowed.includes(role))
        expect(refused, `${operationId} is refused to`).toEqual([])
      }
      const needed = calls.filter(({ roles: allowed }) =>
        rolesOf(name).some((role) => !allowed.includes(role)),
      )
      expect(Object.keys(guards).sort()).toEqual(needed.map(({ operationId }) => operationId).sort())
    },
  )
})

describe('a page by its address', () => {
  const session = useOperator()
  const router = createAppRouter()
  // Which page is shown is all that matters here.
  for (const route of router.getRoutes())
    if (route.components) route.components = { default: { render: () => null } }

  const pathOf = (name: string) => router.getRoutes().find((route) => route.name === name)!.path

  function logIn(role: OperatorRole, extra: Partial<Operator> = {}): void {
    session.operator.value = { ...operatorIn(role), ...extra } as Operator
    session.state.value = 'member'
  }
  beforeEach(async () => {
    session.expire()
    await router.push('/login')
  })

  it.each(roles)('%s is sent from the pages of others to the own home, with words', async (role) => {
    logIn(role)
    for (const { name } of routes.filter(({ name }) => name !== 'login')) {
      await router.push({ name, params: pathOf(name).includes(':id') ? { id: '0' } : {} })
      const isOwn = name === 'account' || pages[role].includes(name)
      expect([name, router.currentRoute.value.name]).toEqual([name, isOwn ? name : homeOf(role)])
      expect([name, refusedPage.value]).toEqual([name, isOwn ? undefined : name])
      await router.push('/account')
      expect(refusedPage.value).toBeUndefined()
    }
  })

  it('leads home from the root and from nowhere, without words', async () => {
    logIn('AUDITOR')
    for (const path of ['/', '/no/such/page']) {
      await router.push(path)
      expect([router.currentRoute.value.name, refusedPage.value]).toEqual(['desk', undefined])
      await router.push('/account')
    }
  })

  it('asks who is not logged in to log in first, and leads back', async () => {
    await router.push('/tickets?next=1')
    expect(router.currentRoute.value).toMatchObject({ name: 'login', query: { next: '/tickets?next=1' } })
  })

  it('asks for an own password before all else', async () => {
    logIn('CLERK', { must_change_password: true })
    await router.push('/persons')
    expect([router.currentRoute.value.name, refusedPage.value]).toEqual(['account', undefined])
  })
})
