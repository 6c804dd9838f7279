import { displayNameOf, type ContactFields } from '#shared/domain/contact.ts'
import { accountOf, type ContactId, type MutationId } from '#shared/domain/ids.ts'
import { editsFor, type Mutation } from '#shared/domain/mutation.ts'
import { rebaseContact } from '#shared/sync/rebase-contact.ts'
import { seenOf } from '#shared/sync/seen-contact.ts'
import type { CacheDb } from './cache-db.ts'
import { toMutation } from './edit-contact.ts'
import { inParts } from './in-parts.ts'
import { isHere } from './is-here.ts'
import { readPending, readTargets } from './pending-mutations.ts'
import type { ContactRow } from './rows.ts'
import type { StoreContext } from './store-context.ts'
import { readShown } from './unspread.ts'

/** Contacts that are to be deleted, by what that takes. */
export interface Deletion {
  /** One for each account: how each contact looks goes along, so that what is changed meanwhile is asked about. */
  readonly mutations: readonly Mutation[]
  /** The CRM has not heard of these: they are taken back (`deleteUnsent`). */
  readonly unsentIds: readonly ContactId[]
}

/** @param contactIds of accounts whose CRM deletes contacts; those that are not here are left out */
export async function toDeletion(context: StoreContext, contactIds: readonly ContactId[]): Promise<Deletion> {
  const seen = await inParts([...new Set(contactIds)], (part) => readSeen(context.db, part))
  const sent = seen.filter(({ row }) => row.remoteId !== undefined)
  const mutations = [...Map.groupBy(sent, ({ row }) => row.accountId).values()].flatMap((own): Mutation[] => {
    const [first, ...others] = own.map(({ row, fields }) => ({
      edit: { kind: 'delete', seen: seenOf(fields) } as const,
      contactIds: [row.id],
      name: displayNameOf(row.fields),
    }))
    const [contactId] = first?.contactIds ?? []
    if (first === undefined || contactId === undefined) return []
    const groups = [first, ...others].map(({ edit, contactIds: ids }) => ({ edit, contactIds: ids }))
    const change =
      others.length === 0
        ? ({ kind: 'edit', contactId, edit: first.edit } as const)
        : ({ kind: 'bulk-edit', groups } as const)
    return [toMutation(context, accountOf(contactId), change, first.name)]
  })
  return { mutations, unsentIds: seen.filter(({ row }) => row.remoteId === undefined).map(({ row }) => row.id) }
}

interface Seen {
  readonly row: ContactRow
  /** With what leaves by itself; what waits for the user is at no CRM and in no line. */
  readonly fields: ContactFields
}

async function readSeen(db: CacheDb, ids: readonly ContactId[]): Promise<readonly Seen[]> {
  const rows = (await readShown(db, ids)).filter((row) => row !== undefined).filter(isHere)
  const targets = await readTargets(
    db,
    rows.map(({ id }) => id),
  )
  const aside = Map.groupBy(
    targets.filter(({ problem }) => problem !== undefined),
    ({ recordId }) => recordId,
  )
  const pending = await readPending(db, [...aside.keys()])
  return rows.map((row) => {
    const own = new Set(aside.get(row.id)?.map(({ mutationId }) => mutationId))
    return { row, fields: own.size === 0 ? row.fields : withoutThose(row, pending.get(row.id) ?? [], own) }
  })
}

function withoutThose(row: ContactRow, pending: readonly Mutation[], aside: ReadonlySet<MutationId>): ContactFields {
  const leaving = pending.filter(({ id }) => !aside.has(id))
  return rebaseContact(
    row.base ?? row.fields,
    leaving.flatMap(({ change }) => editsFor(change, row.id)),
  )
}

/** Whether the CRM has none of these any more. */
export async function areDeleted(db: CacheDb, ids: readonly ContactId[]): Promise<boolean> {
  const rows = await db.contacts.bulkGet([...ids])
  return rows.length > 0 && rows.every((row) => row !== undefined && row.deletedAt !== undefined)
}
