import type { ContactId } from '#shared/domain/ids.ts'
import type { RowsChannel } from '../db/rows-channel.ts'

interface Prepared<Asked, Ground> {
  readonly ids: readonly ContactId[]
  readonly asked: Asked
  readonly ground: Promise<Ground | null>
  /** Rows have changed since it was asked for. */
  isStale: boolean
}

/**
 * What a bulk edit has to know of its contacts, asked for while the user is still saying what the edit is. It holds until
 * a row changes: then it is asked for again when it is needed.
 * @param read `asked` says what is to be known, where there is a choice
 */
export function useBulkGround<Ground, Asked extends object | null = null>(
  read: (ids: readonly ContactId[], asked: Asked) => Promise<Ground>,
  rows: Pick<RowsChannel, 'listen'>,
) {
  let prepared: Prepared<Asked, Ground> | null = null
  rows.listen(() => {
    if (prepared !== null) prepared.isStale = true
  })

  /** Of none: nothing is kept any more. */
  function prepare(ids: readonly ContactId[], asked: Asked): void {
    // One that cannot be read is read once more when it is needed, and then whoever asks is told.
    prepared = ids.length === 0 ? null : { ids, asked, ground: read(ids, asked).catch(() => null), isStale: false }
  }

  async function take(ids: readonly ContactId[], asked: Asked): Promise<Ground> {
    const known = prepared
    const isKnown = known !== null && !known.isStale && isSame(known.ids, ids) && isAlike(known.asked, asked)
    if (!isKnown) return read(ids, asked)
    const ground = await known.ground
    return ground === null || known.isStale ? read(ids, asked) : ground
  }

  return { prepare, take }
}

const isSame = (some: readonly ContactId[], others: readonly ContactId[]): boolean =>
  some === others || (some.length === others.length && some.every((id, at) => id === others[at]))

const isAlike = (one: object | null, other: object | null): boolean => JSON.stringify(one) === JSON.stringify(other)
