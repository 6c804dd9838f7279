import * as v from 'valibot'
import type { SecretStore } from '#core/ports/secret-store.ts'
import { readTextIfAny, replaceFile, storageFailed } from './durable-file.ts'
import { createTaskQueue } from './task-queue.ts'

/** Turns a secret into what may lie on the disk, and back. */
export interface Cipher {
  readonly protection: SecretStore['protection']
  /** Marks what this cipher sealed: another host's seal is not ours to open. */
  readonly name: string
  seal(secret: string): Promise<string>
  /** `null` when the seal cannot be opened any more, as after the OS user's key was reset. */
  open(sealed: string): Promise<string | null>
}

/**
 * No cipher. A key lying beside the file would protect from nobody who can read the file, so none is pretended:
 * what guards is the file mode, and the app says so.
 */
export const plainCipher: Cipher = {
  protection: 'file',
  name: 'plain',
  seal: (secret) => Promise.resolve(secret),
  open: (sealed) => Promise.resolve(sealed),
}

const SecretsSchema = v.record(v.string(), v.object({ cipher: v.string(), sealed: v.string() }))
type Secrets = v.InferOutput<typeof SecretsSchema>

/** Secrets of a profile in one file that only its owner may read; each sealed by `cipher`. */
export function createFileSecretStore(path: string, cipher: Cipher): SecretStore {
  const inTurn = createTaskQueue()
  const save = (secrets: Secrets) => replaceFile(path, `${JSON.stringify(secrets)}\n`)

  return {
    protection: cipher.protection,
    read: (key) =>
      inTurn(async () => {
        const secrets = await load(path)
        const entry = Object.hasOwn(secrets, key) ? secrets[key] : undefined
        if (entry === undefined || entry.cipher !== cipher.name) return null
        return cipher.open(entry.sealed)
      }),
    write: (key, secret) =>
      inTurn(async () => {
        const entry = { cipher: cipher.name, sealed: await cipher.seal(secret) }
        await save({ ...(await load(path)), [key]: entry })
      }),
    remove: (key) =>
      inTurn(async () => {
        const secrets = await load(path)
        if (!Object.hasOwn(secrets, key)) return
        await save(Object.fromEntries(Object.entries(secrets).filter(([name]) => name !== key)))
      }),
  }
}

async function load(path: string): Promise<Secrets> {
  const text = await readTextIfAny(path)
  if (text === null) return {}
  try {
    return v.parse(SecretsSchema, JSON.parse(text))
  } catch {
    // Without the cause: it would quote the text, and the text is secrets.
    throw storageFailed('the file of secrets makes no sense', null)
  }
}
