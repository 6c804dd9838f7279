import { byField } from '#shared/domain/fault.ts'
import type { ContactFacts, ContactFields } from '#shared/domain/contact.ts'
import { fieldOf, type FieldName } from '#shared/domain/field-edit.ts'
import type { AccountId, ContactId, FieldId, MutationId, RemoteId, UserId } from '#shared/domain/ids.ts'
import type { Change, Problem } from '#shared/domain/mutation.ts'
import { deviceTagsOf } from '#shared/sync/device-tags.ts'
import type { CacheDb } from './cache-db.ts'
import { editsOf } from './contact-view.ts'
import { withEarlierLinks } from './earlier-links.ts'
import { isHere } from './is-here.ts'
import { parseProblem } from './parse-mutation.ts'
import { readMutations, readTargets } from './pending-mutations.ts'
import type { ContactRow } from './rows.ts'
import { readUnspread, withUnspread } from './unspread.ts'

/** One contact as the card shows it. */
export interface ContactView {
  readonly id: ContactId
  readonly accountId: AccountId
  /** `null` until the CRM has it. */
  readonly remoteId: RemoteId | null
  readonly fields: ContactFields
  readonly createdAt: number
  readonly updatedAt: number
  readonly updatedBy: UserId | null
  /** `null` until the CRM has told. */
  readonly facts: ContactFacts | null
  readonly isDeleted: boolean
}

export interface ContactProblem {
  readonly mutationId: MutationId
  readonly problem: Problem
}

export interface OpenContact {
  readonly contact: ContactView
  /** Fields with edits that leave by themselves. */
  readonly pendingFields: ReadonlySet<FieldName>
  /** Tags that stay on this device. */
  readonly deviceTags: ReadonlySet<string>
  readonly problems: readonly ContactProblem[]
}

/** A contact with what is pending on it; `null` when it is not there. */
export async function readContact(db: CacheDb, id: ContactId): Promise<OpenContact | null> {
  return db.transaction('r', [db.contacts, db.targets, db.outbox, db.spreads], async () => {
    const stored = await db.contacts.get(id)
    if (stored === undefined) return null
    const unspread = (await readUnspread(db)).filter((one) => one.has(id))
    const row = withUnspread(stored, unspread)
    const targets = await readTargets(db, [id])
    const written = await readMutations(db, new Set(targets.map(({ mutationId }) => mutationId)))
    const mutations = [...written, ...unspread.map(({ mutation }) => mutation)]
    const problems = targets.flatMap((target) => {
      const problem = parseProblem(target)
      if (problem === null) return []
      return byField(problem).map((one) => ({ mutationId: target.mutationId, problem: one }))
    })
    // What waits for the user has its question: it is not said to leave by itself as well.
    const asked = new Set(problems.map(({ mutationId }) => mutationId))
    const leaving = mutations.filter((mutation) => !asked.has(mutation.id) && mutation.staysHere !== true)
    const deviceTags = deviceTagsOf(mutations, [id]).get(id) ?? new Set()
    const pendingFields = new Set(leaving.flatMap(({ change }) => fieldsOf(row, change)))
    const edits = mutations.flatMap(({ change }) => editsOf(change, id))
    const contact = toView({ ...row, fields: withEarlierLinks(row, edits) })
    return { contact, pendingFields, deviceTags, problems }
  })
}

function toView(row: ContactRow): ContactView {
  const { id, accountId, fields, createdAt, updatedAt, updatedBy } = row
  const [remoteId, facts, isDeleted] = [row.remoteId ?? null, row.facts ?? null, !isHere(row)]
  return { id, accountId, remoteId, fields, createdAt, updatedAt, updatedBy, facts, isDeleted }
}

/** A contact that the CRM does not have is pending in all that it has. */
function fieldsOf(row: ContactRow, change: Change): readonly FieldName[] {
  if (change.kind !== 'create' || row.remoteId !== undefined) return editsOf(change, row.id).map(fieldOf)
  const { firstName, lastName, phones, emails, companyIds, tags, responsibleId, custom } = change.fields
  const filled: readonly (readonly [FieldName, boolean])[] = [
    ['firstName', firstName !== ''],
    ['lastName', lastName !== ''],
    ['phones', phones.length > 0],
    ['emails', emails.length > 0],
    ['company', companyIds.length > 0],
    ['tags', tags.length > 0],
    ['responsible', responsibleId !== null],
    ...Object.keys(custom).map((id) => [`custom:${id as FieldId}`, true] as const),
  ]
  return filled.filter(([, isFilled]) => isFilled).map(([name]) => name)
}
