import { onTestFinished } from 'vitest'
import type { Connector } from '#core/connectors/connector.ts'
import type { CreatedContact, CreatedLook } from '#core/connectors/contact-writes.ts'
import { Journal } from '#core/sync/journal.ts'
import { createRests } from '#core/sync/rests.ts'
import type { SyncContext } from '#core/sync/sync-context.ts'
import type { RemoteContact } from '#shared/domain/contact.ts'
import type { Outcome } from '#shared/domain/mutation.ts'
import { accountId } from './contacts.ts'

/** The engine's steps over a real journal, with a CRM that answers as told. Whatever it was not told to answer, fails. */
export function bench(crm: Partial<Connector>) {
  const journal = new Journal(':memory:')
  onTestFinished(() => journal.close())
  const told: Outcome[] = []
  let now = 1_700_000_000_000
  let heardAt = now
  const usual = {
    writeBatch: 50,
    heardAt: () => heardAt,
    marksCreates: false,
    findDeleted: async () => [],
    noticing: () => null,
  }
  // With its getters: what a CRM can do may change while it is used.
  const connector = Object.defineProperties({ ...usual }, Object.getOwnPropertyDescriptors(crm)) as unknown as Connector
  const context: SyncContext = {
    accountId,
    journal,
    connector,
    store: {
      call: async (_name, input) => {
        if ('outcomes' in input) told.push(...input.outcomes.map(({ outcome }) => outcome))
        return {}
      },
    },
    rests: createRests({ now: () => now }),
    clock: { now: () => now, sleep: async () => undefined },
    logger: { info: () => undefined, warn: () => undefined },
    onPhase: () => undefined,
  }
  return {
    context,
    journal,
    told,
    /** This device's clock. */
    putClock: (ms: number) => {
      now += ms
    },
    /** Time that passes at the CRM, and is heard of. */
    passAtCrm: (ms: number) => {
      heardAt += ms
    },
    /** A look at the newest contacts, at this moment of the CRM's. */
    look: (...created: readonly (RemoteContact | CreatedContact)[]): CreatedLook => ({
      at: heardAt,
      created: created.map((one) => ('contact' in one ? one : { contact: one, keys: [] })),
      showsKeys: true,
    }),
  }
}
