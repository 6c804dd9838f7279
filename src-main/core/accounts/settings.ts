import * as v from 'valibot'
import { AppError } from '#shared/errors/app-error.ts'
import type { LocalStore } from '../ports/local-store.ts'

const SettingsSchema = v.object({ isOffline: v.optional(v.boolean(), false) })
export type Settings = v.InferOutput<typeof SettingsSchema>

const DOCUMENT = 'settings'

/** What main remembers of the user's wishes. A document that makes no sense means the defaults. */
export async function readSettings(local: LocalStore): Promise<Settings> {
  const parsed = v.safeParse(SettingsSchema, (await readIfWhole(local)) ?? {})
  return parsed.success ? parsed.output : { isOffline: false }
}

export const writeSettings = async (local: LocalStore, settings: Settings): Promise<void> =>
  local.write(DOCUMENT, settings)

/** A wish or two are not worth a start that fails; a disk that cannot be read is another matter, and passes. */
async function readIfWhole(local: LocalStore): Promise<unknown> {
  try {
    return await local.read(DOCUMENT)
  } catch (error) {
    if (error instanceof AppError && error.details['reason'] === 'damaged') return null
    throw error
  }
}
