import * as v from 'valibot'
import { Column, Uint32sSchema } from './number-column.ts'

/** Groups as they are stored. */
export const SavedGroupsSchema = v.object({
  ownGroupOf: Uint32sSchema,
  members: Uint32sSchema,
  several: v.array(v.array(v.number())),
})
export type SavedGroups = v.InferOutput<typeof SavedGroupsSchema>

/** The group without members. */
export const NO_GROUP = 0
/** Set in what stands for a group: it has several members. */
const SEVERAL = 0x80000000
const NOBODY = 0xffffffff

/**
 * Distinct lists of numbers, by number: the tags of a contact, or its companies. Contacts share few of them, so a
 * question about members is asked of the groups, once each, and of the contacts by one look at their group.
 */
export class GroupTable {
  /** By member: its group of one, or 0. */
  readonly #ownGroupOf: Column<Uint32Array>
  /** By group: its only member, or where its members are. */
  readonly #members: Column<Uint32Array>
  readonly #several: number[][]
  readonly #bySeveral = new Map<string, number>()
  /** By member: its groups of several. */
  readonly #severalOf = new Map<number, number[]>()

  constructor(saved?: SavedGroups) {
    this.#ownGroupOf = new Column(saved?.ownGroupOf ?? new Uint32Array(0))
    this.#members = new Column(saved?.members ?? Uint32Array.of(NOBODY))
    this.#several = [...(saved?.several ?? [])]
    for (let group = 0; group < this.size; group++) {
      const member = this.#members.at(group)
      if (member !== NOBODY && member >= SEVERAL) this.#note(this.membersOf(group), group)
    }
  }

  get size(): number {
    return this.#members.length
  }

  /** The number of a list; the same members in another order are another list. */
  intern(members: readonly number[]): number {
    const [first] = members
    if (first === undefined) return NO_GROUP
    if (members.length === 1) return this.#internOne(first)
    const key = members.join()
    const known = this.#bySeveral.get(key)
    if (known !== undefined) return known
    const group = this.#members.push(SEVERAL + this.#several.push([...members]) - 1)
    this.#note(members, group)
    return group
  }

  /** The only member of a group; -1 for a group of none or several. */
  onlyMemberOf(group: number): number {
    const member = this.#members.at(group)
    return member < SEVERAL ? member : -1
  }

  membersOf(group: number): readonly number[] {
    const member = this.#members.at(group)
    if (member === NOBODY) return []
    return member < SEVERAL ? [member] : (this.#several[member - SEVERAL] ?? [])
  }

  /** Marks, by group, those with at least one marked member. */
  markGroups(marks: Uint8Array): Uint8Array {
    const groups = new Uint8Array(this.size)
    for (let group = 0; group < groups.length; group++) {
      const member = this.#members.at(group)
      if (member < SEVERAL) groups[group] = marks[member] as number
      else if (this.membersOf(group).some((one) => marks[one] === 1)) groups[group] = 1
    }
    return groups
  }

  /** Groups with the member. */
  groupsWith(member: number): readonly number[] {
    const own = member < this.#ownGroupOf.length ? this.#ownGroupOf.at(member) : NO_GROUP
    const several = this.#severalOf.get(member) ?? []
    return own === NO_GROUP ? several : [own, ...several]
  }

  save(): SavedGroups {
    return { ownGroupOf: this.#ownGroupOf.save(), members: this.#members.save(), several: [...this.#several] }
  }

  get sizeBytes(): number {
    return this.#ownGroupOf.sizeBytes + this.#members.sizeBytes
  }

  #note(members: readonly number[], group: number): void {
    this.#bySeveral.set(members.join(), group)
    for (const member of new Set(members)) {
      const groups = this.#severalOf.get(member)
      if (groups === undefined) this.#severalOf.set(member, [group])
      else groups.push(group)
    }
  }

  #internOne(member: number): number {
    while (this.#ownGroupOf.length <= member) this.#ownGroupOf.push(NO_GROUP)
    const known = this.#ownGroupOf.at(member)
    if (known !== NO_GROUP) return known
    const group = this.#members.push(member)
    this.#ownGroupOf.set(member, group)
    return group
  }
}
