import type { ContactId } from '#shared/domain/ids.ts'

/** Which of a list of contacts are there, and what tags each has. Contacts share few lists of tags: each is told once. */
export interface TagCensus {
  readonly lists: readonly (readonly string[])[]
  /** By place in the list of contacts: the number of its list of tags, or `NOT_HERE`. */
  readonly listOf: Uint32Array
}

export const NOT_HERE = 0xffffffff

/** Looks it up without reading rows; `null` where that cannot be done now. */
export type TagLookUp = (ids: readonly ContactId[]) => Promise<TagCensus | null>

/** By place, whether the contact has the tag. */
export function havingTag({ lists, listOf }: TagCensus, tag: string): (at: number) => boolean {
  const marks = lists.map((tags) => tags.includes(tag))
  return (at) => marks[listOf[at] ?? NOT_HERE] === true
}

/** The same without some of the contacts. */
export function withoutContacts(census: TagCensus, ids: readonly ContactId[], gone: ReadonlySet<ContactId>): TagCensus {
  if (gone.size === 0) return census
  return { ...census, listOf: census.listOf.map((list, at) => (isIn(gone, ids[at]) ? NOT_HERE : list)) }
}

const isIn = (ids: ReadonlySet<ContactId>, id: ContactId | undefined): boolean => id !== undefined && ids.has(id)
