import { displayNameOf, type ContactFields } from '#shared/domain/contact.ts'
import { foldName, foldPhone } from '#shared/domain/same-text.ts'
import type { ReadLine } from './read-line.ts'

/** Shorter ones are extensions, which many people share. */
const FEWEST_DIGITS = 5

/** By which a person is known again: phones as digits, e-mails without case. */
export function likenessKeys({ phones, emails }: Pick<ContactFields, 'phones' | 'emails'>): readonly string[] {
  const digits = phones.map(({ value }) => foldPhone(value)).filter((phone) => phone.length >= FEWEST_DIGITS)
  return [...digits, ...emails.map(({ value }) => foldName(value)).filter((email) => email !== '')]
}

/** A line that looks like a contact that is here, or like an earlier line. */
export interface AlikeLine {
  readonly read: ReadLine
  readonly name: string
  /** The earlier line; `null` for a contact that is here. */
  readonly earlier: number | null
}

/** What would become of a table, line by line, in its order. */
export interface Review {
  readonly fresh: readonly ReadLine[]
  readonly alike: readonly AlikeLine[]
  readonly faulty: readonly ReadLine[]
}

/**
 * Sorts lines into those that are new, those that look like somebody, and those that cannot be taken.
 * @param known names of the contacts that are here, by `likenessKeys`
 */
export function reviewLines(lines: readonly ReadLine[], known: ReadonlyMap<string, string>): Review {
  const fresh: ReadLine[] = []
  const alike: AlikeLine[] = []
  const earlier = new Map<string, ReadLine>()
  for (const read of lines) {
    if (read.faults.length > 0) continue
    const keys = likenessKeys(read.draft.fields)
    const here = keys.map((key) => known.get(key)).find((name) => name !== undefined)
    const before = keys.map((key) => earlier.get(key)).find((line) => line !== undefined)
    if (here !== undefined) alike.push({ read, name: here, earlier: null })
    else if (before !== undefined) {
      alike.push({ read, name: displayNameOf(before.draft.fields), earlier: before.line })
    } else fresh.push(read)
    for (const key of keys) if (!earlier.has(key)) earlier.set(key, read)
  }
  return { fresh, alike, faulty: lines.filter(({ faults }) => faults.length > 0) }
}
