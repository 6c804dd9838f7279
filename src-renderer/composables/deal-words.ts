import type { Json } from '#shared/domain/contact.ts'
import { pipelinesFor, type Pipeline, type Stage } from '#shared/domain/directory.ts'
import {
  isCompanyId,
  isContactId,
  isStageId,
  partsOfStage,
  type AccountId,
  type SaleKind,
  type StageId,
} from '#shared/domain/ids.ts'
import { memberOf, type NeighbourEdit, type Sale } from '#shared/domain/neighbour.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { totalOf, type ProductRow } from '#shared/domain/product-row.ts'
import { isReachField, toReach } from '#shared/sync/reach-edits.ts'
import type { MessageKey } from '#renderer/locales/en.ts'
import type { Speaker } from './mutation-words.ts'
import { saleKey } from './sale-key.ts'

/** What a stage is, and in which pipeline; `null` where the directory does not know it. */
export function findStage(
  pipelines: readonly Pipeline[],
  id: StageId | null,
): { readonly pipeline: Pipeline; readonly stage: Stage } | null {
  if (id === null) return null
  const pipeline = pipelines.find((one) => one.id === partsOfStage(id).pipelineId)
  const stage = pipeline?.stages.find((one) => one.id === id)
  return pipeline === undefined || stage === undefined ? null : { pipeline, stage }
}

/** By its name, and that of its pipeline where there are several. */
export function stageText(id: StageId | null, accountId: AccountId, { text, names }: Speaker): string {
  const pipelines = names.pipelines(accountId)
  const found = findStage(pipelines, id)
  if (found === null) return text.t(id === null ? 'mutation.empty' : 'deals.unknownStage')
  const name = found.stage.name || text.t('deals.unknownStage')
  const isOneOfMany = pipelinesFor(found.pipeline.of ?? 'deal', pipelines).length > 1
  return isOneOfMany ? text.t('deals.stageOf', { pipeline: found.pipeline.name, stage: name }) : name
}

/** An amount in its own currency, else in the account's. */
export function priceText(
  price: number,
  pipelines: readonly Pipeline[],
  { language }: Speaker['text'],
  own?: string,
): string {
  const currency = own ?? pipelines.find((one) => one.currency !== '')?.currency
  const intl = language === 'ru' ? 'ru-RU' : 'en-GB'
  const plain = { maximumFractionDigits: 2 } as const
  try {
    const money = {
      ...plain,
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: 0,
    } as const
    return new Intl.NumberFormat(intl, currency === undefined ? plain : money).format(price)
  } catch {
    // The CRM has a word of its own for it.
    return `${new Intl.NumberFormat(intl, plain).format(price)} ${currency ?? ''}`
  }
}

/** A deal or a lead that was made, as a sentence. */
export function describeNewDeal({ kind, fields }: Sale, accountId: AccountId, speaker: Speaker): string {
  const price = priceText(fields.price, speaker.names.pipelines(accountId), speaker.text, fields.currency)
  return speaker.text.t(saleKey(kind, 'new'), { deal: fields.name, price })
}

/** A contact that came to a deal or left it, as a sentence; `null` for any other edit. @param deal its name */
export function describeMember(
  kind: SaleKind,
  edit: NeighbourEdit,
  deal: string,
  { text, names }: Speaker,
): string | null {
  const member = memberOf(edit.field)
  if (member === null) return null
  const who = names.contact(member) || text.t('mutation.unknown')
  return text.t(saleKey(kind, edit.to === true ? 'addContact' : 'removeContact'), { deal, who })
}

const labels: Readonly<Record<string, MessageKey>> = {
  name: 'deals.name',
  price: 'deals.price',
  isPriceManual: 'leads.priceByHand',
  stage: 'deals.stage',
  contactIds: 'deals.contacts',
  mainContactId: 'deals.mainContact',
  companyId: 'card.company',
  firstName: 'card.firstName',
  lastName: 'card.lastName',
  companyName: 'leads.companyName',
  rows: 'leads.products',
  phones: 'card.phone',
  emails: 'card.email',
}

/** A field of a deal by the name that its card gives it; `null` for a field that no deal has. */
export function dealFieldLabel(field: string, { text }: Speaker): string | null {
  if (memberOf(field) !== null) return text.t('deals.contacts')
  const key = Object.hasOwn(labels, field) ? labels[field] : undefined
  return key === undefined ? null : text.t(key)
}

/** One value of it as a short text; `null` where the field is none of a deal's own. */
export function dealValue(field: string, value: Json, accountId: AccountId, speaker: Speaker): string | null {
  const { text, names } = speaker
  if (memberOf(field) !== null) return text.t(value === true ? 'deals.isIn' : 'deals.isOut')
  // What was seen of one that is to be taken away.
  if (field === REMOVED && isSeen(value)) return value.name || text.t('mutation.empty')
  if (field === 'rows') return rowsText(value, accountId, speaker)
  if (isReachField(field))
    return (
      toReach(value)
        .map((point) => point.value)
        .join(', ') || text.t('mutation.empty')
    )
  if (field === 'price' && typeof value === 'number') return priceText(value, names.pipelines(accountId), text)
  if (field === 'isPriceManual') return text.t(value === true ? 'card.yes' : 'card.no')
  if (field === 'stage' && isStageId(value)) return stageText(value, accountId, speaker)
  if (field === 'companyId' && isCompanyId(value)) return names.company(value) || text.t('mutation.unknown')
  if (field === 'mainContactId' && isContactId(value)) return names.contact(value) || text.t('mutation.unknown')
  return null
}

const isSeen = (value: Json): value is { readonly name: string; readonly state: string } =>
  typeof value === 'object' &&
  value !== null &&
  'state' in value &&
  'name' in value &&
  typeof value['name'] === 'string'

/** How many products, and what they come to. */
function rowsText(value: Json, accountId: AccountId, { text, names }: Speaker): string {
  // It was made as rows, or told by the CRM: whatever crosses a process is parsed.
  const rows = Array.isArray(value) ? (value as unknown as readonly ProductRow[]) : []
  if (rows.length === 0) return text.t('mutation.empty')
  const total = priceText(totalOf(rows), names.pipelines(accountId), text)
  return text.plural('leads.productCount', rows.length, { total })
}
