import { emptyReply } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import { phpList, phpString } from '../http/php-query.ts'
import type { Catalog, CatalogItem } from '../store/catalog-store.ts'
import { fieldMissing, hal, nothingThere, notSupportedChoice } from './answers.ts'
import { readBatch, readInt, readText, saveBatch } from './batch.ts'
import { nowSeconds } from './context.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { readJsonBody, readJsonItems } from './json-body.ts'
import type { JsonItems } from './json-body.ts'
import { readFilter, toPhpInt } from './list-parameters.ts'
import { pageLinks, readPage } from './paging.ts'

const TYPES: Readonly<Record<Catalog['kind'], string>> = { plain: 'regular', goods: 'products' }

/** GET /catalogs: the lists of this account, such as goods. */
export const listCatalogs: Handler = (context, { call }) => {
  const page = readPage(call.query, context.switches().defaultLimit)
  const found = context.store.catalogs.catalogs().slice(page.offset, page.offset + page.limit + 1)
  if (found.length === 0) return emptyReply(204)
  return hal({
    _page: page.page,
    _links: pageLinks(call, page, found.length > page.limit),
    _embedded: { catalogs: found.slice(0, page.limit).map((catalog) => formatCatalog(context, catalog, call.base)) },
  })
}

/** GET /catalogs/{id} */
export const getCatalog: Handler = (context, { call, params }) => {
  const catalog = context.store.catalogs.catalog(Number(params[0]))
  if (catalog === undefined) return nothingThere(context.switches().missingStatus)
  return hal(formatCatalog(context, catalog, call.base))
}

/** POST /catalogs */
export const postCatalogs: Handler = (context, api) => {
  const body = readJsonItems(context, api.call)
  if (!body.isOk) return body.reply
  const reads = readBatch(body.items, (item, errors) => {
    const name = readText(item, 'name', errors)
    if (name === undefined) errors.push(fieldMissing('name'))
    return { name: name ?? '', sort: readInt(context, item, 'sort', errors) ?? 10, kind: 'plain' } as const
  })
  return saveBatch(context, reads, (good) => {
    const made = good.map(({ requestId, value }) => {
      const catalog: Catalog = { ...value, ...stamp(context, api), id: context.store.catalogs.nextId('catalogs') }
      context.store.catalogs.putCatalog(catalog)
      return { ...formatCatalog(context, catalog, api.call.base), request_id: requestId }
    })
    return hal({ _links: { self: { href: `${api.call.base}/api/v4/catalogs` } }, _embedded: { catalogs: made } })
  })
}

/** PATCH /catalogs (a list) and /catalogs/{id}: name and place. */
export const patchCatalogs: Handler = (context, api) => {
  const isOne = api.params[0] !== undefined
  const body = isOne ? oneItem(api) : readJsonItems(context, api.call)
  if (!body.isOk) return body.reply
  const reads = readBatch(body.items, (item, errors): Catalog | undefined => {
    const id = isOne ? Number(api.params[0]) : (readInt(context, item, 'id', errors) ?? 0)
    const known = context.store.catalogs.catalog(id)
    if (known === undefined) errors.push(notSupportedChoice('id'))
    const { updatedAt, updatedBy } = stamp(context, api)
    const [name, sort] = [readText(item, 'name', errors), readInt(context, item, 'sort', errors)]
    return known && { ...known, name: name ?? known.name, sort: sort ?? known.sort, updatedAt, updatedBy }
  })
  return saveBatch(context, reads, (good) => {
    const changed = good.map(({ requestId, value }) => {
      context.store.catalogs.putCatalog(value)
      return { ...formatCatalog(context, value, api.call.base), request_id: requestId }
    })
    const self = { href: `${api.call.base}/api/v4/catalogs` }
    return hal(isOne ? changed[0] : { _links: { self }, _embedded: { catalogs: changed } })
  })
}

/** GET /catalogs/{id}/elements, with `query` and `filter[id]`. */
export const listElements: Handler = (context, { call, params }) => {
  const page = readPage(call.query, context.switches().defaultLimit)
  const found = context.store.catalogs.items({
    catalogId: Number(params[0]),
    ids: phpList(readFilter(call.query, context.switches())['id']).map(toPhpInt),
    part: phpString(call.query['query'])?.trim() ?? '',
    limit: page.limit + 1,
    offset: page.offset,
  })
  if (found.length === 0) return emptyReply(204)
  return hal({
    _page: page.page,
    _links: pageLinks(call, page, found.length > page.limit),
    _embedded: { elements: found.slice(0, page.limit).map((item) => formatElement(context, item, call.base)) },
  })
}

/** GET /catalogs/{id}/elements/{element} */
export const getElement: Handler = (context, { call, params }) => {
  const item = itemOf(context, params)
  return item === undefined
    ? nothingThere(context.switches().missingStatus)
    : hal(formatElement(context, item, call.base))
}

/** POST /catalogs/{id}/elements */
export const postElements: Handler = (context, api) => {
  const catalog = context.store.catalogs.catalog(Number(api.params[0]))
  if (catalog === undefined) return nothingThere(404)
  const body = readJsonItems(context, api.call)
  if (!body.isOk) return body.reply
  const reads = readBatch(body.items, (item, errors) => {
    const name = readText(item, 'name', errors)
    if (name === undefined) errors.push(fieldMissing('name'))
    return name
  })
  return saveBatch(context, reads, (good) => {
    const made = good.map(({ requestId, value: name }) => {
      const id = context.store.catalogs.nextId('catalog_items')
      const item: CatalogItem = { ...stamp(context, api), id, catalogId: catalog.id, name }
      context.store.catalogs.putItem(item)
      return { ...formatElement(context, item, api.call.base), request_id: requestId }
    })
    return elementsAnswer(api, made)
  })
}

/** PATCH /catalogs/{id}/elements and /{element}: the name is what can be changed here. */
export const patchElements: Handler = (context, api) => {
  const isOne = api.params[1] !== undefined
  const body = isOne ? oneItem(api) : readJsonItems(context, api.call)
  if (!body.isOk) return body.reply
  const reads = readBatch(body.items, (item, errors): CatalogItem | undefined => {
    const id = isOne ? Number(api.params[1]) : (readInt(context, item, 'id', errors) ?? 0)
    const known = itemOf(context, [api.params[0] ?? '', String(id)])
    if (known === undefined) errors.push(notSupportedChoice('id'))
    const { updatedAt, updatedBy } = stamp(context, api)
    return known && { ...known, name: readText(item, 'name', errors) ?? known.name, updatedAt, updatedBy }
  })
  return saveBatch(context, reads, (good) => {
    const changed = good.map(({ value }) => {
      context.store.catalogs.putItem(value)
      return formatElement(context, value, api.call.base)
    })
    return isOne ? hal(changed[0]) : elementsAnswer(api, changed)
  })
}

/** The body of a path that names what it changes is one object. */
function oneItem({ call }: ApiCall): JsonItems {
  const one = readJsonBody(call)
  return one.isOk ? { isOk: true, items: [one.value] } : one
}

function itemOf(context: AmoContext, params: readonly string[]): CatalogItem | undefined {
  const item = context.store.catalogs.item(Number(params[1]))
  return item?.catalogId === Number(params[0]) ? item : undefined
}

function stamp(context: AmoContext, { user }: ApiCall) {
  const at = nowSeconds(context)
  return { createdBy: user.id, updatedBy: user.id, createdAt: at, updatedAt: at }
}

function elementsAnswer({ call }: ApiCall, elements: readonly Readonly<Record<string, unknown>>[]): Reply {
  return hal({ _links: { self: { href: `${call.base}${call.path}` } }, _embedded: { elements } })
}

function formatCatalog(context: AmoContext, catalog: Catalog, base: string): Readonly<Record<string, unknown>> {
  return {
    id: catalog.id,
    name: catalog.name,
    created_by: catalog.createdBy,
    updated_by: catalog.updatedBy,
    created_at: catalog.createdAt,
    updated_at: catalog.updatedAt,
    sort: catalog.sort,
    type: TYPES[catalog.kind],
    can_add_elements: true,
    can_show_in_cards: true,
    can_link_multiple: true,
    can_be_deleted: catalog.kind === 'plain',
    account_id: context.account.id,
    _links: { self: { href: `${base}/api/v4/catalogs/${catalog.id}` } },
  }
}

function formatElement(context: AmoContext, item: CatalogItem, base: string): Readonly<Record<string, unknown>> {
  return {
    id: item.id,
    catalog_id: item.catalogId,
    name: item.name,
    created_by: item.createdBy,
    updated_by: item.updatedBy,
    created_at: item.createdAt,
    updated_at: item.updatedAt,
    is_deleted: false,
    custom_fields_values: null,
    account_id: context.account.id,
    _links: { self: { href: `${base}/api/v4/catalogs/${item.catalogId}/elements/${item.id}` } },
  }
}
