import { composeName, type ContactFields } from '#shared/domain/contact.ts'
import { newEntityId, type AccountId, type CompanyId, type ContactId, type ImportId } from '#shared/domain/ids.ts'
import type { Change, Mutation } from '#shared/domain/mutation.ts'
import { foldName } from '#shared/domain/same-text.ts'
import { invariant } from '#shared/errors/invariant.ts'
import { rowsOf } from './account-rows.ts'
import { toMutation } from './edit-contact.ts'
import type { ImportPartRow, ImportRow } from './rows.ts'
import { write, type StoreContext } from './store-context.ts'

/** So many are accepted together: one write on each side, and nobody waits for long behind it. */
const PART_SIZE = 100

/** A contact to be made, with its company by name; empty for none. */
export interface NewPerson {
  readonly fields: ContactFields
  readonly companyName: string
}

/**
 * Writes down which contacts are to be taken in, ids and all, before the first of them is: whatever happens from here on, each is
 * accepted once or not at all.
 * @throws {AppError} `storage/failed`
 */
export async function planImport(
  context: StoreContext,
  accountId: AccountId,
  fileName: string,
  people: readonly NewPerson[],
): Promise<ImportRow> {
  const companyOf = await companiesFor(context, accountId, people)
  const mutations = people.map((person) => toCreate(context, accountId, person, companyOf(person.companyName)))
  const row: ImportRow = {
    ...{ id: context.uuid() as ImportId, accountId, fileName },
    ...{ at: context.now(), total: people.length },
    ...firstOf(mutations),
  }
  const parts = Array.from({ length: Math.ceil(mutations.length / PART_SIZE) }, (_, at): ImportPartRow => {
    const own = mutations.slice(at * PART_SIZE, (at + 1) * PART_SIZE)
    return { importId: row.id, at, mutations: own, mutationIds: own.map(({ id }) => id) }
  })
  const { db } = context
  await write(db, [db.imports, db.importParts], async () => {
    await db.imports.add(row)
    await db.importParts.bulkAdd(parts)
  })
  return row
}

function firstOf([first]: readonly Mutation[]): Pick<ImportRow, 'firstId' | 'firstName'> {
  invariant(first?.change.kind === 'create', 'an import has at least one contact')
  return { firstId: first.change.contactId, firstName: first.subject }
}

interface NamedCompany {
  readonly id: CompanyId
  /** Its name, where the CRM may not have it yet. */
  readonly createName: string | undefined
}

function toCreate(
  context: StoreContext,
  accountId: AccountId,
  { fields }: NewPerson,
  company: NamedCompany | null,
): Mutation {
  const name = composeName(fields.firstName, fields.lastName) || fields.name
  const contactId = newEntityId<ContactId>(accountId, context.uuid())
  const made = { ...fields, name, companyIds: company === null ? fields.companyIds : [company.id] }
  const named = company?.createName === undefined ? {} : { createCompanyName: company.createName }
  const change: Change = { kind: 'create', contactId, fields: made, ...named }
  return toMutation(context, accountId, change, name)
}

/** Companies of the account by their names, looked through once; one that nobody knows is the same for all who name it. */
async function companiesFor(context: StoreContext, accountId: AccountId, people: readonly NewPerson[]) {
  const isNamed = people.some(({ companyName }) => companyName.trim() !== '')
  const rows = isNamed ? await rowsOf(context.db.companies, accountId).toArray() : []
  const known = new Map<string, NamedCompany>()
  for (const { id, name, remoteId } of rows.filter(({ isGone }) => isGone !== true)) {
    const isInCrm = remoteId !== undefined
    if (isInCrm || !known.has(foldName(name))) known.set(foldName(name), { id, createName: isInCrm ? undefined : name })
  }
  return (name: string): NamedCompany | null => {
    const [wanted, key] = [name.trim(), foldName(name)]
    if (wanted === '') return null
    const company = known.get(key) ?? { id: newEntityId<CompanyId>(accountId, context.uuid()), createName: wanted }
    known.set(key, company)
    return company
  }
}
