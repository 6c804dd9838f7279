import * as v from 'valibot'
import { foldText } from './fold-text.ts'
import { GroupTable, SavedGroupsSchema } from './group-table.ts'

/** Tags as they are stored. */
export const SavedTagsSchema = v.object({ names: v.array(v.string()), groups: SavedGroupsSchema })
export type SavedTags = v.InferOutput<typeof SavedTagsSchema>

/** All tags, and the groups of tags that contacts have. Tagging a contact gives it another group, and that is all. */
export class TagGroups {
  readonly groups: GroupTable
  readonly #names: string[] = []
  readonly #folded: string[] = []
  readonly #byName = new Map<string, number>()

  constructor(saved?: SavedTags) {
    this.groups = new GroupTable(saved?.groups)
    for (const name of saved?.names ?? []) this.#intern(name)
  }

  nameOf(tag: number): string {
    return this.#names[tag] ?? ''
  }

  namesOf(group: number): readonly string[] {
    return this.groups.membersOf(group).map((tag) => this.nameOf(tag))
  }

  groupOf(tags: readonly string[]): number {
    const numbers = [...new Set(tags)].map((name) => this.#intern(name))
    return this.groups.intern(numbers.sort((a, b) => a - b))
  }

  /** Marks the groups that have all of the tags. */
  markHaving(tags: readonly string[]): Uint8Array {
    const wanted = tags.map((name) => this.#byName.get(name) ?? -1)
    const marks = new Uint8Array(this.groups.size)
    for (let group = 0; group < marks.length; group++) {
      const members = this.groups.membersOf(group)
      if (wanted.every((tag) => members.includes(tag))) marks[group] = 1
    }
    return marks
  }

  /** Marks the groups with a tag that has the word in it; `null` for none. @param word folded */
  markContaining(word: string): Uint8Array | null {
    const tags = Uint8Array.from(this.#folded, (name) => (name.includes(word) ? 1 : 0))
    return tags.includes(1) ? this.groups.markGroups(tags) : null
  }

  save(): SavedTags {
    return { names: [...this.#names], groups: this.groups.save() }
  }

  #intern(name: string): number {
    const known = this.#byName.get(name)
    if (known !== undefined) return known
    const tag = this.#names.push(name) - 1
    this.#folded.push(foldText(name))
    this.#byName.set(name, tag)
    return tag
  }
}
