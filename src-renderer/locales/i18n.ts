import { createI18n } from 'vue-i18n'
import { en } from './en.ts'
import { ru } from './ru.ts'
import { russianPlural } from './russian-plural.ts'

export const languages = ['en', 'ru'] as const
export type Language = (typeof languages)[number]

/** The language of the system: Russian where it is Russian, else English. */
export const languageOf = (systemLanguage: string): Language => (/^ru\b/i.test(systemLanguage) ? 'ru' : 'en')

/** Messages for the whole window. Its compiler builds syntax trees, no code: it lives under a strict content policy. */
export const createLocale = (language: Language) =>
  createI18n({
    legacy: false,
    locale: language,
    fallbackLocale: 'en',
    messages: { en, ru },
    pluralRules: { ru: russianPlural },
  })
