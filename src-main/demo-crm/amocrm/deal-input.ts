import type { CustomerPart, DealPart, StoredRecord } from '../store/records.ts'
import { invalidType, notSupportedChoice } from './answers.ts'
import type { FieldError } from './answers.ts'
import { nowSeconds } from './context.ts'
import type { AmoContext } from './context.ts'
import { isIntLike } from './scalars.ts'

type Item = Readonly<Record<string, unknown>>

/**
 * Reads what only a lead has. A stage without its pipeline belongs to that of the lead; a pipeline alone means its first
 * stage. Won and lost stages close the lead, others open it again.
 * @param current the stored lead of a PATCH; undefined on POST
 * @source https://www.amocrm.ru/developers/content/crm_platform/leads-api
 */
export function readDealPart(
  context: AmoContext,
  item: Item,
  current: StoredRecord | undefined,
  errors: FieldError[],
): Partial<DealPart> {
  const price = readInt(context, item, 'price', errors)
  const stage = readStage(context, item, current, errors)
  const closedAt = readInt(context, item, 'closed_at', errors)
  const reason = readReason(context, item, errors)
  return {
    ...(price === undefined ? {} : { price }),
    ...stage,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(reason === undefined ? {} : { lossReasonId: reason }),
  }
}

/** Reads what only a customer has. */
export function readCustomerPart(context: AmoContext, item: Item, errors: FieldError[]): Partial<CustomerPart> {
  const nextPrice = readInt(context, item, 'next_price', errors)
  const nextAt = readInt(context, item, 'next_date', errors)
  return { ...(nextPrice === undefined ? {} : { nextPrice }), ...(nextAt === undefined ? {} : { nextAt }) }
}

function readStage(
  context: AmoContext,
  item: Item,
  current: StoredRecord | undefined,
  errors: FieldError[],
): Partial<DealPart> {
  const { pipelines } = context.store
  const sentPipeline = readInt(context, item, 'pipeline_id', errors)
  const sentStage = readInt(context, item, 'status_id', errors)
  if (current !== undefined && sentPipeline === undefined && sentStage === undefined) return {}
  const all = pipelines.pipelines()
  const ownPipeline = all.find(({ isMain }) => isMain)?.id ?? 0
  const pipelineId = sentPipeline ?? pipelineOf(context, sentStage, current) ?? ownPipeline
  if (!all.some(({ id }) => id === pipelineId)) {
    errors.push(notSupportedChoice('pipeline_id'))
    return {}
  }
  const stages = pipelines.stages(pipelineId)
  const first = stages.find(({ kind }) => kind === 'open')
  const stage = sentStage === undefined ? first : stages.find(({ id }) => id === sentStage)
  if (stage === undefined) {
    errors.push(notSupportedChoice('status_id'))
    return {}
  }
  const isClosed = stage.kind === 'won' || stage.kind === 'lost'
  const wasClosed = current?.deal?.closedAt ?? null
  return {
    pipelineId,
    stageId: stage.id,
    closedAt: isClosed ? (wasClosed ?? nowSeconds(context)) : null,
    ...(stage.kind === 'lost' ? {} : { lossReasonId: null }),
  }
}

/** The two last stages are those of every pipeline, so the lead stays where it is. Any other stage names its pipeline. */
function pipelineOf(
  context: AmoContext,
  stageId: number | undefined,
  current: StoredRecord | undefined,
): number | undefined {
  const own = current?.deal?.pipelineId
  const owners = context.store.pipelines.stages().filter(({ id }) => id === stageId)
  return owners.length === 1 ? owners[0]?.pipelineId : own
}

function readReason(context: AmoContext, item: Item, errors: FieldError[]): number | null | undefined {
  if (item['loss_reason_id'] === null) return null
  const id = readInt(context, item, 'loss_reason_id', errors)
  if (id === undefined || context.store.pipelines.lossReasons().some((reason) => reason.id === id)) return id
  errors.push(notSupportedChoice('loss_reason_id'))
  return undefined
}

function readInt(context: AmoContext, item: Item, key: string, errors: FieldError[]): number | undefined {
  const value = item[key]
  if (value === undefined || value === null) return undefined
  if (isIntLike(value, context.switches())) return Number(value)
  errors.push(invalidType(key, 'int'))
  return undefined
}
