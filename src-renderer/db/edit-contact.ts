import type { ContactFields } from '#shared/domain/contact.ts'
import { composeName, displayNameOf } from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import {
  accountOf,
  newEntityId,
  type AccountId,
  type CompanyId,
  type ContactId,
  type MutationId,
} from '#shared/domain/ids.ts'
import type { Change, Mutation } from '#shared/domain/mutation.ts'
import { rowsOf } from './account-rows.ts'
import { foldName } from '#shared/domain/same-text.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { StoreContext } from './store-context.ts'

/** A user action as a mutation. @param subject the contact's name as it stood, or the first contact's */
export function toMutation(context: StoreContext, accountId: AccountId, change: Change, subject: string): Mutation {
  return { id: context.uuid() as MutationId, accountId, at: context.now(), change, subject }
}

/**
 * One edit of one contact.
 * @throws {AppError} `state/refused` with reason `contact-missing`
 */
export async function editContact(context: StoreContext, contactId: ContactId, edit: FieldEdit): Promise<Mutation> {
  const row = await context.db.contacts.get(contactId)
  if (row === undefined || row.isLeaving === true) {
    throw new AppError('state/refused', 'the contact is not here', { details: { reason: 'contact-missing' } })
  }
  const change = { kind: 'edit', contactId, edit: await withCompanyName(context, edit) } as const
  return toMutation(context, accountOf(contactId), change, displayNameOf(row.fields))
}

/**
 * A new contact. Its full name is composed here, as the CRM will.
 * @param companyName a company by name: taken from the account when it has one, else made along with the contact
 */
export async function createContact(
  context: StoreContext,
  accountId: AccountId,
  fields: ContactFields,
  companyName = '',
): Promise<Mutation> {
  const contactId = newEntityId<ContactId>(accountId, context.uuid())
  const name = composeName(fields.firstName, fields.lastName) || fields.name
  const wanted = companyName.trim()
  if (wanted === '') {
    return toMutation(context, accountId, { kind: 'create', contactId, fields: { ...fields, name } }, name)
  }
  const company = await findCompany(context, accountId, wanted)
  const companyId = company?.id ?? newEntityId<CompanyId>(accountId, context.uuid())
  const created = { ...fields, name, companyIds: [companyId] }
  const isInCrm = company?.remoteId !== undefined
  const change: Change = isInCrm
    ? { kind: 'create', contactId, fields: created }
    : { kind: 'create', contactId, fields: created, createCompanyName: company?.name ?? wanted }
  return toMutation(context, accountId, change, name)
}

/** A link to a company that the CRM does not have yet names it, so that it does not matter whose push comes first. */
export async function withCompanyName({ db }: StoreContext, edit: FieldEdit): Promise<FieldEdit> {
  if (edit.kind !== 'company' || edit.to === null || edit.createName !== undefined) return edit
  const company = await db.companies.get(edit.to)
  return company === undefined || company.remoteId !== undefined ? edit : { ...edit, createName: company.name }
}

async function findCompany({ db }: StoreContext, accountId: AccountId, name: string) {
  const wanted = foldName(name)
  const companies = await rowsOf(db.companies, accountId).toArray()
  const found = companies.filter((row) => row.isGone !== true && foldName(row.name) === wanted)
  return found.find(({ remoteId }) => remoteId !== undefined) ?? found[0]
}
