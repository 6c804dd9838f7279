import { emptyReply, isJsonObject } from '../http/exchange.ts'
import { phpList, phpObject, phpString } from '../http/php-query.ts'
import type { EntityName } from '../store/records.ts'
import { fieldMissing, hal, invalidType, notBlank, validationProblem } from './answers.ts'
import type { FieldError } from './answers.ts'
import type { Handler } from './context.ts'
import { readJsonItems } from './json-body.ts'
import { toPhpInt } from './list-parameters.ts'
import { pageLinks, readPage } from './paging.ts'

/**
 * GET /contacts/tags. `color` is null: colours exist on leads only.
 * @source https://developers.kommo.com/reference/list-of-entity-tags
 */
export function listTags(entity: EntityName): Handler {
  return (context, { call }) => {
    const page = readPage(call.query, context.switches().defaultLimit)
    const filter = phpObject(call.query['filter'])
    const found = context.store.tags.list(entity, {
      ids: phpList(filter['id'])
        .flatMap((part) => part.split(','))
        .map(toPhpInt),
      name: phpString(filter['name']),
      part: phpString(call.query['query']),
      limit: page.limit + 1,
      offset: page.offset,
    })
    if (found.length === 0) return emptyReply(204)
    return hal({
      _page: page.page,
      _links: pageLinks(call, page, found.length > page.limit),
      _embedded: { tags: found.slice(0, page.limit).map(({ id, name }) => ({ id, name, color: null })) },
    })
  }
}

/** POST /contacts/tags. Safe to repeat: a name that exists gives its id. */
export function postTags(entity: EntityName): Handler {
  return (context, { call }) => {
    const body = readJsonItems(call)
    if (!body.isOk) return body.reply
    const reads = body.items.map((item, index) => ({ requestId: requestIdOf(item, index), name: readName(item) }))
    const bad = reads.flatMap(({ requestId, name }) =>
      typeof name === 'string' ? [] : [{ request_id: requestId, errors: [name] }],
    )
    const good = reads.flatMap(({ requestId, name }) => (typeof name === 'string' ? [{ requestId, name }] : []))
    if (bad.length > 0) return validationProblem(bad)
    const ignoreCase = !context.switches().tagNamesCaseSensitive
    const made = context.store.transaction(() =>
      good.map(({ requestId, name }) => ({
        tag: context.store.tags.ensure(entity, name, ignoreCase),
        requestId,
      })),
    )
    return hal({
      _total_items: made.length,
      _embedded: {
        tags: made.map(({ tag, requestId }) => ({ id: tag.id, name: tag.name, color: null, request_id: requestId })),
      },
    })
  }
}

function readName(item: unknown): string | FieldError {
  const name = isJsonObject(item) ? item['name'] : undefined
  if (name === undefined || name === null) return fieldMissing('name')
  if (typeof name !== 'string' && typeof name !== 'number') return invalidType('name', 'string')
  return String(name).trim() === '' ? notBlank('name') : String(name).trim()
}

function requestIdOf(item: unknown, index: number): string {
  const sent = isJsonObject(item) ? item['request_id'] : undefined
  return typeof sent === 'string' || typeof sent === 'number' ? String(sent) : String(index)
}
