import { useIntervalFn } from '@vueuse/core'
import { shallowRef } from 'vue'
import { toWireError, type WireError } from '#shared/errors/app-error.ts'
import type { Diagnostics } from '#shared/ipc/diagnostics.ts'
import { readStorageFigures, type StorageFigures } from '../db/read-storage-figures.ts'
import { toStorageFailure } from '../db/storage-failure.ts'
import { useServices } from './services.ts'

/** What this window keeps, and what room the browser gives it. */
export interface WindowStorage extends StorageFigures {
  readonly usedBytes: number | null
  readonly quotaBytes: number | null
  /** The browser has promised not to clear it by itself. */
  readonly isPersistent: boolean
}

/** Fast enough to watch a sync. */
const MAIN_EVERY_MS = 2_000
/** Counting a big base takes a moment. */
const STORAGE_EVERY_MS = 10_000

/** Reads what is known of the state of main and of this window, again and again while the caller's scope lives. */
export function useDiagnostics() {
  const { context, main } = useServices()
  const diagnostics = shallowRef<Diagnostics | null>(null)
  const storage = shallowRef<WindowStorage | null>(null)
  /** Why one of them could not be read the last time. */
  const failure = shallowRef<WireError | null>(null)

  async function attempt(read: () => Promise<void>): Promise<void> {
    try {
      await read()
      failure.value = null
    } catch (error) {
      failure.value = toWireError(toStorageFailure(error))
    }
  }
  const readMain = () => attempt(async () => void (diagnostics.value = await main.call('diagnostics/read', {})))
  const readStorage = () =>
    attempt(async () => {
      const [figures, room] = await Promise.all([readStorageFigures(context.db), readRoom()])
      storage.value = { ...figures, ...room }
    })

  useIntervalFn(() => void readMain(), MAIN_EVERY_MS, { immediateCallback: true })
  useIntervalFn(() => void readStorage(), STORAGE_EVERY_MS, { immediateCallback: true })

  async function refresh(): Promise<void> {
    await Promise.all([readMain(), readStorage()])
  }
  return { diagnostics, storage, failure, refresh }
}

async function readRoom(): Promise<Pick<WindowStorage, 'usedBytes' | 'quotaBytes' | 'isPersistent'>> {
  const [{ usage, quota }, isPersistent] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ])
  return { usedBytes: usage ?? null, quotaBytes: quota ?? null, isPersistent }
}
