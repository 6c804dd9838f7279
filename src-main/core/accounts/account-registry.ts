import * as v from 'valibot'
import type { Account } from '#shared/domain/account.ts'
import type { AccountId, FieldId } from '#shared/domain/ids.ts'
import type { MarkerChoice } from '#shared/domain/marker.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { MarkerChoiceSchema } from '#shared/ipc/marker-schemas.ts'
import { AccountSchema } from '#shared/ipc/schemas.ts'
import type { LocalStore } from '../ports/local-store.ts'
import type { ConnectorSettings } from '../connectors/connector-kind.ts'
import type { RememberedAccount } from '../sync/account-memory.ts'

/** An account as main keeps it: what features see, and where it is. The token is in the secret store. */
export interface AccountRecord {
  readonly account: Account
  readonly remoteAccountId: string
  /** Scheme, host and port. The demo CRM gets a new one with each start. */
  readonly origin: string
  /** Absent while nobody has decided. */
  readonly marker?: MarkerChoice | undefined
}

/** Where its new contacts carry their keys, if they do. */
export const markerFieldOf = ({ marker }: Pick<AccountRecord, 'marker'>): FieldId | null =>
  marker?.kind === 'field' ? marker.fieldId : null

/** What its user has chosen of how it is spoken to. */
export const settingsOf = (record: AccountRecord): ConnectorSettings => ({
  markerField: markerFieldOf(record),
  writeBatch: record.account.writeBatch ?? null,
})

/** What the journal remembers of it. */
export const toMemory = ({ account, remoteAccountId, origin }: AccountRecord): RememberedAccount => ({
  accountId: account.id,
  provider: account.provider,
  remoteAccountId,
  origin,
  isDemo: account.isDemo,
})

const RecordsSchema = v.array(
  v.object({
    account: AccountSchema,
    remoteAccountId: v.string(),
    origin: v.string(),
    marker: v.optional(MarkerChoiceSchema),
  }),
)
const DOCUMENT = 'accounts'

/** The signed-in accounts of this profile. */
export interface AccountRegistry {
  all(): readonly AccountRecord[]
  find(id: AccountId): AccountRecord | undefined
  /** Adds, or replaces by id. Durable when it resolves. @throws {AppError} `storage/failed` */
  save(record: AccountRecord): Promise<void>
  remove(id: AccountId): Promise<void>
}

/** @throws {AppError} `storage/failed` when the document is there but makes no sense: nothing is overwritten then */
export async function openAccountRegistry(local: LocalStore): Promise<AccountRegistry> {
  const document = await local.read(DOCUMENT)
  const parsed = v.safeParse(RecordsSchema, document ?? [])
  if (!parsed.success) {
    const details = { reason: 'damaged', document: DOCUMENT }
    throw new AppError('storage/failed', `the list of accounts makes no sense: ${parsed.issues[0].message}`, {
      details,
    })
  }
  let records: readonly AccountRecord[] = parsed.output

  let lastWrite: Promise<void> = Promise.resolve()
  /** One after the other, each on top of the last: two at once would leave out one account. */
  async function replace(change: (known: readonly AccountRecord[]) => readonly AccountRecord[]): Promise<void> {
    const write = lastWrite.then(async () => {
      const next = change(records)
      await local.write(DOCUMENT, next)
      records = next
    })
    lastWrite = write.catch(() => undefined)
    await write
  }

  return {
    all: () => records,
    find: (id) => records.find(({ account }) => account.id === id),
    save: async (record) =>
      replace((known) => {
        const at = known.findIndex(({ account }) => account.id === record.account.id)
        return at === -1 ? [...known, record] : known.with(at, record)
      }),
    remove: async (id) => replace((known) => known.filter(({ account }) => account.id !== id)),
  }
}

/** @throws {AppError} `state/refused` when there is no such account */
export function findListed(registry: Pick<AccountRegistry, 'find'>, id: AccountId): AccountRecord {
  const record = registry.find(id)
  if (record !== undefined) return record
  throw new AppError('state/refused', 'no such account', { details: { reason: 'unknown-account' } })
}
