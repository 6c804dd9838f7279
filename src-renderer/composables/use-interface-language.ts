import { useNavigatorLanguage } from '@vueuse/core'
import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { languageOf, loadMessages, type Language } from '#renderer/locales/load-messages.ts'

/** Speaks the chosen language, or that of the system, and tells the page so. */
export function useInterfaceLanguage(choice: () => Language | 'system'): void {
  const words = useI18n({ useScope: 'global' })
  const { language: systemLanguage } = useNavigatorLanguage()
  const chosen = () => {
    const language = choice()
    return language === 'system' ? languageOf(systemLanguage.value ?? '') : language
  }
  const speak = (language: Language) => {
    words.locale.value = language
    document.documentElement.lang = language
  }

  async function learn(language: Language): Promise<void> {
    words.setLocaleMessage(language, await loadMessages(language))
    // Another may have been chosen meanwhile.
    if (chosen() === language) speak(language)
  }

  watch(
    chosen,
    (language) => {
      if (words.availableLocales.includes(language)) speak(language)
      else void learn(language)
    },
    { immediate: true },
  )
}
