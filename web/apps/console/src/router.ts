import { ref } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import { homeOf, mayOpen } from './state/rolePages'
import { useOperator } from './state/useOperator'

declare module 'vue-router' {
  interface RouteMeta {
    /** Needs nobody logged in. */
    open?: boolean
    /** Leads to the home page of whoever is logged in. */
    home?: boolean
    /** The list that it belongs to. */
    parent?: string
  }
}

/** The page that somebody asked for and may not open, until the next one. */
export const refusedPage = ref<string>()

const nowhere = { render: () => null }

/** Everything but the login page needs an operator. */
export function createAppRouter() {
  const router = createRouter({
    history: createWebHistory('/console/'),
    scrollBehavior: () => ({ top: 0 }),
    routes: [
      {
        path: '/login',
        name: 'login',
        component: () => import('./pages/LoginPage.vue'),
        meta: { open: true },
      },
      { path: '/', component: nowhere, meta: { home: true } },
      { path: '/desk', name: 'desk', component: () => import('./pages/DeskPage.vue') },
      { path: '/persons', name: 'persons', component: () => import('./pages/PersonsPage.vue') },
      {
        path: '/persons/new',
        name: 'newPerson',
        component: () => import('./pages/NewPersonPage.vue'),
        meta: { parent: 'persons' },
      },
      {
        path: '/persons/:id',
        name: 'person',
        component: () => import('./pages/PersonPage.vue'),
        props: true,
        meta: { parent: 'persons' },
      },
      {
        path: '/references',
        name: 'referenceWork',
        component: () => import('./pages/ReferenceWorkPage.vue'),
      },
      {
        path: '/references/proposals',
        name: 'referenceProposals',
        component: () => import('./pages/ReferenceProposalsPage.vue'),
      },
      {
        path: '/persons/merges',
        name: 'mergeProposals',
        component: () => import('./pages/MergeProposalsPage.vue'),
      },
      { path: '/insight', name: 'insight', component: () => import('./pages/InsightPage.vue') },
      { path: '/reviews', name: 'reviews', component: () => import('./pages/ReviewsPage.vue') },
      {
        path: '/reviews/:id',
        name: 'review',
        component: () => import('./pages/ReviewPage.vue'),
        props: true,
        meta: { parent: 'reviews' },
      },
      { path: '/tickets', name: 'tickets', component: () => import('./pages/TicketsPage.vue') },
      {
        path: '/tickets/visits',
        name: 'visits',
        component: () => import('./pages/VisitsPage.vue'),
        meta: { parent: 'tickets' },
      },
      { path: '/assisted-proofs', name: 'proofs', component: () => import('./pages/ProofsPage.vue') },
      { path: '/batch', name: 'batch', component: () => import('./pages/BatchPage.vue') },
      { path: '/losses', name: 'losses', component: () => import('./pages/LossesPage.vue') },
      { path: '/support', name: 'support', component: () => import('./pages/SupportPage.vue') },
      { path: '/plans', name: 'plans', component: () => import('./pages/PlansPage.vue') },
      {
        path: '/plans/new',
        name: 'newPlan',
        component: () => import('./pages/NewPlanPage.vue'),
        meta: { parent: 'plans' },
      },
      {
        path: '/plans/:id',
        name: 'plan',
        component: () => import('./pages/PlanPage.vue'),
        props: true,
        meta: { parent: 'plans' },
      },
      { path: '/tasks', name: 'tasks', component: () => import('./pages/TasksPage.vue') },
      { path: '/rules', name: 'rules', component: () => import('./pages/RulesPage.vue') },
      { path: '/system', name: 'system', component: () => import('./pages/SystemPage.vue') },
      { path: '/payroll', name: 'payroll', component: () => import('./pages/PayrollPage.vue') },
      {
        path: '/imports/:id?',
        name: 'imports',
        component: () => import('./pages/ImportsPage.vue'),
        props: true,
      },
      { path: '/agency', name: 'agency', component: () => import('./pages/AgencyPage.vue') },
      { path: '/operators', name: 'operators', component: () => import('./pages/OperatorsPage.vue') },
      { path: '/account', name: 'account', component: () => import('./pages/AccountPage.vue') },
      { path: '/audit', name: 'audit', component: () => import('./pages/AuditPage.vue') },
      { path: '/:rest(.*)*', component: nowhere, meta: { home: true } },
    ],
  })
  const session = useOperator()
  router.beforeEach(async (to) => {
    await session.load()
    // The page waits for its operator with what is typed in it.
    if (session.state.value === 'expired') return false
    if (!to.meta.open && session.state.value !== 'member') {
      return { name: 'login', query: { next: to.fullPath } }
    }
    const operator = session.operator.value
    if (to.meta.open || !operator) return true
    // Until then the server answers nothing else.
    const waits = operator.must_change_password || operator.must_set_up_factor
    if (waits && to.name !== 'account') return { name: 'account' }
    return (!to.meta.home && mayOpen(operator, String(to.name))) || { name: homeOf(operator.role) }
  })
  router.afterEach((to) => {
    const asked = to.redirectedFrom?.name
    const operator = session.operator.value
    const waits = operator?.must_change_password || operator?.must_set_up_factor
    const isRefused = asked && operator && !waits && to.name !== 'login'
    refusedPage.value = isRefused && !mayOpen(operator, String(asked)) ? String(asked) : undefined
  })
  return router
}
