import { isJsonList, isJsonObject } from '../http/exchange.ts'
import { linkContact, setCompany } from '../store/link-writer.ts'
import { createRecord } from '../store/record-writer.ts'
import type { Author, RecordChange } from '../store/record-writer.ts'
import type { EntityName } from '../store/records.ts'
import { hal, notSupportedChoice, tooMany, validationProblem } from './answers.ts'
import type { FieldError } from './answers.ts'
import { readBatch, saveBatch } from './batch.ts'
import type { Item } from './batch.ts'
import { authorOf } from './context.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { readJsonItems } from './json-body.ts'
import { findFor } from './record-access.ts'
import { readRecordItem } from './record-input.ts'
import { forbidden, rightsOf } from './rights.ts'

const MAX_LEADS = 50
const MAX_FIELDS = 40

/** A neighbour that is there already, or what a new one is to be. */
type Neighbour = { readonly id: number } | { readonly change: RecordChange }

type Complex = {
  readonly lead: RecordChange
  readonly contact: Neighbour | undefined
  readonly company: Neighbour | undefined
}

/**
 * POST /leads/complex: leads, each with one contact and one company made at the same time. Nothing is ever merged into what
 * exists: that needs a setting and a widget which this account has not.
 * @source https://www.amocrm.ru/developers/content/crm_platform/leads-api
 */
export const postComplex: Handler = (context, api) => {
  const body = readJsonItems(context, api.call)
  if (!body.isOk) return body.reply
  if (body.items.length > MAX_LEADS) {
    return validationProblem([{ request_id: '0', errors: [tooMany('', MAX_LEADS)] }])
  }
  const needed = ['deals', 'contacts', 'companies'] as const
  if (needed.some((entity) => rightsOf(api.user, entity).add === 'none')) return forbidden()
  const reads = readBatch(body.items, (item, errors) => readComplex(context, api, item, errors))
  return saveBatch(context, reads, (good) => {
    const author = authorOf(context, api.user.id)
    return hal(good.map(({ requestId, value }) => ({ ...save(context, value, author), request_id: [requestId] })))
  })
}

function readComplex(context: AmoContext, api: ApiCall, item: Item, errors: FieldError[]): Complex {
  const embedded = isJsonObject(item['_embedded']) ? item['_embedded'] : {}
  return {
    lead: readNew(context, 'deals', item, '', errors),
    contact: readNeighbour(context, api, 'contacts', embedded['contacts'], errors),
    company: readNeighbour(context, api, 'companies', embedded['companies'], errors),
  }
}

function readNeighbour(
  context: AmoContext,
  { user }: ApiCall,
  entity: 'contacts' | 'companies',
  list: unknown,
  errors: FieldError[],
): Neighbour | undefined {
  if (!isJsonList(list) || list.length === 0) return undefined
  const path = `_embedded.${entity}`
  if (list.length > 1) errors.push(tooMany(path, 1))
  const [first] = list
  const id = isJsonObject(first) ? first['id'] : undefined
  if (id === undefined || id === null) return { change: readNew(context, entity, first, `${path}.0.`, errors) }
  if (findFor(context, user, entity, Number(id)) === undefined) errors.push(notSupportedChoice(`${path}.0.id`))
  return { id: Number(id) }
}

/** Errors of a neighbour are told at its path inside the lead. */
function readNew(
  context: AmoContext,
  entity: EntityName,
  item: unknown,
  prefix: string,
  errors: FieldError[],
): RecordChange {
  const read = readRecordItem(context, entity, item, undefined)
  errors.push(...read.errors.map((error) => ({ ...error, path: `${prefix}${error.path}` })))
  if (read.change.fields.size > MAX_FIELDS) errors.push(tooMany(`${prefix}custom_fields_values`, MAX_FIELDS))
  return read.change
}

function save(
  context: AmoContext,
  { lead, contact, company }: Complex,
  author: Author,
): Readonly<Record<string, unknown>> {
  const { store } = context
  const idOf = (entity: EntityName, neighbour: Neighbour | undefined): number | null => {
    if (neighbour === undefined) return null
    return 'id' in neighbour ? neighbour.id : createRecord(store, entity, neighbour.change, author).id
  }
  const made = createRecord(store, 'deals', lead, author)
  const [contactId, companyId] = [idOf('contacts', contact), idOf('companies', company)]
  if (contactId !== null) {
    linkContact(store, { entity: 'deals', entityId: made.id, contactId }, true, author, false)
  }
  if (companyId !== null) {
    setCompany(store, 'deals', made, companyId, author, false)
    const person = contactId === null ? undefined : store.records.find('contacts', contactId)
    // A contact that has a company keeps it.
    if (person?.companyId === null) setCompany(store, 'contacts', person, companyId, author, false)
  }
  return { id: made.id, contact_id: contactId, company_id: companyId, merged: false }
}
