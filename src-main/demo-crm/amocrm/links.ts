import { emptyReply, isJsonObject } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import { phpList, phpObject, phpString } from '../http/php-query.ts'
import type { EntityName, StoredRecord } from '../store/records.ts'
import { fieldMissing, hal, invalidType, notSupportedChoice, problem, validationProblem } from './answers.ts'
import type { FieldError, ItemErrors } from './answers.ts'
import { authorOf } from './context.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { readJsonItems } from './json-body.ts'
import { setCompany, setMainContact } from './link-writer.ts'
import { toPhpInt } from './list-parameters.ts'
import { isIntLike } from './scalars.ts'

/** The pair behind every link that is emulated: a contact and its one company. */
type Pair = {
  readonly contactId: number
  readonly companyId: number
  readonly fromId: number
  readonly toId: number
  /** Asked for with `is_main`, told as `main_contact`; contacts do not know it. */
  readonly isMain: boolean | undefined
}

/** Entities that exist at the vendor, but not here. */
const NOT_EMULATED: readonly unknown[] = ['leads', 'customers', 'catalog_elements']

/**
 * GET /contacts/{id}/links and GET /contacts/links?filter[entity_id][]=…
 * @source https://www.amocrm.ru/developers/content/crm_platform/entity-links-api
 */
export function getLinks(entity: EntityName): Handler {
  return (context, { call, params }) => {
    const filter = phpObject(call.query['filter'])
    const ids = params[0] === undefined ? phpList(filter['entity_id']).map(toPhpInt) : [Number(params[0])]
    if (ids.length === 0) {
      return validationProblem([{ request_id: '0', errors: [fieldMissing('filter.entity_id')] }])
    }
    const toType = phpString(filter['to_entity_type'])
    const toIds = phpList(filter['to_entity_id']).map(toPhpInt)
    const other = otherSide(entity)
    const pairs = pairsOf(context, entity, ids).filter(
      ({ toId }) => (toType === undefined || toType === other) && (toIds.length === 0 || toIds.includes(toId)),
    )
    if (pairs.length === 0 && context.switches().noLinks === 'no-content') return emptyReply(204)
    return linksAnswer(context, call.base, call.path, entity, pairs)
  }
}

/** POST /contacts/{id}/link, /contacts/link: 200 with the links. */
export function postLink(entity: EntityName): Handler {
  return (context, api) =>
    withPairs(context, api, entity, (pairs) => {
      linkAll(context, api, pairs)
      return linksAnswer(context, api.call.base, api.call.path.replace(/link$/, 'links'), entity, pairs)
    })
}

/** POST /contacts/{id}/unlink, /contacts/unlink: 204, also when there was nothing to take apart. */
export function postUnlink(entity: EntityName): Handler {
  return (context, api) =>
    withPairs(context, api, entity, (pairs) => {
      context.store.transaction(() => {
        for (const { contactId, companyId } of pairs) {
          const contact = context.store.records.findVisible('contacts', contactId)
          if (contact?.companyId === companyId) change(context, api, contact, null)
        }
      })
      return emptyReply(204)
    })
}

function linkAll(context: AmoContext, api: ApiCall, pairs: readonly Pair[]): void {
  context.store.transaction(() => {
    for (const { contactId, companyId, isMain } of pairs) {
      const contact = context.store.records.findVisible('contacts', contactId)
      if (contact !== undefined && contact.companyId !== companyId) change(context, api, contact, companyId)
      if (isMain !== undefined) setMainContact(context.store, companyId, contactId, isMain)
    }
  })
}

function change(context: AmoContext, api: ApiCall, contact: StoredRecord, companyId: number | null): void {
  setCompany(context.store, contact, companyId, authorOf(context, api.user.id), context.switches().linkBumpsUpdatedAt)
}

function pairsOf(context: AmoContext, entity: EntityName, ids: readonly number[]): Pair[] {
  if (entity === 'contacts') {
    return ids.flatMap((contactId) => {
      const companyId = context.store.records.findVisible('contacts', contactId)?.companyId ?? null
      return companyId === null ? [] : [{ contactId, companyId, fromId: contactId, toId: companyId, isMain: undefined }]
    })
  }
  return context.store.records.contactsOfCompanies(ids).map(({ contactId, companyId }) => ({
    contactId,
    companyId,
    fromId: companyId,
    toId: contactId,
    isMain: undefined,
  }))
}

function withPairs(
  context: AmoContext,
  api: ApiCall,
  entity: EntityName,
  write: (pairs: readonly Pair[]) => Reply,
): Reply {
  const body = readJsonItems(api.call)
  if (!body.isOk) return body.reply
  const others = body.items.filter((item) => isJsonObject(item) && NOT_EMULATED.includes(item['to_entity_type']))
  if (others.length > 0) return problem(501, 'The demo CRM links contacts and companies only.')
  const isUnlink = api.call.path.endsWith('/unlink')
  const reads = body.items.map((item, index) => readPair(context, entity, item, api.params[0], index, isUnlink))
  const bad = reads.filter((read) => 'errors' in read)
  return bad.length > 0 ? validationProblem(bad) : write(reads.filter((read) => 'contactId' in read))
}

function readPair(
  context: AmoContext,
  entity: EntityName,
  item: unknown,
  ownId: string | undefined,
  index: number,
  isUnlink: boolean,
): Pair | ItemErrors {
  const failed = (error: FieldError): ItemErrors => ({ request_id: String(index), errors: [error] })
  if (!isJsonObject(item)) return failed(invalidType('', 'array'))
  const { switches } = context
  const { to_entity_id: toId, to_entity_type: toType } = item
  const fromId = ownId ?? item['entity_id']
  if (fromId === undefined || fromId === null) return failed(fieldMissing('entity_id'))
  if (toId === undefined || toId === null) return failed(fieldMissing('to_entity_id'))
  if (toType === undefined || toType === null) return failed(fieldMissing('to_entity_type'))
  if (toType !== otherSide(entity)) return failed(notSupportedChoice('to_entity_type'))
  const from = isIntLike(fromId, { ...switches(), looseNumbers: true }) ? Number(fromId) : 0
  const to = isIntLike(toId, switches()) ? Number(toId) : 0
  const { records } = context.store
  if (records.findVisible(entity, from) === undefined) return failed(notSupportedChoice('entity_id'))
  if (records.findVisible(otherSide(entity), to) === undefined) return failed(notSupportedChoice('to_entity_id'))
  const pair = entity === 'contacts' ? { contactId: from, companyId: to } : { contactId: to, companyId: from }
  const present = records.findVisible('contacts', pair.contactId)?.companyId ?? null
  const isSecond = !isUnlink && present !== null && present !== pair.companyId
  if (isSecond && switches().secondCompany === 'reject') return failed(notSupportedChoice('to_entity_id'))
  const metadata = isJsonObject(item['metadata']) ? item['metadata'] : {}
  const isMain = entity === 'companies' && typeof metadata['is_main'] === 'boolean' ? metadata['is_main'] : undefined
  return { ...pair, fromId: from, toId: to, isMain }
}

function linksAnswer(
  context: AmoContext,
  base: string,
  path: string,
  entity: EntityName,
  pairs: readonly Pair[],
): Reply {
  return hal({
    _total_items: pairs.length,
    _links: { self: { href: `${base}${path}` } },
    _embedded: {
      links: pairs.map(({ fromId, toId }) => ({
        entity_id: fromId,
        entity_type: entity,
        to_entity_id: toId,
        to_entity_type: otherSide(entity),
        metadata: entity === 'companies' ? { main_contact: isMainContact(context, fromId, toId) } : null,
      })),
    },
  })
}

function isMainContact(context: AmoContext, companyId: number, contactId: number): boolean {
  return context.store.records.find('companies', companyId)?.mainContactId === contactId
}

function otherSide(entity: EntityName): EntityName {
  return entity === 'contacts' ? 'companies' : 'contacts'
}
