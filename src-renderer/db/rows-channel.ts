import * as v from 'valibot'
import {
  accountOf,
  isContactId,
  isNeighbourId,
  kindOf,
  remoteIdOf,
  saleKinds,
  toEntityId,
  type CompanyId,
  type NeighbourId,
  type RecordId,
} from '#shared/domain/ids.ts'
import { NeighbourIdSchema } from '#shared/ipc/neighbour-schemas.ts'
import { CompanyIdSchema, ContactIdsSchema, MutationIdSchema } from '#shared/ipc/schemas.ts'

export const ROWS_CHANNEL = 'kartoteka-rows'

export const RowsChangedSchema = v.variant('kind', [
  v.object({ kind: v.literal('contacts'), ids: ContactIdsSchema }),
  v.object({ kind: v.literal('companies'), ids: v.array(CompanyIdSchema) }),
  /** Leads as well. */
  v.object({ kind: v.literal('deals'), ids: v.array(NeighbourIdSchema) }),
  /** Deals that nobody has counted: what is kept of them is read anew. */
  v.object({ kind: v.literal('every-deal') }),
  v.object({ kind: v.literal('users') }),
  /** A large bulk edit shows from now on; its rows are written later, and nobody is told of that. */
  v.object({ kind: v.literal('bulk'), mutationId: MutationIdSchema }),
  /** The same before it is written: it shows from the memory of the window that it was made in, until it is taken back. */
  v.object({ kind: v.literal('bulk-begun'), mutationId: MutationIdSchema }),
  /** It could not be written: what shows it is read again. */
  v.object({ kind: v.literal('bulk-failed'), mutationId: MutationIdSchema }),
  /** Edits of it are told anew: whoever has it in memory forgets it. */
  v.object({ kind: v.literal('bulk-retold'), mutationId: MutationIdSchema }),
  /** Rows left in numbers: an account was signed out. */
  v.object({ kind: v.literal('everything') }),
])
/** Which rows a committed transaction may have changed. Who holds a copy reads them again. */
export type RowsChanged = v.InferOutput<typeof RowsChangedSchema>

/** Tells every window and worker what was committed. */
export interface RowsChannel {
  announce(changed: RowsChanged): void
  /** Hears what others announce, and what this window announced through another channel. Returns the way to stop. */
  listen(listener: (changed: RowsChanged) => void): () => void
  close(): void
}

/** One end for one listener or writer: a BroadcastChannel does not hear itself. */
export function createRowsChannel(name: string = ROWS_CHANNEL): RowsChannel {
  const channel = new BroadcastChannel(name)
  return {
    announce(changed) {
      if ('ids' in changed && changed.ids.length === 0) return
      channel.postMessage(changed)
    },
    listen(listener) {
      const hear = ({ data }: MessageEvent<unknown>) => {
        const parsed = v.safeParse(RowsChangedSchema, data)
        if (parsed.success) listener(parsed.output)
      }
      channel.addEventListener('message', hear)
      return () => channel.removeEventListener('message', hear)
    },
    close: () => channel.close(),
  }
}

/** Tells of the contacts, deals and companies among these records: of notes and tasks nobody keeps a copy. */
export function announceRecords(rows: Pick<RowsChannel, 'announce'>, ids: readonly RecordId[]): void {
  rows.announce({ kind: 'contacts', ids: ids.filter(isContactId) })
  announceBeside(rows, ids)
}

const isOfSale = (id: NeighbourId): boolean => saleKinds.some((kind) => kind === kindOf(id))

/** Tells of the deals, leads and companies among these records, if there are any. */
export function announceBeside(rows: Pick<RowsChannel, 'announce'>, records: readonly RecordId[]): void {
  const all = [...new Set(records.filter(isNeighbourId))]
  const ids = all.filter(isOfSale)
  if (ids.length > 0) rows.announce({ kind: 'deals', ids })
  const companies = all.filter((id) => kindOf(id) === 'company').flatMap(toCompanyId)
  if (companies.length > 0) rows.announce({ kind: 'companies', ids: companies })
}

/** One that has an id made here is told of by whoever has its record at hand. */
function toCompanyId(id: NeighbourId): readonly CompanyId[] {
  const remoteId = remoteIdOf(id)
  return remoteId === null ? [] : [toEntityId<CompanyId>(accountOf(id), remoteId)]
}
