import { isJsonObject } from '../http/exchange.ts'
import type { EntityName } from '../store/records.ts'
import { fieldMissing, invalidType, notSupportedChoice } from './answers.ts'
import type { FieldError, ItemErrors } from './answers.ts'
import type { AmoContext, ApiCall } from './context.ts'
import { companySide, TARGETS, targetName } from './link-pairs.ts'
import type { Link } from './link-pairs.ts'
import { findFor } from './record-access.ts'
import { isIntLike } from './scalars.ts'

/** A submitted link, and who is said to have made it. */
export type LinkRead = { readonly link: Link; readonly authorId: number }

/** Reads one submitted link of a batch, or says what is wrong with it. */
export function readLink(
  context: AmoContext,
  api: ApiCall,
  from: EntityName,
  item: unknown,
  index: number,
): LinkRead | ItemErrors {
  const failed = (error: FieldError): ItemErrors => ({ request_id: String(index), errors: [error] })
  if (!isJsonObject(item)) return failed(invalidType('', 'array'))
  const { to_entity_id: toId, to_entity_type: toType } = item
  const fromId = api.params[0] ?? item['entity_id']
  if (fromId === undefined || fromId === null) return failed(fieldMissing('entity_id'))
  if (toId === undefined || toId === null) return failed(fieldMissing('to_entity_id'))
  if (toType === undefined || toType === null) return failed(fieldMissing('to_entity_type'))
  const to = TARGETS[from].find((target) => targetName(target) === toType)
  if (to === undefined) return failed(notSupportedChoice('to_entity_type'))
  const ids = [toNumber(context, fromId, true), toNumber(context, toId, false)] as const
  if (findFor(context, api.user, from, ids[0]) === undefined) return failed(notSupportedChoice('entity_id'))
  const metadata = isJsonObject(item['metadata']) ? item['metadata'] : {}
  const isMain = typeof metadata['is_main'] === 'boolean' ? metadata['is_main'] : undefined
  const link: Link = {
    from,
    fromId: ids[0],
    to,
    toId: ids[1],
    isMain: from === 'contacts' && to === 'companies' ? undefined : isMain,
  }
  const isUnlink = api.call.path.endsWith('/unlink')
  const read = to === 'items' ? readItem(context, link, metadata, isUnlink) : readTarget(context, api, link, isUnlink)
  return 'detail' in read ? failed(read) : { link: read, authorId: readAuthor(context, api, metadata) }
}

function readTarget(context: AmoContext, api: ApiCall, link: Link, isUnlink: boolean): Link | FieldError {
  if (link.to === 'items' || findFor(context, api.user, link.to, link.toId) === undefined) {
    return notSupportedChoice('to_entity_id')
  }
  const company = companySide(link)
  if (isUnlink || company?.entity !== 'contacts' || context.switches().secondCompany === 'replace') return link
  const present = context.store.records.findVisible('contacts', company.id)?.companyId ?? null
  return present === null || present === company.companyId ? link : notSupportedChoice('to_entity_id')
}

/** An element of a catalog is named together with its catalog; without an amount there is one of it. */
function readItem(
  context: AmoContext,
  link: Link,
  metadata: Readonly<Record<string, unknown>>,
  isUnlink: boolean,
): Link | FieldError {
  const item = context.store.catalogs.item(link.toId)
  if (item === undefined) return notSupportedChoice('to_entity_id')
  const { catalog_id: catalogId, quantity = 1, price_id: priceId = null } = metadata
  if (catalogId === undefined && !isUnlink) return fieldMissing('metadata.catalog_id')
  if (catalogId !== undefined && toNumber(context, catalogId, true) !== item.catalogId) {
    return notSupportedChoice('metadata.catalog_id')
  }
  const amount = typeof quantity === 'string' && context.switches().looseNumbers ? Number(quantity) : quantity
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return invalidType('metadata.quantity', 'numeric')
  const price = priceId === null ? null : toNumber(context, priceId, true)
  return { ...link, amount: { catalogId: item.catalogId, quantity: amount, priceId: price } }
}

/** Somebody else may be named as the one who linked; a stranger is passed over. */
function readAuthor(context: AmoContext, { user }: ApiCall, metadata: Readonly<Record<string, unknown>>): number {
  const named = context.store.directory.user(Number(metadata['updated_by'] ?? Number.NaN))
  return named?.id ?? user.id
}

/** Ids that come in the address are text; 0 is nobody's. */
function toNumber(context: AmoContext, value: unknown, isText: boolean): number {
  const switches = isText ? { ...context.switches(), looseNumbers: true } : context.switches()
  return isIntLike(value, switches) ? Number(value) : 0
}
