import {
  remoteIdOf,
  toEntityId,
  toNeighbourId,
  type AccountId,
  type CompanyId,
  type ContactId,
  type FieldId,
  type SaleKind,
  type StageId,
} from '#shared/domain/ids.ts'
import {
  customField,
  type DealFields,
  customOf,
  type Neighbour,
  type RemoteNeighbour,
  type Sale,
} from '#shared/domain/neighbour.ts'
import type { NeighbourUpdate } from '../neighbour-port.ts'
import type { ProductRow } from '#shared/domain/product-row.ts'
import { customItems } from '#shared/sync/neighbour-custom.ts'
import { ADDRESS, neededForAddress } from './contact-address.ts'
import { toRemoteId, toUserId } from './contact-context.ts'
import type { Bitrix24Context } from './context.ts'
import { toCustom, toCustomOut } from './custom-values.ts'
import { codeOfField, isCardField, toFieldId, type Family } from './families.ts'
import { formOf, type Catalog, type Form } from './field-catalog.ts'
import { emailRefused, fieldQuoted } from './rejections.ts'
import type { SaleWire } from './sale-wire.ts'
import { toWrite, type PlaceOf, type Write } from './send-writes.ts'
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
  readonly family: Family
  /** As of a `Listing`. */
  readonly mostPages: number
  /** What is asked for of each row. */
  readonly select: readonly string[]
  readonly toRecord: (row: SaleWire, parts: SaleParts, accountId: AccountId) => Neighbour & { readonly kind: SaleKind }
  /** Their products. @param isEach whether every one is asked for, however little hope there is */
  readonly readRows: (
    context: Bitrix24Context,
    wires: readonly SaleWire[],
    isEach: boolean,
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, readonly ProductRow[]>>
  /** A new one without its contacts, its key and the fields of the form. */
  readonly toCreateOut: (record: Neighbour) => SaleOut
  /** What has to be known of it before a change of it can be told. */
  readonly neededFor: (update: NeighbourUpdate) => readonly string[]
  /**
   * A change of its own fields; contacts are links.
   * @param current as far as `neededFor` asks for it
   * @param custom what changes of the fields of the form, as it goes out with the others
   * @param placeOf where a refusal shows, by the names of what was sent
   */
  readonly toWrites: (
    update: NeighbourUpdate,
    current: RowWire | undefined,
    custom: SaleOut,
    placeOf: (names: readonly string[]) => PlaceOf,
  ) => readonly Write[]
  /** What the vendor's names mean here. */
  readonly names: Readonly<Record<string, string>>
}

/** A deal as the CRM tells it. @param form what of its row are fields of the form */
export function toSale(
  words: SaleWords,
  row: SaleWire,
  parts: SaleParts,
  accountId: AccountId,
  form: Pick<Form, 'fields'>,
): RemoteNeighbour {
  const remoteId = toRemoteId(row.ID)
  const record = words.toRecord(row, parts, accountId)
  return {
    ...({ ...record, fields: { ...record.fields, custom: toCustom(row, form) } } as Sale),
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

/** One command for all that changes of its own; none where nothing does. */
export function toUpdates(
  { family }: SaleWords,
  { remoteId }: NeighbourUpdate,
  fields: SaleOut,
  placeOf: (names: readonly string[]) => PlaceOf,
): readonly Write[] {
  const names = Object.keys(fields)
  return names.length === 0
    ? []
    : [toWrite(`${family.method}.update`, { id: remoteId, fields }, remoteId, placeOf(names))]
}

/**
 * What changes of the fields of the form.
 * @param before as the portal had it a moment ago
 * @param current its row, as far as `neededForCustom` asks for it
 */
export function toCustomPart(
  family: Family,
  catalog: Catalog,
  ids: readonly FieldId[],
  record: Neighbour,
  before?: Neighbour,
  current?: RowWire,
): SaleOut {
  const out = { family, form: formOf(catalog, family.owner), zone: catalog }
  const parts = ids.map((id) =>
    toCustomOut(id, customItems(record, id), out, before === undefined ? undefined : customItems(before, id), current),
  )
  return Object.assign({}, ...parts) as SaleOut
}

/** What has to be known of a record before these fields of its form are told. @param fields as an edit names them */
export const neededForCustom = (family: Family, fields: readonly string[]): readonly string[] =>
  neededForAddress(fields.flatMap((field) => customOf(field) ?? []).map((id) => codeOfField(family, id)))

/**
 * Where a refusal shows: the field whose label its words quote, else the only one that was sent; `null` where several were.
 * @param sent what was sent, by the vendor's names
 */
export function placeAmong(
  { family, names: own }: Pick<SaleWords, 'family' | 'names'>,
  form: Pick<Form, 'fields'>,
  record: Neighbour,
  sent: readonly string[],
): PlaceOf {
  const [only, other] = [...new Set(sent.flatMap((name) => own[name] ?? toCustomName(family, name)))]
  const emails = 'emails' in record.fields && sent.includes('EMAIL') ? record.fields.emails : []
  return (message) => {
    const ofEmail = emailRefused(
      message,
      emails.map(({ value }) => value),
    )
    if (ofEmail !== null) return { field: 'neighbour:emails', ...ofEmail }
    const quoted = fieldQuoted(message, sent, form.fields)
    if (quoted !== undefined) return { field: `neighbour:${customField(quoted.id)}` }
    return { field: only === undefined || other !== undefined ? null : `neighbour:${only}` }
  }
}

/** Lines of an address are one field here. */
function toCustomName(family: Family, name: string): readonly string[] {
  const code = name.startsWith(`${ADDRESS}_`) ? ADDRESS : name
  return isCardField(family, code) ? [customField(toFieldId(family, code))] : []
}
