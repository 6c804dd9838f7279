import { onTestFinished } from 'vitest'
import type { Connector } from '#core/connectors/connector.ts'
import { Journal } from '#core/sync/journal.ts'
import type { SyncContext } from '#core/sync/sync-context.ts'
import type { Outcome } from '#shared/domain/mutation.ts'
import { accountId } from './contacts.ts'

/** The engine's steps over a real journal, with a CRM that answers as told. Whatever it was not told to answer, fails. */
export function bench(crm: Partial<Connector>) {
  const journal = new Journal(':memory:')
  onTestFinished(() => journal.close())
  const told: Outcome[] = []
  let now = 1_700_000_000_000
  const context: SyncContext = {
    accountId,
    journal,
    connector: { writeBatch: 50, ...crm } as Connector,
    store: {
      call: async (_name, input) => {
        if ('outcomes' in input) told.push(...input.outcomes.map(({ outcome }) => outcome))
        return {}
      },
    },
    clock: { now: () => now, sleep: async () => undefined },
    logger: { info: () => undefined, warn: () => undefined },
    onPhase: () => undefined,
  }
  return {
    context,
    journal,
    told,
    putClock: (ms: number) => {
      now += ms
    },
  }
}
