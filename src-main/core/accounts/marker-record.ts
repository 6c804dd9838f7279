import type { AccountId, FieldId } from '#shared/domain/ids.ts'
import type { MarkerChoice } from '#shared/domain/marker.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Journal } from '../sync/journal.ts'
import { touchesField } from '../sync/touches-field.ts'
import { findListed, markerFieldOf, type AccountRecord, type AccountRegistry } from './account-registry.ts'

/** The choice of a field for keys, as it is written down. */
export interface MarkerRecord {
  /** Within the caller's turn; durable when it resolves. @throws {AppError} `state/refused` with a reason */
  write(accountId: AccountId, marker: MarkerChoice): Promise<AccountRecord>
  /** Whether an edit is about a field that keeps keys, or is to keep them in a moment. */
  isTechnical(mutation: Mutation): boolean
}

/** Over the list of accounts; the journal knows what would be lost. */
export function createMarkerRecord(registry: AccountRegistry, journal: Pick<Journal, 'list' | 'doubts'>): MarkerRecord {
  /** What is being written down: from the look for edits of that field on, no other may come in. */
  let writing: { readonly accountId: AccountId; readonly marker: MarkerChoice } | null = null

  /** The user would not see any more what waits there, and the key would take its place. */
  function assertUnused(accountId: AccountId, fieldId: FieldId): void {
    const isUsed = journal
      .list()
      .some(({ mutation }) => mutation.accountId === accountId && touchesField(mutation, fieldId))
    if (isUsed) throw new AppError('state/refused', 'edits of that field wait', { details: { reason: 'field-in-use' } })
  }

  /** Keys in another field, or none, would say nothing of a contact that carries one and has not been found yet. */
  function assertFound(accountId: AccountId): void {
    if (!journal.doubts(accountId).some(({ state }) => state.isMarked)) return
    throw new AppError('state/refused', 'marked contacts are in doubt', { details: { reason: 'creates-in-doubt' } })
  }

  return {
    async write(accountId, marker) {
      // Found again: the account may have been signed in to anew meanwhile, or signed out.
      const known = findListed(registry, accountId)
      const record: AccountRecord = { ...known, marker }
      writing = { accountId, marker }
      try {
        if (marker.kind === 'field') assertUnused(accountId, marker.fieldId)
        if (markerFieldOf(known) !== markerFieldOf(record)) assertFound(accountId)
        await registry.save(record)
        return record
      } finally {
        writing = null
      }
    },
    isTechnical(mutation) {
      const touches = (fieldId: FieldId | null) => fieldId !== null && touchesField(mutation, fieldId)
      const known = registry.find(mutation.accountId)
      return (
        (known !== undefined && touches(markerFieldOf(known))) ||
        (writing?.accountId === mutation.accountId && touches(markerFieldOf(writing)))
      )
    },
  }
}
