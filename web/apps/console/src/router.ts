import { createRouter, createWebHistory } from 'vue-router'
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
      { path: '/payroll', name: 'payroll', component: () => import('./pages/PayrollPage.vue') },
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
    // An auditor sees what was done, and no person.
    const isAuditor = session.operator.value?.role === 'AUDITOR'
    const isEverybodys = to.meta.open || to.name === 'account'
    if (!isEverybodys && session.operator.value && isAuditor !== (to.name === 'audit')) {
      return { name: isAuditor ? 'audit' : 'persons' }
    }
    return true
  })
  return router
}
