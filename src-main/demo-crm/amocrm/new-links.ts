import { isJsonList, isJsonObject } from '../http/exchange.ts'
import { linkContact, setCompany } from '../store/link-writer.ts'
import type { EntityName } from '../store/records.ts'
import type { Author } from '../store/record-writer.ts'
import { fieldMissing, notSupportedChoice } from './answers.ts'
import type { FieldError } from './answers.ts'
import type { AmoContext } from './context.ts'
import { isIntLike } from './scalars.ts'

/** The contacts and the company that a new lead names. */
export type NewLinks = {
  readonly contacts: readonly { readonly id: number; readonly isMain: boolean | undefined }[]
  readonly companyId: number | undefined
}

/** Reads `_embedded.contacts` and `_embedded.companies` of a new lead. */
export function readNewLinks(context: AmoContext, item: unknown, errors: FieldError[]): NewLinks {
  const embedded = isJsonObject(item) && isJsonObject(item['_embedded']) ? item['_embedded'] : {}
  const contacts = readIds(context, embedded['contacts'], 'contacts', errors)
  const [company] = readIds(context, embedded['companies'], 'companies', errors)
  return { contacts, companyId: company?.id }
}

function readIds(
  context: AmoContext,
  list: unknown,
  entity: 'contacts' | 'companies',
  errors: FieldError[],
): { id: number; isMain: boolean | undefined }[] {
  if (!isJsonList(list)) return []
  return list.flatMap((entry, index) => {
    const path = `_embedded.${entity}.${index}.id`
    const id = isJsonObject(entry) ? entry['id'] : undefined
    if (id === undefined || id === null) {
      errors.push(fieldMissing(path))
      return []
    }
    const known = isIntLike(id, context.switches())
    if (!known || context.store.records.findVisible(entity, Number(id)) === undefined) {
      errors.push(notSupportedChoice(path))
      return []
    }
    const isMain = isJsonObject(entry) && typeof entry['is_main'] === 'boolean' ? entry['is_main'] : undefined
    return [{ id: Number(id), isMain }]
  })
}

/** Links a new lead or customer to what its body names. Contacts and companies take no links with them. */
export function linkNew(context: AmoContext, entity: EntityName, item: unknown, id: number, author: Author): void {
  if (entity !== 'deals' && entity !== 'customers') return
  const { store } = context
  const { contacts, companyId } = readNewLinks(context, item, [])
  for (const { id: contactId, isMain } of contacts) {
    linkContact(store, { entity, entityId: id, contactId }, isMain, author, context.switches().linkBumpsUpdatedAt)
  }
  const record = companyId === undefined ? undefined : store.records.find(entity, id)
  if (record !== undefined && companyId !== undefined) setCompany(store, entity, record, companyId, author, false)
}
