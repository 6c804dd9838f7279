import * as v from 'valibot'
import type { TagWish } from '#shared/domain/sale-facts.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { AmocrmContext } from './context.ts'
import { tagSource } from './directory.ts'
import { readAll } from './read-pages.ts'
import { toRejection } from './rejections.ts'

/** Nobody reads what the vendor says of a tag that it has taken: the directory is read again. */
const Anything = v.unknown()

const TagRow = v.object({ id: v.pipe(v.number(), v.integer()), name: v.string() })
const dealTagSource = { path: '/api/v4/leads/tags', key: 'tags', row: TagRow }

/**
 * What the vendor takes, of tags of leads alone.
 * @source https://github.com/amocrm/amocrm-api-php/blob/master/src/AmoCRM/Enum/Tags/TagColorsEnum.php
 */
export const saleTagColors: readonly string[] = [
  ...['ebebeb', 'd0d0d0', 'f2ddf7', 'd1a4dc', 'ff8f92', 'ffc8c8', 'c7db8c', 'ddebb5', '8699da', 'aabdff', 'ffce5a'],
  ...['ffe193', '90cdb0', 'c6f4de', 'a9a5d7', 'd8d5ff', '86c0fc', '832161', '6a0f49', '0c7c59', '10599d', '9d2b32'],
  '247ba0',
].map((color) => `#${color}`)

const toColorOut = (color: string): string => color.replace('#', '').toUpperCase()

/**
 * Adds a tag to the directory of contacts, or of leads. A name that exists gives the tag there is, so that it may be repeated.
 * @throws {AppError} also `remote/rejected`, with the vendor's words; `auth/denied` for whoever may not
 * @source https://developers.kommo.com/reference/add-tags
 */
export async function createTag(
  { http }: AmocrmContext,
  { name, of, color }: TagWish,
  signal: AbortSignal,
): Promise<void> {
  const { path } = of === 'deal' ? dealTagSource : tagSource
  const body = [{ name, ...(of === 'deal' && color !== undefined ? { color: toColorOut(color) } : {}) }]
  try {
    await http.postJson(path, { body, schema: Anything, signal })
  } catch (error) {
    throw toRejection(error)
  }
}

/**
 * Only tags of leads can be changed, by their ids.
 * @throws {AppError} as `createTag`; `state/refused` for one that is not in the directory
 * @source https://github.com/amocrm/amocrm-api-php/blob/master/src/AmoCRM/EntitiesServices/EntityTags.php
 */
export async function colorTag(
  context: AmocrmContext,
  name: string,
  color: string | null,
  signal: AbortSignal,
): Promise<void> {
  const found = await readAll(context, dealTagSource, { 'filter[name]': name }, signal)
  // Whether the filter is obeyed differs between accounts.
  const tag = found.find((one) => one.name === name)
  if (tag === undefined) throw new AppError('state/refused', 'no such tag', { details: { reason: 'no-such-tag' } })
  const body = [{ id: tag.id, color: color === null ? null : toColorOut(color) }]
  try {
    await context.http.patchJson(dealTagSource.path, { body, schema: Anything, signal })
  } catch (error) {
    throw toRejection(error)
  }
}
