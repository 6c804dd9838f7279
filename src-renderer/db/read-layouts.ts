import type { AccountId, MutationId, NeighbourId } from '#shared/domain/ids.ts'
import { layoutId, type LaidOutCard, type LayoutScope, type LayoutSection } from '#shared/domain/layout.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import type { CacheDb } from './cache-db.ts'
import { readTargets } from './pending-mutations.ts'
import { toEntry } from './read-feed.ts'

/** One layout as it shows: with what is pending on it. */
export interface Layout {
  readonly id: NeighbourId
  readonly sections: readonly LayoutSection[] | null
  readonly isPending: boolean
  readonly problems: readonly { readonly mutationId: MutationId; readonly problem: Problem }[]
}

/** How the cards of an account are laid out; `null` for what its CRM has not told. */
export interface Layouts extends Readonly<Record<LayoutScope, Layout | null>> {
  readonly accountId: AccountId
  readonly card: LaidOutCard
}

/** Both layouts of one kind of card. */
export async function readLayouts(db: CacheDb, accountId: AccountId, card: LaidOutCard): Promise<Layouts> {
  return db.transaction('r', [db.neighbours, db.targets], async () => {
    const read = async (scope: LayoutScope): Promise<Layout | null> => {
      const row = await db.neighbours.get(layoutId(accountId, card, scope))
      if (row?.record.kind !== 'layout') return null
      const { id, isPending, problems } = toEntry(row, await readTargets(db, [row.id]))
      return { id, sections: row.record.fields.sections, isPending, problems }
    }
    return { accountId, card, own: await read('own'), common: await read('common') }
  })
}
