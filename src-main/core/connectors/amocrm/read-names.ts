import type { RemoteId } from '#shared/domain/ids.ts'
import type { LinkedName, LinkedRef } from '#shared/domain/linked.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import type { AmocrmContext } from './context.ts'
import { readPage, type ListSource } from './read-pages.ts'
import { toRemoteId } from './remote-ids.ts'
import { NamedWire } from './wire.ts'

/** An address line holds this many ids with room to spare: web servers cut it at 8 KB. */
const IDS_PER_REQUEST = 100

/**
 * Names of customers and of elements of catalogs. What is deleted, out of reach, or of a part of the CRM that is switched off has
 * none; nor has an element whose catalog nobody knows.
 * @source https://www.amocrm.ru/developers/content/crm_platform/customers-api
 * @source https://www.amocrm.ru/developers/content/crm_platform/catalogs-api
 */
export async function readNames(
  context: AmocrmContext,
  refs: readonly LinkedRef[],
  signal: AbortSignal,
): Promise<readonly LinkedName[]> {
  const found: LinkedName[] = []
  for (const [path, some] of Map.groupBy(refs, pathOf)) {
    if (path === null) continue
    const names = await readSome(context, path, [...new Set(some.map(({ id }) => id))], signal)
    found.push(...some.flatMap((ref) => ({ ...ref, name: names.get(ref.id) ?? '' })))
  }
  return found.filter(({ name }) => name !== '')
}

function pathOf({ kind, catalogId }: LinkedRef): string | null {
  if (kind === 'customer') return '/api/v4/customers'
  return catalogId === null ? null : `/api/v4/catalogs/${catalogId}/elements`
}

async function readSome(
  context: AmocrmContext,
  path: string,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<RemoteId, string>> {
  const source: ListSource<NamedWire> = { path, key: path.split('/').at(-1) ?? '', row: NamedWire }
  const names = new Map<RemoteId, string>()
  try {
    for (let at = 0; at < ids.length; at += IDS_PER_REQUEST) {
      const wanted = ids.slice(at, at + IDS_PER_REQUEST)
      const { rows } = await readPage(context, source, { 'filter[id][]': wanted }, 1, signal)
      for (const { id, name } of rows) names.set(toRemoteId(id), name ?? '')
      // Where the filter is not obeyed others come, and those that were asked for may not.
      const isObeyed = rows.every(({ id }) => wanted.includes(toRemoteId(id)))
      if (!isObeyed) await readOneByOne(context, path, wanted, names, signal)
    }
  } catch (error) {
    if (!isKeptFromUs(error)) throw error
    context.logger.warn('names cannot be read', { path })
  }
  return names
}

async function readOneByOne(
  { http }: AmocrmContext,
  path: string,
  ids: readonly RemoteId[],
  names: Map<RemoteId, string>,
  signal: AbortSignal,
): Promise<void> {
  for (const id of ids.filter((one) => !names.has(one))) {
    const one = await http.getJson(`${path}/${id}`, { schema: NamedWire, absentOn404: true, signal })
    if (one !== null) names.set(id, one.name ?? '')
  }
}

/** By rights, or because this account has no such part: a number stays a number. */
export const isKeptFromUs = (error: unknown): boolean =>
  error instanceof HttpRefusal ||
  (error instanceof AppError && ['auth/denied', 'remote/invalid-response'].includes(error.code))
