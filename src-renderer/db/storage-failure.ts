import { AppError } from '#shared/errors/app-error.ts'

/** Why the device did not keep something, in one word that the interface has a sentence for. */
export type StorageReason = 'quota' | 'closed' | 'blocked' | 'outdated' | 'other'

/** IndexedDB's failure in our words. An `AppError` passes as it is. */
export function toStorageFailure(error: unknown): AppError {
  if (error instanceof AppError) return error
  const details = { reason: reasonOf(error) }
  const message = error instanceof Error ? error.message : 'the browser storage failed'
  return new AppError('storage/failed', message, { details, cause: error })
}

function reasonOf(error: unknown): StorageReason {
  const names = error instanceof Error ? namesOf(error) : []
  if (names.includes('QuotaExceededError')) return 'quota'
  if (names.includes('VersionError')) return 'outdated'
  if (names.includes('DatabaseClosedError')) return 'closed'
  return 'other'
}

/** Dexie wraps: an aborted transaction, or the failed rows of a bulk write, carry the cause inside. */
function namesOf(error: Error): readonly string[] {
  const inner: unknown = Reflect.get(error, 'inner') ?? error.cause
  const failures: unknown = Reflect.get(error, 'failures')
  const inside: readonly unknown[] = [inner, Array.isArray(failures) ? failures[0] : undefined]
  return [error.name, ...inside.flatMap((one) => (one instanceof Error && one !== error ? namesOf(one) : []))]
}
