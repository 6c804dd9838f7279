import { isStageId, partsOfStage, toStageId, type StageId } from '#shared/domain/ids.ts'
import type { DealFields, Neighbour } from '#shared/domain/neighbour.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { NeighbourUpdate } from '../neighbour-port.ts'
import { MAX_COMMANDS } from './api.ts'
import { families } from './families.ts'
import { parseResult } from './parse-result.ts'
import { MovedWire, type SaleWire } from './sale-wire.ts'
import { saleNames, toSaleFields, toSaleOut, toUpdates, type SaleOut, type SaleWords } from './sale-words.ts'
import { textOf } from './scalars.ts'
import { toRejected, type Write } from './send-writes.ts'

/** The pipeline that every portal has, and that is never numbered in the ids of its stages. */
const GENERAL = '0'

/** Stages of all but the general pipeline carry its number in front. `null` where that is nothing that can be told apart. */
export function toDealStage({ CATEGORY_ID, STAGE_ID }: Pick<SaleWire, 'CATEGORY_ID' | 'STAGE_ID'>): StageId | null {
  const category = CATEGORY_ID === '' ? GENERAL : CATEGORY_ID
  const prefix = prefixOf(category)
  const status = STAGE_ID.startsWith(prefix) ? STAGE_ID.slice(prefix.length) : STAGE_ID
  const id = toStageId(category, status)
  return isStageId(id) ? id : null
}

/** What the vendor calls a stage of deals. */
function stageOfDeal(stage: StageId): { readonly categoryId: string; readonly stageId: string } {
  const { pipelineId, statusId } = partsOfStage(stage)
  return { categoryId: pipelineId, stageId: `${prefixOf(pipelineId)}${statusId}` }
}

const prefixOf = (category: string): string => (category === GENERAL ? '' : `C${category}:`)

const nothing: DealFields = {
  ...{ name: '', price: 0, stage: null, responsibleId: null },
  ...{ contactIds: [], mainContactId: null, companyId: null },
}

/** A deal is asked of deals alone. */
const fieldsOf = (record: Neighbour): DealFields => (record.kind === 'deal' ? record.fields : nothing)

const newFields: readonly string[] = ['name', 'stage', 'responsibleId', 'companyId']

/** @source https://apidocs.bitrix24.com/api-reference/crm/deals/index.html */
export const dealWords: SaleWords = {
  ...{ kind: 'deal', family: families.deal, select: ['*', 'UF_*'], mostPages: MAX_COMMANDS },
  toRecord: (row, parts, accountId) => ({
    kind: 'deal',
    fields: toSaleFields(row, parts, toDealStage(row), accountId),
  }),
  // Of deals they are not kept here.
  readRows: async () => Promise.resolve(new Map()),
  toCreateOut(record) {
    const fields = fieldsOf(record)
    // An amount of nothing is nobody's wish: products that come later may say what it is.
    const wanted = fields.price === 0 ? newFields : [...newFields, 'price']
    const stage = fields.stage === null ? null : stageOfDeal(fields.stage)
    return {
      ...toSaleOut(fields, wanted, stage === null ? {} : { STAGE_ID: stage.stageId }),
      ...(stage === null ? {} : { CATEGORY_ID: stage.categoryId }),
    }
  },
  neededFor: ({ fields }) => (fields.includes('stage') ? ['CATEGORY_ID'] : []),
  toWrites(item, current, custom, placeOf) {
    const fields = fieldsOf(item.record)
    const stage = fields.stage === null ? null : stageOfDeal(fields.stage)
    const mayMove = item.fields.includes('stage') && stage !== null
    const leaves = mayMove && current !== undefined && textOf(current['CATEGORY_ID']) !== stage.categoryId
    const wanted = leaves ? item.fields.filter((field) => field !== 'stage') : item.fields
    const out: SaleOut = {
      ...toSaleOut(fields, wanted, stage === null ? {} : { STAGE_ID: stage.stageId }),
      ...custom,
    }
    return [...toUpdates(dealWords, item, out, placeOf), ...(leaves ? [toMove(item, stage)] : [])]
  },
  names: { ...saleNames, CATEGORY_ID: 'stage', STAGE_ID: 'stage' },
}

/**
 * Into another pipeline. That the old method does this is not documented, and what it does not do it passes over in silence; the
 * newer one answers with where the deal stands.
 * @source https://apidocs.bitrix24.com/api-reference/crm/universal/crm-item-update.html
 */
function toMove({ remoteId }: NeighbourUpdate, stage: ReturnType<typeof stageOfDeal>): Write {
  const method = 'crm.item.update'
  const { categoryId, stageId } = stage
  return {
    command: { method, params: { entityTypeId: families.deal.typeId, id: remoteId, fields: { categoryId, stageId } } },
    toResult(outcome): ItemResult {
      if (outcome.kind === 'refused') return toRejected(outcome.refusal, 'neighbour:stage')
      const moved = parseResult(MovedWire, outcome.answer.result, method).item
      if (moved.stageId === stageId) return { kind: 'applied', remoteId, updatedAt: null }
      return { kind: 'rejected', field: 'neighbour:stage', reason: 'pipeline-fixed', message: '' }
    },
  }
}
