import { createRouter, createWebHistory, type RouteComponent, type RouteRecordRaw } from 'vue-router'
import HomePage from './pages/HomePage.vue'
import { guardLoads } from './state/lostPage'
import { useSession } from './state/useSession'

type Help = 'none' | 'contacts'

declare module 'vue-router' {
  interface RouteMeta {
    /** The page's name, as a key of the locale. Of nobody: it is kept in the browser's history. */
    title?: string
    /** Needs a login. */
    member?: boolean
    /** What the foot of the page offers: whom to call, and unless it says `contacts` the questions, too. */
    help?: Help
    /** Works without a network: nobody waits for the server to say who is logged in. */
    offline?: boolean
  }
}

type Page = () => Promise<RouteComponent>
const registration = () => import('./pages/registration')

const guest = (path: string, name: string, title: string, component: Page, help?: Help): RouteRecordRaw => ({
  path,
  name,
  component,
  meta: { title, help },
})
const member = (path: string, name: string, title: string, component: Page, help?: Help): RouteRecordRaw => ({
  path,
  name,
  component,
  props: true,
  meta: { title, member: true, help },
})

/** Nobody is led away from the camera, nor from what they have typed: `contacts`. */
export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: HomePage },
  guest(
    '/register',
    'register',
    'register.title',
    async () => (await registration()).RegisterPage,
    'contacts',
  ),
  guest('/terms', 'terms', 'terms.title', async () => (await registration()).TermsPage),
  guest('/help', 'faq', 'faq.title', () => import('./pages/FaqPage.vue'), 'none'),
  {
    path: '/verify',
    name: 'verify',
    component: () => import('./pages/VerifyPage.vue'),
    meta: { title: 'verify.title', help: 'contacts', offline: true },
  },
  guest(
    '/callback',
    'callback',
    'support.callback.title',
    () => import('./pages/CallbackPage.vue'),
    'contacts',
  ),
  guest('/login', 'login', 'login.title', () => import('./pages/LoginPage.vue')),
  guest('/reset', 'reset', 'reset.title', () => import('./pages/ResetPage.vue'), 'contacts'),
  member('/proof', 'proof', 'proof.title', () => import('./pages/ProofPage.vue')),
  member('/relatives', 'relatives', 'relatives.title', () => import('./pages/RelativesPage.vue')),
  member(
    '/relatives/new',
    'newRelative',
    'relatives.add',
    () => import('./pages/NewRelativePage.vue'),
    'contacts',
  ),
  member('/support', 'support', 'support.title', () => import('./pages/SupportPage.vue'), 'none'),
  member('/consent', 'consent', 'consent.title', () => import('./pages/ConsentPage.vue')),
  member('/capture', 'capture', 'capture.title', () => import('./pages/CapturePage.vue'), 'contacts'),
  member('/attempts/:id', 'attempt', 'result.title', () => import('./pages/ResultPage.vue'), 'contacts'),
  member('/passes/:id', 'pass', 'result.title', () => import('./pages/PassPage.vue')),
  member('/appeal/:id([0-9a-z]{26})', 'appeal', 'appeal.title', () => import('./pages/AppealPage.vue')),
  member('/records', 'records', 'records.title', () => import('./pages/RecordsPage.vue')),
  member('/account', 'account', 'account.title', () => import('./pages/AccountPage.vue')),
  member('/account/phone', 'phone', 'account.phone.title', () => import('./pages/PhonePage.vue'), 'contacts'),
  member(
    '/account/password',
    'password',
    'account.password.title',
    () => import('./pages/PasswordPage.vue'),
    'contacts',
  ),
  member('/account/devices', 'devices', 'account.devices.title', () => import('./pages/DevicesPage.vue')),
  member('/account/consents', 'consents', 'account.consents.title', () => import('./pages/ConsentsPage.vue')),
  member(
    '/account/close',
    'closeAccount',
    'account.close.title',
    () => import('./pages/ClosePage.vue'),
    'contacts',
  ),
  member('/account/helpers', 'helpers', 'helpers.title', () => import('./pages/HelpersPage.vue')),
  { path: '/:rest(.*)*', redirect: '/' },
]

export function createAppRouter() {
  const router = createRouter({
    history: createWebHistory('/'),
    scrollBehavior: ({ hash }) => (hash ? { el: hash } : { top: 0 }),
    routes,
  })
  const session = useSession()
  router.beforeEach(async (to) => {
    const loading = session.load()
    if (to.meta.offline) return true
    await loading
    if (to.meta.member && session.state.value !== 'member') {
      return { name: 'login', query: { next: to.fullPath } }
    }
    return true
  })
  guardLoads(router)
  return router
}
