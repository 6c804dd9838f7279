import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { afterStart } from './after-start.ts'
import App from './App.vue'
import { createLocale } from './locales/i18n.ts'
import { languageOf, loadMessages } from './locales/load-messages.ts'
import { lookKey, type GivenLook } from './pages/look-key.ts'
import { preloadParts } from './pages/later-parts.ts'
import { preloadPages, router } from './router.ts'
import { provideSearchWorker, useServices } from './stores/services.ts'
import { passStyleNonce } from './styles/style-nonce.ts'
import './styles/base.css'
import './styles/controls.css'
import './styles/layout.css'

/** Puts the window together, with what the first script has begun. */
export async function startWindow({ worker, ...given }: GivenLook & { readonly worker: Worker }): Promise<void> {
  provideSearchWorker(worker)
  passStyleNonce(document)
  const language = languageOf(navigator.language)
  createApp(App)
    .use(createPinia())
    .use(createLocale(language, await loadMessages(language)))
    .use(router)
    .provide(lookKey, given)
    .mount('#app')

  void fetchLater()
}

/** Each of the parts would be read and run while the first answer is waited for. */
async function fetchLater(): Promise<void> {
  await afterStart(useServices().search, window)
  await preloadParts(idle)
  await preloadPages(idle)
}

const idle = (): Promise<void> => new Promise((resolve) => requestIdleCallback(() => resolve()))
