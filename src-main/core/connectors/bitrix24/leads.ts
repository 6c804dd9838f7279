import * as v from 'valibot'
import { isStageId, partsOfStage, toStageId, type StageId } from '#shared/domain/ids.ts'
import type { LeadFields, Neighbour } from '#shared/domain/neighbour.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { NeighbourUpdate } from '../neighbour-port.ts'
import { CallRefusal } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { families } from './families.ts'
import { toPoints } from './mapping.ts'
import { parseResult } from './parse-result.ts'
import { readProductRows, toProductRowsOut } from './product-rows.ts'
import { reachAmong, toNewReachOut, toReachOut } from './record-reach.ts'
import type { SaleWire } from './sale-wire.ts'
import {
  neededForCustom,
  saleNames,
  toSaleFields,
  toSaleOut,
  toUpdates,
  type SaleOut,
  type SaleWords,
} from './sale-words.ts'
import { isYes, textOf } from './scalars.ts'
import { toWrite, type Write } from './send-writes.ts'
import { listOfRows, multifieldNames, MultifieldWire } from './wire.ts'

const text = v.optional(v.pipe(v.unknown(), v.transform(textOf)), '')
const reach = v.optional(listOfRows(MultifieldWire), [])

const flag = v.pipe(v.unknown(), v.transform(isYes))

/** What a lead has beside what all sales have. */
const LeadWire = v.looseObject({
  ...{ STATUS_ID: text, NAME: text, LAST_NAME: text, COMPANY_TITLE: text },
  ...{ IS_MANUAL_OPPORTUNITY: flag, IS_RETURN_CUSTOMER: flag },
  ...{ PHONE: reach, EMAIL: reach },
})

/** Leads go one way only. */
export const LEAD_PIPELINE = 'lead'

/** `null` for one that cannot be told apart. */
export function toLeadStage(status: string): StageId | null {
  const id = toStageId(LEAD_PIPELINE, status)
  return isStageId(id) ? id : null
}

const nothing: LeadFields = {
  ...{ name: '', price: 0, stage: null, responsibleId: null, contactIds: [], mainContactId: null, companyId: null },
  ...{ firstName: '', lastName: '', companyName: '', phones: [], emails: [], isPriceManual: false, rows: null },
}

/** A lead is asked of leads alone. */
const fieldsOf = (record: Neighbour): LeadFields => (record.kind === 'lead' ? record.fields : nothing)

const newFields: readonly string[] = [
  ...['name', 'stage', 'responsibleId', 'companyId', 'firstName', 'lastName', 'companyName'],
]

/** @source https://apidocs.bitrix24.com/api-reference/crm/leads/index.html */
export const leadWords: SaleWords = {
  ...{ kind: 'lead', family: families.lead, select: ['*', 'UF_*', ...multifieldNames] },
  // The products of each are read one by one: ten requests for this many.
  mostPages: 10,
  toRecord(row, parts, accountId) {
    const wire = parseResult(LeadWire, row, 'crm.lead.list')
    return {
      kind: 'lead',
      fields: {
        ...toSaleFields(row, parts, toLeadStage(wire.STATUS_ID), accountId),
        ...{ firstName: wire.NAME, lastName: wire.LAST_NAME, companyName: wire.COMPANY_TITLE },
        ...{ phones: toPoints(wire.PHONE), emails: toPoints(wire.EMAIL) },
        ...{ isPriceManual: wire.IS_MANUAL_OPPORTUNITY, rows: parts.rows ?? null },
        ...(wire.IS_RETURN_CUSTOMER ? { isRepeat: true } : {}),
      },
    }
  },
  async readRows(context, wires, isEach, signal) {
    const isAsked = (wire: SaleWire) => isEach || mayHaveRows(wire)
    const ids = wires.filter(isAsked).map(({ ID }) => ID)
    const found = await readProductRows(context, 'crm.lead', ids, signal)
    const others = wires.filter((wire) => !isAsked(wire)).map(({ ID }) => [ID, []] as const)
    return new Map([...others, ...found])
  },
  toCreateOut(record) {
    const fields = fieldsOf(record)
    // Products come when it is there, and the amount with them.
    return {
      ...toOut(fields, fields.isPriceManual ? [...newFields, 'price'] : newFields),
      ...toNewReachOut(families.lead, fields),
    }
  },
  neededFor: ({ fields }) => [...reachAmong(families.lead, fields), ...neededForCustom(families.lead, fields)],
  toWrites(item, current, custom, placeOf) {
    const fields = fieldsOf(item.record)
    const out = { ...toOut(fields, item.fields), ...toReachOut(families.lead, item, current), ...custom }
    return [
      ...toUpdates(leadWords, item, out, placeOf),
      ...(item.fields.includes('rows') && fields.rows !== null ? [toSetRows(item, fields.rows)] : []),
    ]
  },
  names: {
    ...saleNames,
    ...{ STATUS_ID: 'stage', NAME: 'firstName', LAST_NAME: 'lastName', COMPANY_TITLE: 'companyName' },
    ...{ PHONE: 'phones', EMAIL: 'emails' },
  },
}

/** An amount that follows products and is nothing: there are none that cost anything. Saves a command for each such lead. */
const mayHaveRows = (wire: SaleWire): boolean => wire.OPPORTUNITY !== 0 || isYes(wire['IS_MANUAL_OPPORTUNITY'])

function toOut(fields: LeadFields, wanted: readonly string[]): SaleOut {
  const has = (field: string) => wanted.includes(field)
  const { stage, firstName, lastName, companyName } = fields
  return {
    ...toSaleOut(fields, wanted, stage === null ? {} : { STATUS_ID: partsOfStage(stage).statusId }),
    // Counted from products again: the portal may count by itself, or take the amount for what they come to.
    ...(has('isPriceManual')
      ? { OPPORTUNITY: fields.price, IS_MANUAL_OPPORTUNITY: fields.isPriceManual ? 'Y' : 'N' }
      : {}),
    ...(has('firstName') ? { NAME: firstName } : {}),
    ...(has('lastName') ? { LAST_NAME: lastName } : {}),
    ...(has('companyName') ? { COMPANY_TITLE: companyName } : {}),
  }
}

const toSetRows = ({ remoteId }: NeighbourUpdate, rows: NonNullable<LeadFields['rows']>): Write =>
  toWrite('crm.lead.productrows.set', { id: remoteId, rows: toProductRowsOut(rows) }, remoteId, 'neighbour:rows')

const SIMPLE = '2'

/**
 * Whether the portal keeps leads at all: in its simple mode each becomes a deal at once. Where this is not told, it does.
 * @source https://apidocs.bitrix24.com/api-reference/crm/crm-settings-mode-get.html
 */
export async function hasLeads({ api }: Bitrix24Context, signal: AbortSignal): Promise<boolean> {
  try {
    const { result } = await api.call('crm.settings.mode.get', {}, signal)
    return textOf(result) !== SIMPLE
  } catch (error) {
    const isUnanswered =
      error instanceof CallRefusal || (error instanceof AppError && error.details['reason'] === 'rights')
    if (!isUnanswered) throw error
    return true
  }
}
