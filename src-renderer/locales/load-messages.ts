import type { Messages } from './en.ts'

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
