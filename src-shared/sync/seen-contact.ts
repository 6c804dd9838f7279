import { displayNameOf, type ContactFields, type CustomItem } from '../domain/contact.ts'
import { digest } from './digest.ts'

/**
 * A short text that stands for what somebody sees of a contact: equal where it looks the same. Whoever deletes a contact sends
 * it along, so that what a colleague has written there since is noticed. In which order sets are told makes no difference.
 */
export function seenOf(fields: ContactFields): string {
  const custom = Object.entries<readonly CustomItem[]>(fields.custom).filter(([, items]) => items.length > 0)
  return digest(
    JSON.stringify([
      displayNameOf(fields),
      fields.phones.map(({ value, kind }) => `${kind} ${value}`).toSorted(),
      fields.emails.map(({ value, kind }) => `${kind} ${value}`).toSorted(),
      fields.companyIds.toSorted(),
      fields.tags.toSorted(),
      fields.responsibleId,
      custom
        .map(([id, items]) => [id, ...items.map(toText).toSorted()])
        .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
    ]),
  )
}

const toText = ({ value, optionId, code }: CustomItem): string => JSON.stringify([value, optionId ?? '', code ?? ''])
