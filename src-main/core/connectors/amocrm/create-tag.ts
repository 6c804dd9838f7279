import * as v from 'valibot'
import type { AmocrmContext } from './context.ts'
import { tagSource } from './directory.ts'
import { toRejection } from './rejections.ts'

/** Nobody reads what the vendor says of a tag that it has taken: the directory is read again. */
const Anything = v.unknown()

/**
 * Adds a tag to the directory of contacts. A name that exists gives the tag there is, so that it may be repeated.
 * @throws {AppError} also `remote/rejected`, with the vendor's words; `auth/denied` for whoever may not
 * @source https://developers.kommo.com/reference/add-tags
 */
export async function createTag({ http }: AmocrmContext, name: string, signal: AbortSignal): Promise<void> {
  try {
    await http.postJson(tagSource.path, { body: [{ name }], schema: Anything, signal })
  } catch (error) {
    throw toRejection(error)
  }
}
