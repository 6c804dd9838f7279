import { toText, type Text } from '#renderer/composables/use-text.ts'
import { en } from '#renderer/locales/en.ts'
import { createLocale } from '#renderer/locales/i18n.ts'
import type { Language } from '#renderer/locales/load-messages.ts'
import { ru } from '#renderer/locales/ru.ts'

const messages = { en, ru }

/** The words of a window in one language, without the window. */
export function createText(language: Language): Text {
  const { global } = createLocale(language, messages[language])
  return toText(global.t, () => language)
}
