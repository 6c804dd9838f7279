import { mkdir, open, readFile, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError, type ErrorDetails } from '#shared/errors/app-error.ts'

/** For the owner's eyes only. */
export const PRIVATE_FILE = 0o600
export const PRIVATE_DIR = 0o700

export const hasErrorCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

/** The text of a file, `null` when there is none. @throws {AppError} `storage/failed` */
export async function readTextIfAny(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return null
    throw storageFailed('a file cannot be read', error)
  }
}

/**
 * Replaces a file whole or not at all, readable by its owner alone; durable when it resolves. A kill before the rename
 * leaves the old file, and a stray `.tmp` that the next write replaces. One writer at a time per path.
 * @throws {AppError} `storage/failed`; then the old file stands
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true, mode: PRIVATE_DIR })
    await writeThrough(temporary, text)
    await rename(temporary, path)
    await syncDirectory(dirname(path))
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw storageFailed('a file cannot be written', error)
  }
}

async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', PRIVATE_FILE)
  try {
    // The mode above counts only for a new file; a stray one may have had another.
    await file.chmod(PRIVATE_FILE)
    await file.writeFile(text, 'utf8')
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A rename lives in the directory, which has to reach the disk too. Windows cannot open one, and needs no such call. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** A failure of the disk as core knows it; paths stay out of the message. */
export function storageFailed(what: string, cause: unknown, details: ErrorDetails = {}): AppError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  return new AppError('storage/failed', `${what} (${reason})`, { details: { reason, ...details }, cause })
}
