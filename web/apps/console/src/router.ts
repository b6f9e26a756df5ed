import { createRouter, createWebHistory } from 'vue-router'
import { homeOf, mayOpen } from './state/rolePages'
import { useOperator } from './state/useOperator'

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
      { path: '/', redirect: '/persons' },
      { path: '/persons', name: 'persons', component: () => import('./pages/PersonsPage.vue') },
      { path: '/persons/new', name: 'newPerson', component: () => import('./pages/NewPersonPage.vue') },
      {
        path: '/persons/:id',
        name: 'person',
        component: () => import('./pages/PersonPage.vue'),
        props: true,
      },
      { path: '/reviews', name: 'reviews', component: () => import('./pages/ReviewsPage.vue') },
      {
        path: '/reviews/:id',
        name: 'review',
        component: () => import('./pages/ReviewPage.vue'),
        props: true,
      },
      { path: '/plans', name: 'plans', component: () => import('./pages/PlansPage.vue') },
      { path: '/plans/new', name: 'newPlan', component: () => import('./pages/NewPlanPage.vue') },
      {
        path: '/plans/:id',
        name: 'plan',
        component: () => import('./pages/PlanPage.vue'),
        props: true,
      },
      { path: '/tasks', name: 'tasks', component: () => import('./pages/TasksPage.vue') },
      { path: '/rules', name: 'rules', component: () => import('./pages/RulesPage.vue') },
      { path: '/system', name: 'system', component: () => import('./pages/SystemPage.vue') },
      { path: '/payroll', name: 'payroll', component: () => import('./pages/PayrollPage.vue') },
      { path: '/agency', name: 'agency', component: () => import('./pages/AgencyPage.vue') },
      { path: '/operators', name: 'operators', component: () => import('./pages/OperatorsPage.vue') },
      { path: '/account', name: 'account', component: () => import('./pages/AccountPage.vue') },
      { path: '/audit', name: 'audit', component: () => import('./pages/AuditPage.vue') },
      { path: '/:rest(.*)*', redirect: '/persons' },
    ],
  })
  const session = useOperator()
  router.beforeEach(async (to) => {
    await session.load()
    if (!to.meta.open && session.state.value !== 'member') {
      return { name: 'login', query: { next: to.fullPath } }
    }
    const operator = session.operator.value
    if (to.meta.open || !operator) return true
    // Until then the server answers nothing else.
    const waits = operator.must_change_password || operator.must_set_up_factor
    if (waits && to.name !== 'account') return { name: 'account' }
    return mayOpen(operator, String(to.name)) || { name: homeOf(operator.role) }
  })
  return router
}
