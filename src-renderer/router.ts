import { createRouter, createWebHashHistory } from 'vue-router'
import ContactsPage from './pages/ContactsPage.vue'

/** Behind the hash: neither host has to know the pages. What is not opened at every start is loaded when it is asked for. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'contacts', component: ContactsPage },
    { path: '/pending', name: 'pending', component: () => import('./pages/PendingPage.vue') },
    { path: '/settings', name: 'settings', component: () => import('./pages/SettingsPage.vue') },
    { path: '/:unknown(.*)*', redirect: '/' },
  ],
})
