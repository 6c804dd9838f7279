import { createI18n } from 'vue-i18n'
import type { Messages } from './en.ts'
import type { Language } from './load-messages.ts'
import { russianPlural } from './russian-plural.ts'

/** Messages for the whole window. Its compiler builds syntax trees, no code: it lives under a strict content policy. */
export const createLocale = (language: Language, messages: Messages) =>
  createI18n({
    legacy: false,
    locale: language,
    messages: { [language]: messages },
    pluralRules: { ru: russianPlural },
  })
