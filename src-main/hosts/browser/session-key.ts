import { randomBytes } from 'node:crypto'
import { readTextIfAny, replaceFile } from '../node/durable-file.ts'

const KEY_BYTES = 32
const wellFormed = /^[0-9a-f]{64}$/

/** The key of a profile, from its file. `null` when there is none, or none that could be a key. */
export async function readSessionKey(path: string): Promise<Buffer | null> {
  const text = (await readTextIfAny(path))?.trim() ?? ''
  return wellFormed.test(text) ? Buffer.from(text, 'hex') : null
}

/**
 * The key that signs cookies and launch tokens, made on first use. It outlives a restart, so that a window that is
 * still open goes on working. @throws {AppError} `storage/failed`
 */
export async function ensureSessionKey(path: string): Promise<Buffer> {
  const kept = await readSessionKey(path)
  if (kept !== null) return kept
  const made = randomBytes(KEY_BYTES)
  await replaceFile(path, `${made.toString('hex')}\n`)
  return made
}
