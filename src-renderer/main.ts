import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { createLocale, languageOf, loadMessages } from './locales/i18n.ts'
import { preloadParts } from './pages/later-parts.ts'
import { preloadPages, router } from './router.ts'
import { passStyleNonce } from './styles/style-nonce.ts'
import './styles/base.css'
import './styles/controls.css'
import './styles/layout.css'

passStyleNonce(document)
const language = languageOf(navigator.language)
createApp(App)
  .use(createPinia())
  .use(createLocale(language, await loadMessages(language)))
  .use(router)
  .mount('#app')

requestIdleCallback(() => void preloadParts().then(preloadPages))
