import { displayNameOf, type ContactFields } from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { isContactId, type AccountId, type ContactId } from '#shared/domain/ids.ts'
import type { FieldConflict, Mutation } from '#shared/domain/mutation.ts'
import { squashEdits } from '#shared/sync/squash-edits.ts'
import type { CacheDb } from './cache-db.ts'
import { editsOf } from './contact-view.ts'
import { parseProblem } from './parse-mutation.ts'
import { readMutations, readPending } from './pending-mutations.ts'
import type { TargetRow } from './rows.ts'
import { readUnspread, withUnspread } from './unspread.ts'

/** One field that both sides moved apart; it waits for the user. */
export interface OpenConflict {
  readonly mutation: Mutation
  readonly contactId: ContactId
  readonly conflict: FieldConflict
}

/** A contact with such fields, oldest edit first. */
export interface ConflictedContact {
  readonly contactId: ContactId
  readonly accountId: AccountId
  readonly name: string
  readonly conflicts: readonly OpenConflict[]
}

/** A contact that the CRM does not have any more, with edits of ours that have nowhere to go. */
export interface GoneContact {
  readonly contactId: ContactId
  readonly accountId: AccountId
  readonly name: string
  /** As it shows here, our edits included; `null` when the cache lost it. */
  readonly fields: ContactFields | null
  /** What hangs on it, oldest first. */
  readonly mutations: readonly Mutation[]
  /** The same told as one edit for each field. */
  readonly edits: readonly FieldEdit[]
  /** The CRM tells of it again: it was restored, or may be seen again. */
  readonly isBack: boolean
}

export interface OpenQuestions {
  readonly conflicts: readonly ConflictedContact[]
  readonly gone: readonly GoneContact[]
}

/** What stands beside contacts is decided on where it shows. */
type OfContact = TargetRow & { readonly recordId: ContactId }

/** Whatever the user has to decide about contacts that others changed, or took away, meanwhile. */
export async function readConflicts(db: CacheDb): Promise<OpenQuestions> {
  return db.transaction('r', [db.targets, db.outbox, db.contacts, db.spreads], async () => {
    const open = await db.targets.where('problem.kind').anyOf(['conflict', 'gone']).toArray()
    const targets = open.filter((target): target is OfContact => isContactId(target.recordId))
    const ids = [...new Set(targets.map(({ recordId }) => recordId))]
    const rows = await db.contacts.bulkGet(ids)
    const unspread = await readUnspread(db)
    const shown = rows.map((row) => (row === undefined ? undefined : withUnspread(row, unspread)))
    const rowOf = new Map(ids.map((id, at) => [id, shown[at]]))
    const mutations = await readMutations(db, new Set(targets.map(({ mutationId }) => mutationId)))
    const byId = new Map(mutations.map((mutation) => [mutation.id, mutation]))

    const apart = targets.flatMap((target): OpenConflict[] => {
      const [mutation, problem] = [byId.get(target.mutationId), parseProblem(target)]
      if (mutation === undefined || problem?.kind !== 'conflict') return []
      return [{ mutation, contactId: target.recordId, conflict: problem.conflict }]
    })
    const goneIds = new Set(targets.flatMap(({ problem, recordId }) => (problem?.kind === 'gone' ? [recordId] : [])))
    const written = await readPending(db, [...goneIds])
    const order = new Map(mutations.map(({ id }, at) => [id, at]))
    const nameOf = (id: ContactId, mutation: Mutation | undefined) => {
      const row = rowOf.get(id)
      return row === undefined ? (mutation?.subject ?? '') : displayNameOf(row.fields)
    }
    const byContact = Map.groupBy(
      apart.toSorted((a, b) => (order.get(a.mutation.id) ?? 0) - (order.get(b.mutation.id) ?? 0)),
      ({ contactId }) => contactId,
    )
    return {
      conflicts: [...byContact].flatMap(([contactId, conflicts]) => {
        const first = conflicts[0]?.mutation
        // Of a contact that is gone nothing is left to compare with.
        if (first === undefined || goneIds.has(contactId)) return []
        return [{ contactId, accountId: first.accountId, name: nameOf(contactId, first), conflicts }]
      }),
      gone: [...written].flatMap(([contactId, shownInRow]) => {
        const later = unspread.filter((one) => one.has(contactId)).map(({ mutation }) => mutation)
        const own = [...shownInRow, ...later]
        const [first] = own
        if (first === undefined || !isContactId(contactId) || !goneIds.has(contactId)) return []
        const row = rowOf.get(contactId)
        const { accountId } = first
        const about = { contactId, accountId, name: nameOf(contactId, first), fields: row?.fields ?? null }
        const isBack = row !== undefined && row.deletedAt === undefined
        return [{ ...about, mutations: own, edits: editsOfAll(own, contactId), isBack }]
      }),
    }
  })
}

/** Several edits of one field are told as one. */
function editsOfAll(mutations: readonly Mutation[], contactId: ContactId): readonly FieldEdit[] {
  const owned = mutations.flatMap(({ id, change }) =>
    editsOf(change, contactId).map((edit) => ({ mutationId: id, edit })),
  )
  return squashEdits(owned).map(({ edit }) => edit)
}
