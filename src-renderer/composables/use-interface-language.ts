import { useNavigatorLanguage } from '@vueuse/core'
import { watchEffect } from 'vue'
import { useI18n } from 'vue-i18n'
import { languageOf, type Language } from '#renderer/locales/i18n.ts'

/** Speaks the chosen language, or that of the system, and tells the page so. */
export function useInterfaceLanguage(choice: () => Language | 'system'): void {
  const { locale } = useI18n({ useScope: 'global' })
  const { language } = useNavigatorLanguage()
  watchEffect(() => {
    const chosen = choice()
    locale.value = chosen === 'system' ? languageOf(language.value ?? '') : chosen
    document.documentElement.lang = locale.value
  })
}
