import { displayNameOf, type ContactFields, type CustomItem } from '../domain/contact.ts'

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

/** 53 bits of cyrb53 (public domain): it tells changes from none, and keeps no secret. */
function digest(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36)
}
