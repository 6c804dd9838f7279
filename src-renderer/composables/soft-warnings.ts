import type { MessageKey } from '#renderer/locales/en.ts'

/** What looks odd about a value. It is said, never enforced: the CRM takes what people write. */
export function phoneWarning(value: string): MessageKey | null {
  const digits = value.replace(/\D/gu, '').length
  const isOdd = digits < 5 || digits > 17 || /[^\d\s()+\-.,;#*/xXдДоОбextEXT]/u.test(value)
  return value !== '' && isOdd ? 'card.oddPhone' : null
}

export const emailWarning = (value: string): MessageKey | null =>
  value === '' || /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/u.test(value) ? null : 'card.oddEmail'

export const urlWarning = (value: string): MessageKey | null =>
  value === '' || /^(?:https?:\/\/)?[^\s/]+\.[^\s/]+(?:\/\S*)?$/iu.test(value) ? null : 'card.oddUrl'
