import { isJsonList, isJsonObject } from '../http/exchange.ts'
import { setCompany } from '../store/link-writer.ts'
import { createRecord } from '../store/record-writer.ts'
import type { Author, RecordChange } from '../store/record-writer.ts'
import type { EntityName } from '../store/records.ts'
import { fieldMissing, hal, invalidType, notSupportedChoice, tooMany } from './answers.ts'
import type { FieldError } from './answers.ts'
import { readBatch, readInt, readText, saveBatch } from './batch.ts'
import type { Item } from './batch.ts'
import { authorOf, nowSeconds } from './context.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { keepDetails, mainPipeline } from './incoming-details.ts'
import type { IncomingDetails } from './incoming-details.ts'
import { formatSorted } from './incoming.ts'
import { readJsonItems } from './json-body.ts'
import { readRecordItem } from './record-input.ts'
import { forbidden, rightsOf } from './rights.ts'

/** What the vendor's pages and client always send of each; without them nobody can tell what came in. */
const NEEDED = {
  forms: ['form_id', 'form_name', 'form_page', 'form_sent_at'],
  sip: ['from', 'phone', 'called_at', 'duration', 'link', 'service_code'],
} as const

type Incoming = {
  readonly contact: RecordChange
  readonly company: RecordChange | undefined
  readonly details: IncomingDetails
}

/**
 * POST /leads/unsorted/forms and /sip: incoming leads, each with one contact and one company at most. One without a contact
 * gets a nameless one: the contact is what waits here. The lead itself is made when somebody accepts it.
 * @source https://www.amocrm.ru/developers/content/crm_platform/unsorted-api
 */
export const postIncoming =
  (category: 'forms' | 'sip'): Handler =>
  (context, api) => {
    const body = readJsonItems(context, api.call)
    if (!body.isOk) return body.reply
    if (rightsOf(api.user, 'deals').add === 'none') return forbidden()
    const reads = readBatch(body.items, (item, errors) => readIncoming(context, category, item, errors))
    return saveBatch(context, reads, (good) => {
      const author = authorOf(context, api.user.id)
      const unsorted = good.map(({ requestId, value }) => save(context, api, { requestId, ...value }, author))
      const self = { href: `${api.call.base}${api.call.path}` }
      return hal({ _total_items: unsorted.length, _links: { self }, _embedded: { unsorted } })
    })
  }

function readIncoming(context: AmoContext, category: 'forms' | 'sip', item: Item, errors: FieldError[]): Incoming {
  const embedded = isJsonObject(item['_embedded']) ? item['_embedded'] : {}
  const lead = onlyOf(embedded, 'leads', errors)
  readPart(context, 'deals', lead, errors)
  const company = onlyOf(embedded, 'companies', errors)
  return {
    contact: readPart(context, 'contacts', onlyOf(embedded, 'contacts', errors), errors),
    company: company === undefined ? undefined : readPart(context, 'companies', company, errors),
    details: {
      category,
      sourceUid: readNeeded(item, 'source_uid', errors),
      sourceName: readNeeded(item, 'source_name', errors),
      pipelineId: readPipeline(context, item, errors),
      createdAt: readInt(context, item, 'created_at', errors) ?? nowSeconds(context),
      metadata: readMetadata(category, item, errors),
      lead: lead ?? {},
    },
  }
}

function onlyOf(embedded: Item, name: string, errors: FieldError[]): Item | undefined {
  const list = embedded[name]
  if (!isJsonList(list) || list.length === 0) return undefined
  if (list.length > 1) errors.push(tooMany(`_embedded.${name}`, 1))
  const [first] = list
  if (isJsonObject(first)) return first
  errors.push(invalidType(`_embedded.${name}.0`, 'array'))
  return undefined
}

function readPart(context: AmoContext, entity: EntityName, item: Item | undefined, errors: FieldError[]): RecordChange {
  const read = readRecordItem(context, entity, item ?? {}, undefined)
  const name = entity === 'deals' ? 'leads' : entity
  errors.push(...read.errors.map((error) => ({ ...error, path: `_embedded.${name}.0.${error.path}` })))
  return read.change
}

function readNeeded(item: Item, key: string, errors: FieldError[]): string {
  const before = errors.length
  const text = readText(item, key, errors)
  if (text === undefined && errors.length === before) errors.push(fieldMissing(key))
  return text ?? ''
}

function readPipeline(context: AmoContext, item: Item, errors: FieldError[]): number {
  const id = readInt(context, item, 'pipeline_id', errors)
  if (id === undefined) return mainPipeline(context)
  if (!context.store.pipelines.pipelines().some((one) => one.id === id)) errors.push(notSupportedChoice('pipeline_id'))
  return id
}

function readMetadata(category: 'forms' | 'sip', item: Item, errors: FieldError[]): Item {
  const { metadata } = item
  if (!isJsonObject(metadata)) {
    errors.push(fieldMissing('metadata'))
    return {}
  }
  const missing = NEEDED[category].filter((name) => metadata[name] === undefined || metadata[name] === null)
  errors.push(...missing.map((name) => fieldMissing(`metadata.${name}`)))
  return metadata
}

function save(
  context: AmoContext,
  { call }: ApiCall,
  { requestId, contact, company, details }: Incoming & { readonly requestId: string },
  author: Author,
): Readonly<Record<string, unknown>> {
  const { store, account } = context
  const made = createRecord(store, 'contacts', { ...contact, isUnsorted: true }, author)
  if (company !== undefined) {
    setCompany(store, 'contacts', made, createRecord(store, 'companies', company, author).id, author, false)
  }
  keepDetails(context, made, details)
  const fresh = store.records.find('contacts', made.id) ?? made
  const { uid, _embedded } = formatSorted(context, fresh, call.base, [])
  const self = { href: `${call.base}/api/v4/leads/unsorted/${String(uid)}` }
  return { uid, account_id: account.id, request_id: requestId, _links: { self }, _embedded }
}
