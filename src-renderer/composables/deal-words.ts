import type { Json } from '#shared/domain/contact.ts'
import type { Pipeline, Stage } from '#shared/domain/directory.ts'
import { isCompanyId, isContactId, isStageId, partsOfStage, type AccountId, type StageId } from '#shared/domain/ids.ts'
import { memberOf, type Deal, type NeighbourEdit } from '#shared/domain/neighbour.ts'
import type { MessageKey } from '#renderer/locales/en.ts'
import type { Speaker } from './mutation-words.ts'

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
  return pipelines.length > 1 ? text.t('deals.stageOf', { pipeline: found.pipeline.name, stage: name }) : name
}

/** An amount in the account's currency. */
export function priceText(price: number, pipelines: readonly Pipeline[], { language }: Speaker['text']): string {
  const currency = pipelines.find((one) => one.currency !== '')?.currency
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

/** A deal that was made, as a sentence. */
export function describeNewDeal({ fields }: Deal, accountId: AccountId, speaker: Speaker): string {
  const price = priceText(fields.price, speaker.names.pipelines(accountId), speaker.text)
  return speaker.text.t('deals.new', { deal: fields.name, price })
}

/** A contact that came to a deal or left it, as a sentence; `null` for any other edit. @param deal its name */
export function describeMember(edit: NeighbourEdit, deal: string, { text, names }: Speaker): string | null {
  const member = memberOf(edit.field)
  if (member === null) return null
  const who = names.contact(member) || text.t('mutation.unknown')
  return text.t(edit.to === true ? 'deals.addContact' : 'deals.removeContact', { deal, who })
}

const labels: Readonly<Record<string, MessageKey>> = {
  name: 'deals.name',
  price: 'deals.price',
  stage: 'deals.stage',
  contactIds: 'deals.contacts',
  mainContactId: 'deals.mainContact',
  companyId: 'card.company',
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
  if (field === 'price' && typeof value === 'number') return priceText(value, names.pipelines(accountId), text)
  if (field === 'stage' && isStageId(value)) return stageText(value, accountId, speaker)
  if (field === 'companyId' && isCompanyId(value)) return names.company(value) || text.t('mutation.unknown')
  if (field === 'mainContactId' && isContactId(value)) return names.contact(value) || text.t('mutation.unknown')
  return null
}
