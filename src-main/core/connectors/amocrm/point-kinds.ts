/**
 * The vendor's codes whose domain word is another word. Each pair is swapped, not renamed: a code that happens to be
 * spelled like a domain word (`MOBILE`) takes the vacant word (`mob`), so that no two codes meet in one kind.
 */
const swapped: ReadonlyMap<string, string> = new Map(
  [
    ['workdd', 'direct'],
    ['mob', 'mobile'],
    ['priv', 'private'],
  ].flatMap(([code, word]) => [[code, word] as [string, string], [word, code] as [string, string]]),
)

const swap = (word: string): string => swapped.get(word) ?? word

/** Our word for the vendor's code of a phone or e-mail: `MOB` is `mobile`; an unknown code is itself in lower case. */
export const toPointKind = (code: string): string => swap(code.toLowerCase())

/** The other way: one code for one kind. */
export const toPointCode = (kind: string): string => swap(kind).toUpperCase()

/** Codes that the vendor documents, the usual one first. */
export const phoneKinds: readonly string[] = ['WORK', 'WORKDD', 'MOB', 'FAX', 'HOME', 'OTHER'].map(toPointKind)
export const emailKinds: readonly string[] = ['WORK', 'PRIV', 'OTHER'].map(toPointKind)

/** What the vendor takes for a value sent without a code. */
export const usualKind = 'work'
