import type { ContactId } from '#shared/domain/ids.ts'
import type { BulkGround } from '../db/bulk-tags.ts'
import type { RowsChannel } from '../db/rows-channel.ts'

interface Prepared {
  readonly ids: readonly ContactId[]
  readonly ground: Promise<BulkGround | null>
  /** Rows have changed since it was asked for. */
  isStale: boolean
}

/**
 * What a bulk edit has to know of its contacts, asked for while the user is still saying what the edit is. It holds until
 * a row changes: then it is asked for again when it is needed.
 */
export function useBulkGround(
  read: (ids: readonly ContactId[]) => Promise<BulkGround>,
  rows: Pick<RowsChannel, 'listen'>,
) {
  let prepared: Prepared | null = null
  rows.listen(() => {
    if (prepared !== null) prepared.isStale = true
  })

  /** Of none: nothing is kept any more. */
  function prepare(ids: readonly ContactId[]): void {
    // One that cannot be read is read once more when it is needed, and then whoever asks is told.
    prepared = ids.length === 0 ? null : { ids, ground: read(ids).catch(() => null), isStale: false }
  }

  async function take(ids: readonly ContactId[]): Promise<BulkGround> {
    const known = prepared
    if (known === null || known.isStale || !isSame(known.ids, ids)) return read(ids)
    const ground = await known.ground
    return ground === null || known.isStale ? read(ids) : ground
  }

  return { prepare, take }
}

const isSame = (some: readonly ContactId[], others: readonly ContactId[]): boolean =>
  some.length === others.length && some.every((id, at) => id === others[at])
