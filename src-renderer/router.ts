import { createRouter, createWebHashHistory } from 'vue-router'
import ContactsPage from './pages/ContactsPage.vue'

const companiesPage = () => import('./pages/CompaniesPage.vue')
const dealsPage = () => import('./pages/DealsPage.vue')
const leadsPage = () => import('./pages/LeadsPage.vue')
const pendingPage = () => import('./pages/PendingPage.vue')
const diagnosticsPage = () => import('./pages/DiagnosticsPage.vue')
const conflictsPage = () => import('./pages/ConflictsPage.vue')
const settingsPage = () => import('./pages/SettingsPage.vue')

/** Behind the hash: neither host has to know the pages. What is not opened at every start is loaded when it is asked for. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'contacts', component: ContactsPage },
    { path: '/companies', name: 'companies', component: companiesPage },
    { path: '/deals', name: 'deals', component: dealsPage, props: { kind: 'deal' } },
    { path: '/leads', name: 'leads', component: leadsPage },
    { path: '/pending', name: 'pending', component: pendingPage },
    { path: '/diagnostics', name: 'diagnostics', component: diagnosticsPage },
    { path: '/conflicts/:part(history)?', name: 'conflicts', component: conflictsPage },
    { path: '/settings', name: 'settings', component: settingsPage },
    { path: '/:unknown(.*)*', redirect: '/' },
  ],
})

/**
 * Fetches the other pages one by one when nothing else is to be done: they have to open although the host may be gone.
 * @param idle resolves when the window has nothing to do
 */
export async function preloadPages(idle: () => Promise<void>): Promise<void> {
  for (const load of [companiesPage, dealsPage, pendingPage, conflictsPage, settingsPage, diagnosticsPage]) {
    await idle()
    // What does not come now is asked for again when the page is opened.
    await load().catch(() => undefined)
  }
}
