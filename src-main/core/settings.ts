import * as v from 'valibot'
import type { LocalStore } from './ports/local-store.ts'
import { readIfWhole } from './read-if-whole.ts'

const SettingsSchema = v.object({ isOffline: v.optional(v.boolean(), false) })
export type Settings = v.InferOutput<typeof SettingsSchema>

const DOCUMENT = 'settings'

/** What main remembers of the user's wishes. A document that makes no sense means the defaults. */
export async function readSettings(local: LocalStore): Promise<Settings> {
  const parsed = v.safeParse(SettingsSchema, (await readIfWhole(local, DOCUMENT)) ?? {})
  return parsed.success ? parsed.output : { isOffline: false }
}

export const writeSettings = async (local: LocalStore, settings: Settings): Promise<void> =>
  local.write(DOCUMENT, settings)
