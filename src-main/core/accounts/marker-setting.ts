import type { AccountId } from '#shared/domain/ids.ts'
import type { MarkerChoice, MarkerWish } from '#shared/domain/marker.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Connector, MarkerOffer } from '../connectors/connector.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { AccountAccess } from './account-access.ts'
import { findListed, settingsOf, type AccountRecord, type AccountRegistry } from './account-registry.ts'
import type { ConnectorFactory } from './connector-factory.ts'
import type { MarkerRecord } from './marker-record.ts'
import { createTurns, type InTurn } from './turns.ts'
import { withDeadline } from './with-deadline.ts'

export interface MarkerSettingOptions {
  readonly registry: AccountRegistry
  readonly connectors: Pick<ConnectorFactory, 'create'>
  readonly access: Pick<AccountAccess, 'of'>
  readonly record: MarkerRecord
  readonly clock: Clock
  readonly logger: Logger
  /** For what changes the list of accounts. */
  readonly inTurn: InTurn
}

/** Where an account keeps the keys of new contacts: what the CRM offers, and what the user has chosen. */
export interface MarkerSetting {
  /** @throws {AppError} as a connector; `state/refused` when there is no such account */
  offer(accountId: AccountId): Promise<MarkerOffer & { readonly chosen: MarkerChoice }>
  /** Durable when it resolves; the sync has to be started anew. @throws {AppError} `state/refused`; as a connector */
  choose(accountId: AccountId, wish: MarkerWish): Promise<AccountRecord>
  /** An account nobody has decided about gets the field that is meant for it, if it has one. Never fails. */
  protect(record: AccountRecord): Promise<AccountRecord>
}

/** A person is looking at the button. */
const DEADLINE_MS = 30_000

export function createMarkerSetting(options: MarkerSettingOptions): MarkerSetting {
  const { registry, connectors, access, clock, logger, inTurn } = options
  /** One choice at a time: two that make a field would make two. */
  const oneByOne = createTurns()
  const connectTo = (record: AccountRecord): Connector =>
    connectors.create(record.account.provider, record.account.id, access.of(record), settingsOf(record))

  const ask = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => withDeadline(clock, DEADLINE_MS, work)

  async function toChoice(record: AccountRecord, wish: MarkerWish): Promise<MarkerChoice> {
    if (wish.kind === 'none') return wish
    const connector = connectTo(record)
    if (wish.kind === 'new') return { kind: 'field', fieldId: await ask((signal) => connector.makeMarkerField(signal)) }
    const { fields } = await ask((signal) => connector.offerMarkers(signal))
    if (fields.some(({ id }) => id === wish.fieldId)) return wish
    throw new AppError('state/refused', 'no such text field', { details: { reason: 'no-such-field' } })
  }

  const choose = (accountId: AccountId, wish: MarkerWish): Promise<AccountRecord> =>
    oneByOne(async () => {
      const marker = await toChoice(findListed(registry, accountId), wish)
      return inTurn(() => options.record.write(accountId, marker))
    })

  return {
    async offer(accountId) {
      const record = findListed(registry, accountId)
      const offer = await ask((signal) => connectTo(record).offerMarkers(signal))
      return { ...offer, chosen: record.marker ?? { kind: 'none' } }
    },
    choose,
    async protect(record) {
      const accountId = record.account.id
      if (record.marker !== undefined) return record
      try {
        const { fields } = await ask((signal) => connectTo(record).offerMarkers(signal))
        const suggested = fields.find(({ isSuggested }) => isSuggested)
        return suggested === undefined ? record : await choose(accountId, { kind: 'field', fieldId: suggested.id })
      } catch (error) {
        logger.warn('no field for markers could be chosen', { accountId, message: String(error) })
        return record
      }
    },
  }
}
