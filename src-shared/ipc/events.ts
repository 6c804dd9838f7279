import * as v from 'valibot'
import { NoticeSchema } from './notices.ts'
import { AccountSchema } from './schemas.ts'
import { SyncStatusSchema } from './sync-status.ts'

/** What main tells every window; no answer is expected. */
export const events = {
  'sync/changed': v.object({ isOffline: v.boolean(), statuses: v.array(SyncStatusSchema) }),
  'notices/changed': v.object({ notices: v.array(NoticeSchema) }),
  'accounts/changed': v.object({ accounts: v.array(AccountSchema) }),
} as const satisfies Record<string, v.GenericSchema>

export type EventName = keyof typeof events
export type EventPayload<N extends EventName> = v.InferOutput<(typeof events)[N]>
