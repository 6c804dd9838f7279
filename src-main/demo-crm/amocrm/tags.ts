import { emptyReply } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import { phpList, phpString } from '../http/php-query.ts'
import type { EntityName } from '../store/records.ts'
import { fieldMissing, hal, invalidType, notBlank, notSupportedChoice } from './answers.ts'
import type { FieldError } from './answers.ts'
import { readBatch, readInt, saveBatch } from './batch.ts'
import type { Item } from './batch.ts'
import type { Handler } from './context.ts'
import { readJsonItems } from './json-body.ts'
import { readFilter, toPhpInt } from './list-parameters.ts'
import { pageLinks, readPage } from './paging.ts'

/** Colours that the vendor offers, on leads only. */
const PALETTE =
  'EBEBEB D0D0D0 F2DDF7 D1A4DC FF8F92 FFC8C8 C7DB8C DDEBB5 8699DA AABDFF FFCE5A FFE193 90CDB0 C6F4DE A9A5D7 D8D5FF 86C0FC 832161 6A0F49 0C7C59 10599D 9D2B32 247BA0'.split(
    ' ',
  )

/**
 * GET /contacts/tags. `color` is null on all but leads.
 * @source https://developers.kommo.com/reference/list-of-entity-tags
 */
export function listTags(entity: EntityName): Handler {
  return (context, { call }) => {
    const page = readPage(call.query, context.switches().defaultLimit)
    const filter = readFilter(call.query, context.switches())
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
      _embedded: { tags: found.slice(0, page.limit).map(({ id, name, color }) => ({ id, name, color })) },
    })
  }
}

/** POST /contacts/tags. Safe to repeat: a name that exists gives its id. A colour given along is taken on leads only. */
export function postTags(entity: EntityName): Handler {
  return (context, { call }) => {
    const body = readJsonItems(context, call)
    if (!body.isOk) return body.reply
    const reads = readBatch(body.items, (item, errors) => {
      const name = readName(item, errors)
      const color = readColor(entity, item, errors)
      return name === undefined ? undefined : { name, color }
    })
    const ignoreCase = !context.switches().tagNamesCaseSensitive
    const { tags } = context.store
    return saveBatch(context, reads, (good) => {
      const made = good.map(({ requestId, value: { name, color } }) => {
        const tag = tags.ensure(entity, name, ignoreCase)
        if (color !== undefined) tags.update(tag.id, tag.name, color)
        return { id: tag.id, name: tag.name, color: color ?? tag.color, request_id: requestId }
      })
      return tagsAnswer(made)
    })
  }
}

/** PATCH /leads/tags: the only tags that can be renamed or coloured. */
export const patchDealTags: Handler = (context, { call }) => {
  const body = readJsonItems(context, call)
  if (!body.isOk) return body.reply
  const { tags } = context.store
  const reads = readBatch(body.items, (item, errors) => {
    const tag = tags.find('deals', readInt(context, item, 'id', errors) ?? 0)
    if (tag === undefined) errors.push(notSupportedChoice('id'))
    const name = item['name'] === undefined ? tag?.name : readName(item, errors)
    const twin = name === undefined ? undefined : tags.findByName('deals', name, false)
    if (twin !== undefined && twin.id !== tag?.id) errors.push(notSupportedChoice('name'))
    const color = readColor('deals', item, errors)
    return tag && { id: tag.id, name: name ?? tag.name, color: color === undefined ? tag.color : color }
  })
  return saveBatch(context, reads, (good) =>
    tagsAnswer(
      good.map(({ requestId, value: { id, name, color } }) => {
        tags.update(id, name, color)
        return { id, name, color, request_id: requestId }
      }),
    ),
  )
}

function tagsAnswer(tags: readonly Readonly<Record<string, unknown>>[]): Reply {
  return hal({ _total_items: tags.length, _embedded: { tags } })
}

function readName(item: Item, errors: FieldError[]): string | undefined {
  const { name } = item
  if (name === undefined || name === null) errors.push(fieldMissing('name'))
  else if (typeof name !== 'string' && typeof name !== 'number') errors.push(invalidType('name', 'string'))
  else if (String(name).trim() === '') errors.push(notBlank('name'))
  else return String(name).trim()
  return undefined
}

/** Undefined leaves the colour as it is. On other records than leads a colour means nothing. */
function readColor(entity: EntityName, item: Item, errors: FieldError[]): string | null | undefined {
  const { color } = item
  if (entity !== 'deals' || color === undefined) return undefined
  if (color === null) return null
  const known = PALETTE.find((one) => one === (typeof color === 'string' ? color.toUpperCase() : ''))
  if (known === undefined) errors.push(notSupportedChoice('color'))
  return known
}
