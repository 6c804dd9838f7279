import { byField } from '#shared/domain/fault.ts'
import { displayNameOf } from '#shared/domain/contact.ts'
import {
  accountOf,
  toEntityId,
  type AccountId,
  type ContactId,
  type FieldId,
  type MutationId,
  type NeighbourId,
  type RemoteId,
  type SaleKind,
  type UserId,
} from '#shared/domain/ids.ts'
import { ownerOf } from '#shared/domain/directory.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import { aboutIdsOf, memberOf, type DealFields, type LeadFields } from '#shared/domain/neighbour.ts'
import type { CacheDb } from './cache-db.ts'
import { isHere } from './is-here.ts'
import { isSaleHere, isSaleRow } from './sale-rows.ts'
import { parseProblem } from './parse-mutation.ts'
import { readMutations, readTargets } from './pending-mutations.ts'
import { readNamed } from './read-contact-names.ts'
import { toLines, type DealLine } from './read-deal-lines.ts'
import type { ContactRow } from './rows.ts'

/** A contact of a deal. */
export interface DealContact {
  /** As the deal names it. */
  readonly memberId: ContactId
  /** Its card; `null` where it is not here, or not any more. */
  readonly cardId: ContactId | null
  readonly name: string
  /** Its first number and address, and what it does; empty where there is none. */
  readonly phone: string
  readonly email: string
  readonly position: string
  readonly isMain: boolean
  readonly isPending: boolean
}

/** A deal, or a lead, as its card shows it. */
export interface OpenDeal {
  readonly id: NeighbourId
  readonly accountId: AccountId
  readonly remoteId: RemoteId | null
  readonly fields: DealFields
  /** What only a lead has. */
  readonly lead: LeadFields | null
  /** The main one first, the others by name. */
  readonly contacts: readonly DealContact[]
  readonly createdAt: number
  readonly createdBy: UserId | null
  readonly updatedAt: number
  readonly updatedBy: UserId | null
  readonly isDeleted: boolean
  /** The user has deleted it, and the CRM has not heard of that yet. */
  readonly isRemoved: boolean
  /** Something of it the CRM has not taken yet, perhaps all. */
  readonly isPending: boolean
  /** Fields with something that the CRM has not taken yet. */
  readonly pendingFields: ReadonlySet<string>
  readonly problems: readonly { readonly mutationId: MutationId; readonly problem: Problem }[]
}

/** `null` for a deal that is not here. */
export async function readDeal(db: CacheDb, id: NeighbourId): Promise<OpenDeal | null> {
  return db.transaction('r', [db.neighbours, db.contacts, db.targets, db.outbox, db.fields], async () => {
    const row = await db.neighbours.get(id)
    if (!isSaleRow(row)) return null
    const targets = await readTargets(db, [id])
    const waiting = targets.filter(({ problem }) => problem === undefined)
    const pending = await readMutations(db, new Set(waiting.map(({ mutationId }) => mutationId)))
    const pendingFields = new Set(
      pending.flatMap(({ change }) => (change.kind === 'edit-neighbour' ? [change.edit.field] : [])),
    )
    const { remoteId = null, record, accountId, createdAt, createdBy, updatedAt, updatedBy, deletedAt } = row
    return {
      ...{ id, accountId, remoteId, createdAt, createdBy, updatedAt, updatedBy, pendingFields },
      fields: record.fields,
      lead: record.kind === 'lead' ? record.fields : null,
      contacts: await readContacts(db, record.fields, aboutIdsOf(record), pendingFields),
      isDeleted: deletedAt !== undefined,
      isRemoved: record.fields.isRemoved === true,
      isPending: waiting.length > 0,
      problems: targets.flatMap((target) => {
        const problem = parseProblem(target)
        if (problem === null) return []
        return byField(problem).map((one) => ({ mutationId: target.mutationId, problem: one }))
      }),
    }
  })
}

async function readContacts(
  db: CacheDb,
  { mainContactId }: DealFields,
  ids: readonly ContactId[],
  pendingFields: ReadonlySet<string>,
): Promise<readonly DealContact[]> {
  const rows = await readNamed(db, ids)
  const members = new Set([...pendingFields].map(memberOf))
  const positionField = await readPositionField(db, ids)
  const all = ids.map((memberId, at): DealContact => {
    const row = rows[at]
    const isMain = memberId === mainContactId
    return {
      ...{ memberId, isMain },
      cardId: row === undefined || !isHere(row) ? null : row.id,
      name: row === undefined ? '' : displayNameOf(row.fields),
      phone: row?.fields.phones[0]?.value ?? '',
      email: row?.fields.emails[0]?.value ?? '',
      position: positionIn(row, positionField),
      isPending: members.has(memberId) || (isMain && pendingFields.has('mainContactId')),
    }
  })
  return all.sort((a, b) => Number(b.isMain) - Number(a.isMain) || a.name.localeCompare(b.name))
}

/** The field that says what a contact does; `null` where the CRM has none that means so. */
async function readPositionField(db: CacheDb, [first]: readonly ContactId[]): Promise<FieldId | null> {
  if (first === undefined) return null
  const fields = await db.fields.where({ accountId: accountOf(first) }).toArray()
  return fields.find((field) => field.role === 'position' && ownerOf(field) === 'contact')?.id ?? null
}

function positionIn(row: ContactRow | undefined, id: FieldId | null): string {
  const value = id === null ? undefined : row?.fields.custom[id]?.[0]?.value
  return typeof value === 'string' ? value : ''
}

/** Deals of one contact, or its leads, those that changed last first; those that the CRM has deleted are none. */
export async function readDealsOf(
  db: CacheDb,
  contactId: ContactId,
  kind: SaleKind = 'deal',
): Promise<readonly DealLine[]> {
  return db.transaction('r', [db.contacts, db.neighbours, db.targets], async () => {
    const contact = await db.contacts.get(contactId)
    // What was pulled before a draft was known to have arrived names the contact by the CRM's own id.
    const told = contact?.remoteId === undefined ? [] : [toEntityId<ContactId>(accountOf(contactId), contact.remoteId)]
    const rows = await db.neighbours
      .where('aboutIds')
      .anyOf([contactId, ...told])
      .distinct()
      .toArray()
    const deals = rows.filter(isSaleRow).filter((row) => row.record.kind === kind && isSaleHere(row))
    return (await toLines(db, deals)).toSorted((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1))
  })
}
