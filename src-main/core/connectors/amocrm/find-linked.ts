import type { LinkedFound, LinkedKind } from '#shared/domain/linked.ts'
import { foldName } from '#shared/domain/same-text.ts'
import type { AmocrmContext } from './context.ts'
import { isKeptFromUs } from './read-names.ts'
import { readAll, readPage } from './read-pages.ts'
import { toRemoteId } from './remote-ids.ts'
import { NamedWire } from './wire.ts'

/** Whoever looks for one of more types a longer part of its name. */
const HITS = 50
/** Which lists there are changes seldom; whoever types asks often. */
const FRESH_MS = 300_000

type Find = (kind: LinkedKind, text: string, signal: AbortSignal) => Promise<readonly LinkedFound[]>

/**
 * Finds customers, or elements of all catalogs, by a part of their name. Parts of the CRM that are switched off, or not for this
 * user, have none.
 * @source https://www.amocrm.ru/developers/content/crm_platform/customers-api
 * @source https://www.amocrm.ru/developers/content/crm_platform/catalogs-api
 */
export function createLinkedFinder(context: AmocrmContext): Find {
  let known: { readonly at: number; readonly catalogs: readonly NamedWire[] } | null = null

  async function catalogs(signal: AbortSignal): Promise<readonly NamedWire[]> {
    const now = context.clock.now()
    if (known === null || Math.abs(now - known.at) > FRESH_MS) {
      const source = { path: '/api/v4/catalogs', key: 'catalogs', row: NamedWire }
      known = { at: now, catalogs: await readAll(context, source, {}, signal) }
    }
    return known.catalogs
  }

  async function findIn(path: string, text: string, signal: AbortSignal): Promise<readonly NamedWire[]> {
    const source = { path, key: path.split('/').at(-1) ?? '', row: NamedWire }
    const { rows } = await readPage(context, source, { query: text, limit: HITS }, 1, signal)
    // Its search looks into other fields as well, and may be ignored.
    return rows.filter(({ name }) => foldName(name ?? '').includes(foldName(text)))
  }

  async function findElements(text: string, signal: AbortSignal): Promise<readonly LinkedFound[]> {
    const found: LinkedFound[] = []
    for (const { id, name: within } of await catalogs(signal)) {
      const rows = await findIn(`/api/v4/catalogs/${id}/elements`, text, signal)
      found.push(
        ...rows.map((row): LinkedFound => ({
          ...toFound('element', row),
          catalogId: toRemoteId(id),
          within: within ?? '',
        })),
      )
      if (found.length >= HITS) break
    }
    return found
  }

  return async (kind, text, signal) => {
    const wanted = text.trim()
    if (wanted === '') return []
    try {
      if (kind === 'element') return await findElements(wanted, signal)
      return (await findIn('/api/v4/customers', wanted, signal)).map((row) => toFound('customer', row))
    } catch (error) {
      if (!isKeptFromUs(error)) throw error
      context.logger.warn('nothing to link can be read', { kind })
      return []
    }
  }
}

const toFound = (kind: LinkedKind, { id, name }: NamedWire): LinkedFound => ({
  ...{ kind, id: toRemoteId(id), catalogId: null },
  ...{ name: name ?? '', within: '' },
})
