import { createI18n } from 'vue-i18n'
import type { Messages } from './en.ts'
import { russianPlural } from './russian-plural.ts'

export const languages = ['en', 'ru'] as const
export type Language = (typeof languages)[number]

/** The language of the system: Russian where it is Russian, else English. */
export const languageOf = (systemLanguage: string): Language => (/^ru\b/i.test(systemLanguage) ? 'ru' : 'en')

/** A window reads the words of one language: a start does not wait for those of the other. */
const sources: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => (await import('./en.ts')).en,
  ru: async () => (await import('./ru.ts')).ru,
}
export const loadMessages = (language: Language): Promise<Messages> => sources[language]()

/** Messages for the whole window. Its compiler builds syntax trees, no code: it lives under a strict content policy. */
export const createLocale = (language: Language, messages: Messages) =>
  createI18n({
    legacy: false,
    locale: language,
    messages: { [language]: messages },
    pluralRules: { ru: russianPlural },
  })
