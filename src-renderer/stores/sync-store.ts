import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { AccountId } from '#shared/domain/ids.ts'
import type { ShownPhase, SyncPhase, SyncStatus } from '#shared/ipc/sync-status.ts'
import { readSyncedTimes } from '../db/read-checkpoints.ts'
import { countSetAside, countWhollySetAside } from '../db/read-outbox.ts'
import { countOpen } from '../db/staying.ts'
import { useAppStore } from './app-store.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'

/** Of several accounts, the one that the user should hear of first. */
const importance: Readonly<Record<SyncPhase['kind'], number>> = {
  stopped: 5,
  waiting: 4,
  pulling: 3,
  pushing: 2,
  offline: 1,
  idle: 0,
}

/** Sync state for the whole window. The cache stays the truth; this store only watches and asks. */
export const useSyncStore = defineStore('sync', () => {
  const { context, main } = useServices()
  const { db } = context
  const app = useAppStore()
  /** From before this start: main remembers nothing of it. */
  const syncedBefore = shallowRef<ReadonlyMap<AccountId, number>>(new Map())
  readSyncedTimes(db).then(
    (times) => (syncedBefore.value = times),
    // Whoever needs the cache says that it cannot be read.
    () => undefined,
  )
  const statuses = computed(() =>
    app.statuses.map((one) => ({ ...one, syncedAt: one.syncedAt ?? syncedBefore.value.get(one.accountId) ?? null })),
  )
  /** The one that matters most over all accounts. */
  const foremost = computed(() => foremostOf(statuses.value))
  const phase = computed<ShownPhase>(() => {
    if (app.connection !== 'online') return { kind: 'cut' }
    return app.isOffline ? { kind: 'offline' } : (foremost.value?.phase ?? { kind: 'idle' })
  })
  /** How long that will take, milliseconds; `null` while there is no telling. */
  const timeLeftMs = computed(() => foremost.value?.timeLeftMs ?? null)
  /** What CRMs hold back while all else goes, of all accounts. */
  const held = computed(() => statuses.value.flatMap(({ resting = [] }) => resting))
  /** Of the syncs that should get on and do not, the one that has stood still the longest. */
  const stuck = computed(() => longestStuck(statuses.value))
  /** User actions that the CRM has not confirmed. */
  const pendingCount = useLiveQuery(() => countOpen(db), 0)
  /** Of these, actions that wait for the user. */
  const attentionCount = useLiveQuery(() => countSetAside(db), 0)
  /** Of these, actions that leave by themselves. */
  const waitingCount = useLiveQuery(async () => (await countOpen(db)) - (await countWhollySetAside(db)), 0)
  /** The oldest over all accounts, milliseconds; `null` while one has never been synced. */
  const syncedAt = computed<number | null>(() => {
    const times = statuses.value.map((status) => status.syncedAt)
    const known = times.filter((time) => time !== null)
    return known.length === 0 || known.length < times.length ? null : Math.min(...known)
  })

  /** Starts a sync of all accounts, or joins the one that runs. */
  async function syncNow(): Promise<void> {
    await main.call('sync/run', { accountId: null, reason: 'user' })
  }

  /** The window is looked at again, or the network is back: what changed meanwhile should not wait for the next poll. */
  async function syncOnReturn(): Promise<void> {
    if (app.connection === 'online') await main.call('sync/run', { accountId: null, reason: 'return' })
  }
  return {
    statuses,
    phase,
    timeLeftMs,
    stuck,
    held,
    pendingCount,
    attentionCount,
    waitingCount,
    syncedAt,
    syncNow,
    syncOnReturn,
  }
})

function foremostOf(statuses: readonly SyncStatus[]): SyncStatus | undefined {
  return statuses.toSorted((a, b) => importance[b.phase.kind] - importance[a.phase.kind])[0]
}

/** `null` when all get on, or have a reason to stand still. */
function longestStuck(statuses: readonly SyncStatus[]) {
  const stuck = statuses.flatMap(({ accountId, stalled }) => (stalled === null ? [] : [{ accountId, stalled }]))
  return stuck.toSorted((a, b) => a.stalled.since - b.stalled.since)[0] ?? null
}
