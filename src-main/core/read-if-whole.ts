import { AppError } from '#shared/errors/app-error.ts'
import type { LocalStore } from './ports/local-store.ts'

/**
 * A document that is worth no start that fails: `null` when there is none, or when it is damaged. A disk that cannot be
 * read is another matter, and passes. @throws {AppError} `storage/failed`
 */
export async function readIfWhole(local: LocalStore, document: string): Promise<unknown> {
  try {
    return await local.read(document)
  } catch (error) {
    if (error instanceof AppError && error.details['reason'] === 'damaged') return null
    throw error
  }
}
