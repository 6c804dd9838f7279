import type { NeighbourFieldName } from '#shared/domain/field-edit.ts'
import {
  remoteIdOf,
  toEntityId,
  toNeighbourId,
  type AccountId,
  type CompanyId,
  type ContactId,
  type SaleKind,
  type StageId,
} from '#shared/domain/ids.ts'
import type { DealFields, Neighbour, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { NeighbourUpdate } from '../connector.ts'
import type { ProductRow } from '#shared/domain/product-row.ts'
import { toRemoteId, toUserId } from './contact-context.ts'
import type { Bitrix24Context } from './context.ts'
import type { SaleWire } from './sale-wire.ts'
import type { Write } from './send-writes.ts'
import type { RowWire } from './wire.ts'

/** What belongs to a deal and is not told with its row. */
export interface SaleParts {
  /** A set. */
  readonly contactIds: readonly string[]
  /** `null` where none is. */
  readonly main: string | null
  /** Products; missing where nobody has asked, or nobody may. */
  readonly rows?: readonly ProductRow[] | undefined
}

export type SaleOut = Readonly<Record<string, unknown>>

/** How the vendor speaks of one kind of sales: what stands beside contacts, has a stage, a price and contacts. */
export interface SaleWords {
  readonly kind: SaleKind
  /** Its methods begin so. */
  readonly family: string
  /** Its number in the newer family. */
  readonly typeId: number
  /** As of a `Listing`. */
  readonly mostPages: number
  /** What is asked for of each row. */
  readonly select: readonly string[]
  readonly toRecord: (row: SaleWire, parts: SaleParts, accountId: AccountId) => Neighbour
  /** Their products. @param isEach whether every one is asked for, however little hope there is */
  readonly readRows: (
    context: Bitrix24Context,
    wires: readonly SaleWire[],
    isEach: boolean,
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, readonly ProductRow[]>>
  /** A new one without its contacts and its key. */
  readonly toCreateOut: (record: Neighbour) => SaleOut
  /** What has to be known of it before a change of it can be told. */
  readonly neededFor: (update: NeighbourUpdate) => readonly string[]
  /** A change of its own fields; contacts are links. @param current as far as `neededFor` asks for it */
  readonly toWrites: (update: NeighbourUpdate, current: RowWire | undefined) => readonly Write[]
  /** What the vendor's names mean here. */
  readonly names: Readonly<Record<string, string>>
}

/** A deal as the CRM tells it. */
export function toSale(words: SaleWords, row: SaleWire, parts: SaleParts, accountId: AccountId): RemoteNeighbour {
  const remoteId = toRemoteId(row.ID)
  return {
    ...words.toRecord(row, parts, accountId),
    ...{ id: toNeighbourId(words.kind, accountId, remoteId), remoteId, accountId },
    ...{ createdAt: row.DATE_CREATE, createdBy: toUserId(accountId, row.CREATED_BY_ID) },
    ...{ updatedAt: row.DATE_MODIFY, updatedBy: toUserId(accountId, row.MODIFY_BY_ID) },
  }
}

const isNobody = (id: string): boolean => id === '' || id === '0'

/** What all sales have. */
export function toSaleFields(
  row: SaleWire,
  { contactIds, main }: SaleParts,
  stage: StageId | null,
  accountId: AccountId,
): DealFields {
  const toContact = (id: string) => toEntityId<ContactId>(accountId, toRemoteId(id))
  return {
    ...{ name: row.TITLE, price: row.OPPORTUNITY, stage, responsibleId: toUserId(accountId, row.ASSIGNED_BY_ID) },
    ...(row.CURRENCY_ID === '' ? {} : { currency: row.CURRENCY_ID }),
    contactIds: contactIds.map(toContact),
    mainContactId: main === null ? null : toContact(main),
    companyId: isNobody(row.COMPANY_ID) ? null : toEntityId<CompanyId>(accountId, toRemoteId(row.COMPANY_ID)),
  }
}

/** @param stageOut what the stage is called there, and in which words */
export function toSaleOut(fields: DealFields, wanted: readonly string[], stageOut: SaleOut): SaleOut {
  const { name, price, responsibleId, companyId } = fields
  const has = (field: string) => wanted.includes(field)
  return {
    ...(has('name') ? { TITLE: name } : {}),
    // What somebody has typed is not to be reckoned anew from products.
    ...(has('price') ? { OPPORTUNITY: price, IS_MANUAL_OPPORTUNITY: 'Y' } : {}),
    ...(has('stage') ? stageOut : {}),
    ...(has('responsibleId') && responsibleId !== null ? { ASSIGNED_BY_ID: remoteIdOf(responsibleId) } : {}),
    ...(has('companyId') ? { COMPANY_ID: companyId === null ? 0 : remoteIdOf(companyId) } : {}),
  }
}

export const saleNames: Readonly<Record<string, string>> = {
  ...{ TITLE: 'name', OPPORTUNITY: 'price', IS_MANUAL_OPPORTUNITY: 'price' },
  ...{ ASSIGNED_BY_ID: 'responsibleId', COMPANY_ID: 'companyId' },
}

/** Where a refusal shows that names one of these fields; `null` where none of them. */
export function fieldNamed(words: SaleWords, names: readonly string[]): NeighbourFieldName | null {
  const [only, other] = [...new Set(names.flatMap((name) => words.names[name] ?? []))]
  return only === undefined || other !== undefined ? null : `neighbour:${only}`
}
