import type { Text } from './use-text.ts'

/** What a phone, an e-mail or a site is. As the CRM calls it when it is a word of its own. */
export function kindText(kind: string, text: Text): string {
  switch (kind) {
    case 'work':
    case 'direct':
    case 'mobile':
    case 'fax':
    case 'home':
    case 'pager':
    case 'mailing':
    case 'private':
    case 'other':
      return text.t(`kind.${kind}`)
    default:
      return kind
  }
}
