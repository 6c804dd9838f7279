import { existsSync } from 'node:fs'
import { copyFile, mkdir, rename } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { seedStore } from '#demo-crm/seed/seed-store.ts'
import { openStore } from '#demo-crm/store/store.ts'
import { DATA_NOW, DATA_SEED } from '../data/bench-contact.ts'

const cache = resolve(import.meta.dirname, '../../../.cache')

/** A data file for the demo CRM with the base that the drivers make; a copy, since the CRM writes into it. */
export async function demoBase(contacts: number, directory: string): Promise<string> {
  const kept = join(cache, `bench-base-${contacts}.sqlite`)
  if (!existsSync(kept)) {
    await mkdir(cache, { recursive: true })
    const unfinished = `${kept}.new`
    const store = openStore(unfinished)
    seedStore(store, { contacts, seed: DATA_SEED, now: DATA_NOW })
    store.close()
    await rename(unfinished, kept)
  }
  const own = join(directory, 'crm.sqlite')
  await copyFile(kept, own)
  return own
}
