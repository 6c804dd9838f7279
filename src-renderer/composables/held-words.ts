import type { Mutation } from '#shared/domain/mutation.ts'
import type { SyncStatus } from '#shared/ipc/sync-status.ts'
import { workOf } from '#shared/sync/works.ts'
import type { Format } from './use-format.ts'
import type { Text } from './use-text.ts'

/** Kinds of requests that CRMs hold back while all else goes. */
export type Held = NonNullable<SyncStatus['resting']>

/** Until when the CRM takes none of this edit's kind, milliseconds by the device's clock; `null` where it does. */
export function heldUntil(
  statuses: readonly Pick<SyncStatus, 'accountId' | 'resting'>[],
  { accountId, change }: Mutation,
): number | null {
  const { resting = [] } = statuses.find((status) => status.accountId === accountId) ?? {}
  return resting.find(({ work }) => work === workOf(change))?.until ?? null
}

/** Which of them a person should hear of, and until when; empty where nothing is held back. */
export function heldText(held: Held, { t }: Text, format: Format, now: number): string {
  const edits = held.filter(({ work }) => work !== 'read')
  const shown = edits.length > 0 ? edits : held
  if (shown.length === 0) return ''
  const when = format.clock(Math.max(...shown.map(({ until }) => until)), now)
  return t(edits.length > 0 ? 'sync.held' : 'sync.heldReading', { when })
}
