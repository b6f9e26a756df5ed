import { createRouter, createWebHistory } from 'vue-router'
import HomePage from './pages/HomePage.vue'
import { useSession } from './state/useSession'

/** Pages that need a login say so in `meta.member`. */
export function createAppRouter() {
  const router = createRouter({
    history: createWebHistory('/'),
    scrollBehavior: () => ({ top: 0 }),
    routes: [
      { path: '/', name: 'home', component: HomePage },
      { path: '/register', name: 'register', component: () => import('./pages/RegisterPage.vue') },
      { path: '/terms', name: 'terms', component: () => import('./pages/TermsPage.vue') },
      { path: '/login', name: 'login', component: () => import('./pages/LoginPage.vue') },
      { path: '/reset', name: 'reset', component: () => import('./pages/ResetPage.vue') },
      {
        path: '/proof',
        name: 'proof',
        component: () => import('./pages/ProofPage.vue'),
        meta: { member: true },
      },
      {
        path: '/relatives',
        name: 'relatives',
        component: () => import('./pages/RelativesPage.vue'),
        meta: { member: true },
      },
      {
        path: '/relatives/new',
        name: 'newRelative',
        component: () => import('./pages/NewRelativePage.vue'),
        meta: { member: true },
      },
      {
        path: '/support',
        name: 'support',
        component: () => import('./pages/SupportPage.vue'),
        meta: { member: true },
      },
      {
        path: '/consent',
        name: 'consent',
        component: () => import('./pages/ConsentPage.vue'),
        meta: { member: true },
      },
      {
        path: '/capture',
        name: 'capture',
        component: () => import('./pages/CapturePage.vue'),
        meta: { member: true },
      },
      {
        path: '/attempts/:id',
        name: 'attempt',
        component: () => import('./pages/ResultPage.vue'),
        props: true,
        meta: { member: true },
      },
      {
        path: '/records',
        name: 'records',
        component: () => import('./pages/RecordsPage.vue'),
        meta: { member: true },
      },
      { path: '/:rest(.*)*', redirect: '/' },
    ],
  })
  const session = useSession()
  router.beforeEach(async (to) => {
    await session.load()
    if (to.meta.member && session.state.value !== 'member') {
      return { name: 'login', query: { next: to.fullPath } }
    }
    return true
  })
  return router
}
