import { emptyReply } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import { phpList, phpObject, phpString } from '../http/php-query.ts'
import type { EntityName } from '../store/records.ts'
import { fieldMissing, hal, validationProblem } from './answers.ts'
import { authorOf } from './context.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { readJsonItems } from './json-body.ts'
import { readLink } from './link-input.ts'
import type { LinkRead } from './link-input.ts'
import { applyLink, linksOf, onTop, removeLink, targetName } from './link-pairs.ts'
import type { Link } from './link-pairs.ts'
import { toPhpInt } from './list-parameters.ts'
import { PLURAL } from './entity-words.ts'
import { findFor } from './record-access.ts'
import { forbidden, mayEdit } from './rights.ts'

/**
 * GET /contacts/{id}/links and GET /contacts/links?filter[entity_id][]=…
 * @source https://www.amocrm.ru/developers/content/crm_platform/entity-links-api
 */
export function getLinks(entity: EntityName): Handler {
  return (context, { call, params, user }) => {
    const filter = phpObject(call.query['filter'])
    const ids = params[0] === undefined ? phpList(filter['entity_id']).map(toPhpInt) : [Number(params[0])]
    if (ids.length === 0) {
      return validationProblem([{ request_id: '0', errors: [fieldMissing('filter.entity_id')] }])
    }
    const toType = phpString(filter['to_entity_type'])
    const toIds = phpList(filter['to_entity_id']).map(toPhpInt)
    const catalogs = phpList(filter['to_catalog_id']).map(toPhpInt)
    const seen = ids.filter((id) => findFor(context, user, entity, id) !== undefined)
    const links = linksOf(context.store, entity, seen)
      .filter(({ to }) => toType === undefined || toType === targetName(to))
      .filter(({ toId }) => toIds.length === 0 || toIds.includes(toId))
      .filter(({ amount }) => catalogs.length === 0 || (amount !== undefined && catalogs.includes(amount.catalogId)))
    if (links.length === 0 && context.switches().noLinks === 'no-content') return emptyReply(204)
    return linksAnswer(call.base, call.path, links)
  }
}

/** POST /contacts/{id}/link, /contacts/link: 200 with the links. */
export function postLink(entity: EntityName): Handler {
  return (context, api) =>
    withLinks(context, api, entity, (reads) => {
      const { store } = context
      store.transaction(() => {
        for (const { link, authorId } of reads) {
          const whole = context.switches().relinkedElement === 'add' ? onTop(store, link) : link
          applyLink(store, whole, authorOf(context, authorId), context.switches().linkBumpsUpdatedAt)
        }
      })
      const made = reads.map(
        ({ link }) => linksOf(store, entity, [link.fromId]).find((one) => isSame(one, link)) ?? link,
      )
      return linksAnswer(api.call.base, api.call.path.replace(/link$/, 'links'), made)
    })
}

/** POST /contacts/{id}/unlink, /contacts/unlink: 204, also when there was nothing to take apart. */
export function postUnlink(entity: EntityName): Handler {
  return (context, api) =>
    withLinks(context, api, entity, (reads) => {
      context.store.transaction(() => {
        for (const { link, authorId } of reads) {
          removeLink(context.store, link, authorOf(context, authorId), context.switches().linkBumpsUpdatedAt)
        }
      })
      return emptyReply(204)
    })
}

/** Linking changes the record it starts from: 403 where the user may not. One bad link refuses all of them, by switch. */
function withLinks(
  context: AmoContext,
  api: ApiCall,
  entity: EntityName,
  write: (reads: readonly LinkRead[]) => Reply,
): Reply {
  const body = readJsonItems(context, api.call)
  if (!body.isOk) return body.reply
  const reads = body.items.map((item, index) => readLink(context, api, entity, item, index))
  const bad = reads.filter((read) => 'errors' in read)
  const isRefused = bad.length > 0 && context.switches().badBatch === 'reject-all'
  if (isRefused) return validationProblem(bad)
  const good = reads.filter((read) => 'link' in read)
  const isDenied = good.some(({ link }) => {
    const record = context.store.records.find(entity, link.fromId)
    return record !== undefined && !mayEdit(context.store, api.user, entity, record)
  })
  if (isDenied) return forbidden()
  const written = write(good)
  return bad.length > 0 ? validationProblem(bad) : written
}

function isSame(one: Link, other: Link): boolean {
  return one.to === other.to && one.toId === other.toId
}

function linksAnswer(base: string, path: string, links: readonly Link[]): Reply {
  return hal({
    _total_items: links.length,
    _links: { self: { href: `${base}${path}` } },
    _embedded: {
      links: links.map(({ from, fromId, to, toId, isMain, amount }) => ({
        entity_id: fromId,
        entity_type: PLURAL[from],
        to_entity_id: toId,
        to_entity_type: targetName(to),
        metadata: formatMetadata(isMain, amount),
      })),
    },
  })
}

function formatMetadata(isMain: Link['isMain'], amount: Link['amount']): Readonly<Record<string, unknown>> | null {
  if (amount !== undefined) {
    return { catalog_id: amount.catalogId, quantity: amount.quantity, price_id: amount.priceId }
  }
  return isMain === undefined ? null : { main_contact: isMain }
}
