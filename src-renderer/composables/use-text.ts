import { useI18n } from 'vue-i18n'
import type { Language } from '#renderer/locales/load-messages.ts'
import type { MessageKey } from '#renderer/locales/en.ts'

type Named = Readonly<Record<string, string>>

/** Words in the language of the interface. */
export interface Text {
  readonly t: (key: MessageKey, named?: Named) => string
  /** The form that goes with `count`; `{count}` in it is the number as the language writes it. */
  readonly plural: (key: MessageKey, count: number, named?: Named) => string
  readonly number: (value: number) => string
  /** Reactive within a component. */
  readonly language: Language
}

type Translate = (key: string, named: Record<string, unknown>, plural: number) => string

/** Words by way of `translate`. */
export const toText = (translate: Translate, language: () => Language): Text => {
  const number = (value: number) => new Intl.NumberFormat(language()).format(value)
  return {
    t: (key, named = {}) => translate(key, named, 1),
    plural: (key, count, named = {}) => translate(key, { ...named, count: number(count) }, count),
    number,
    get language() {
      return language()
    },
  }
}

/** The words of the window. Follows a change of language. */
export function useText(): Text {
  const { t, locale } = useI18n({ useScope: 'global' })
  return toText(t, () => locale.value as Language)
}
