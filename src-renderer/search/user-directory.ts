import * as v from 'valibot'
import type { UserId } from '#shared/domain/ids.ts'
import { UserIdSchema } from '#shared/ipc/schemas.ts'
import type { NameCollation } from './name-collation.ts'

/** Users as they are stored. */
export const SavedUsersSchema = v.object({ ids: v.array(UserIdSchema), names: v.array(v.string()) })
export type SavedUsers = v.InferOutput<typeof SavedUsersSchema>

/** Stands for nobody. */
export const NO_USER = 0

/** Users that contacts are in the care of, numbered from 1, and what they are called. */
export class UserDirectory {
  readonly #collation: NameCollation
  readonly #ids: UserId[] = []
  readonly #byId = new Map<UserId, number>()
  /** By number; empty for who has left. */
  #names: string[] = ['']

  constructor(collation: NameCollation, saved?: SavedUsers) {
    this.#collation = collation
    for (const [at, id] of (saved?.ids ?? []).entries()) this.#names[this.numberOf(id)] = saved?.names[at] ?? ''
  }

  /** With nobody. */
  get size(): number {
    return this.#ids.length + 1
  }

  idOf(user: number): UserId | undefined {
    return this.#ids[user - 1]
  }

  nameOf(user: number): string {
    return this.#names[user] ?? ''
  }

  /** Of a user that may be new. */
  numberOf(id: UserId | null): number {
    if (id === null) return NO_USER
    const known = this.#byId.get(id)
    if (known !== undefined) return known
    const user = this.#ids.push(id)
    this.#byId.set(id, user)
    this.#names[user] = ''
    return user
  }

  /** -1 for one that was never heard of. */
  find(id: UserId): number {
    return this.#byId.get(id) ?? -1
  }

  /** All users there are. @returns whether anything changed */
  replaceNames(names: ReadonlyMap<UserId, string>): boolean {
    const before = this.#names
    for (const id of names.keys()) this.numberOf(id)
    this.#names = ['', ...this.#ids.map((id) => names.get(id) ?? '')]
    return this.#names.some((name, user) => name !== (before[user] ?? ''))
  }

  /** By number: the place of the name among all; the same for names that sort alike. What has no name comes last. */
  rank(): { readonly rankOf: Uint32Array; readonly ranks: number } {
    const compare = (a: number, b: number) => this.#collation.compare(this.nameOf(a), this.nameOf(b))
    const sorted = Array.from({ length: this.size }, (_, user) => user).sort(compare)
    const rankOf = new Uint32Array(this.size)
    let rank = 0
    for (const [at, user] of sorted.entries()) {
      if (at > 0 && compare(sorted[at - 1] ?? NO_USER, user) !== 0) rank++
      rankOf[user] = rank
    }
    return { rankOf, ranks: rank + 1 }
  }

  save(): SavedUsers {
    return { ids: [...this.#ids], names: this.#names.slice(1) }
  }
}
