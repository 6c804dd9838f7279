import {
  partsOfStage,
  remoteIdOf,
  toEntityId,
  toNeighbourId,
  toStageId,
  type CompanyId,
  type ContactId,
  type FieldId,
} from '#shared/domain/ids.ts'
import {
  aboutIdsOf,
  customField,
  customOf,
  type CustomValues,
  type DealFields,
  type Neighbour,
} from '#shared/domain/neighbour.ts'
import type { NeighbourFieldName } from '#shared/domain/field-edit.ts'
import { saleFacts } from '#shared/domain/sale-facts.ts'
import { toDealFacts, toFactsOut, toNewFacts, withoutFacts } from './deal-facts.ts'
import { LeadWire } from './deal-wire.ts'
import { toCustom } from './mapping.ts'
import type { NeighbourKindWords, Sent } from './neighbour-kind.ts'
import { toCustomOut, type FieldOut, type ValueForm } from './submission.ts'
import { toMs, toRemoteId, toUserId } from './remote-ids.ts'

/**
 * Deals, which the vendor calls leads. Their contacts are links, and go a way of their own (`deal-links.ts`) but for a new deal,
 * which brings them along.
 * @source https://www.amocrm.ru/developers/content/crm_platform/leads-api
 */
export const createDealWords = (form: () => ValueForm): NeighbourKindWords<LeadWire> => ({
  source: { path: '/api/v4/leads', key: 'leads', row: LeadWire, query: { with: 'contacts,loss_reason' } },
  query: {},
  entity: 'lead',
  goesByTime: true,
  deletedIn: ({ entity_id }) => entity_id ?? null,
  toNeighbour({ accountId, account }, row) {
    if (row.is_deleted === true) return null
    const remoteId = toRemoteId(row.id)
    return {
      kind: 'deal',
      id: toNeighbourId('deal', accountId, remoteId),
      ...{ remoteId, accountId },
      fields: {
        name: row.name,
        price: row.price ?? 0,
        stage: row.pipeline_id && row.status_id ? toStageId(String(row.pipeline_id), String(row.status_id)) : null,
        responsibleId: toUserId(accountId, row.responsible_user_id),
        ...toContacts(row, (id) => toEntityId<ContactId>(accountId, toRemoteId(id))),
        companyId:
          row._embedded?.companies?.map(({ id }) => toEntityId<CompanyId>(accountId, toRemoteId(id)))[0] ?? null,
        custom: { ...toCustom(row.custom_fields_values ?? [], account.zone), ...toDealFacts(row) },
      },
      ...{ createdAt: toMs(row.created_at), createdBy: toUserId(accountId, row.created_by) },
      ...{ updatedAt: toMs(row.updated_at), updatedBy: toUserId(accountId, row.updated_by) },
    }
  },
  toCreateOut(record) {
    const fields = fieldsOf(record)
    const { companyId } = fields
    // The vendor would choose one by itself: by the main one a deal is known again whose answer was lost.
    const contacts = aboutIdsOf(record).map((id, at) => ({ id: Number(remoteIdOf(id)), is_main: at === 0 }))
    const companies = companyId === null ? [] : [{ id: Number(remoteIdOf(companyId)) }]
    const { reason, tags } = toNewFacts(record)
    const linked = {
      ...(tags.length > 0 ? { tags } : {}),
      ...(contacts.length > 0 ? { contacts } : {}),
      ...(companies.length > 0 ? { companies } : {}),
    }
    const filled = toCustomOut(withoutFacts(fields.custom ?? {}), form())
    return {
      ...toOut(fields, scalarFields),
      ...reason,
      ...(filled.length > 0 ? { custom_fields_values: filled } : {}),
      ...(Object.keys(linked).length > 0 ? { _embedded: linked } : {}),
    }
  },
  toUpdateOut(item) {
    const { record, fields } = item
    const own = fieldsOf(record)
    const changed = toCustomOut(withoutFacts(changedCustom(own, fields)), form())
    return {
      ...toOut(own, fields),
      ...(changed.length > 0 ? { custom_fields_values: changed } : {}),
      ...toFactsOut(item),
    }
  },
  fieldAt: (path, sent) => {
    const [head = '', what = ''] = path.split('.')
    if (head === 'custom_fields_values') return customAt(sent, Number(what))
    if (head === 'tags_to_add' || head === 'tags_to_delete' || what === 'tags') return factField(saleFacts.tags)
    if (head === 'loss_reason_id') return factField(saleFacts.lossReason)
    if (head === '_embedded') return what === 'companies' ? 'neighbour:companyId' : 'neighbour:contactIds'
    return Object.hasOwn(fieldNames, head) ? `neighbour:${fieldNames[head] ?? ''}` : null
  },
})

const factField = (id: FieldId): NeighbourFieldName => `neighbour:${customField(id)}`

/** What a PATCH can say, and custom fields; contacts are links. */
const scalarFields: readonly string[] = ['name', 'price', 'stage', 'responsibleId']
export const isWritten = (field: string): boolean => scalarFields.includes(field) || customOf(field) !== null

/** An empty list clears a field. */
function changedCustom({ custom = {} }: DealFields, fields: readonly string[]): CustomValues {
  const ids = new Set(fields.flatMap((field) => customOf(field) ?? []))
  return Object.fromEntries([...ids].map((id) => [id, custom[id] ?? []]))
}

/** The number in a path is its place among the fields that were sent. */
function customAt({ custom_fields_values: sent }: Sent, at: number): NeighbourFieldName | null {
  const id = Array.isArray(sent) ? (sent as readonly FieldOut[])[at]?.field_id : undefined
  return id === undefined ? null : `neighbour:${customField(String(id) as FieldId)}`
}

const fieldNames: Readonly<Record<string, string>> = {
  name: 'name',
  price: 'price',
  status_id: 'stage',
  pipeline_id: 'stage',
  responsible_user_id: 'responsibleId',
}

function toContacts({ _embedded }: LeadWire, toId: (id: number) => ContactId) {
  const contacts = _embedded?.contacts ?? []
  const main = contacts.find(({ is_main }) => is_main === true)
  return { contactIds: contacts.map(({ id }) => toId(id)), mainContactId: main === undefined ? null : toId(main.id) }
}

const nothing: DealFields = {
  ...{ name: '', price: 0, stage: null, responsibleId: null },
  ...{ contactIds: [], mainContactId: null, companyId: null },
}

/** A deal is asked of deals alone. */
const fieldsOf = (record: Neighbour): DealFields => (record.kind === 'deal' ? record.fields : nothing)

/** The two stages that close a deal have the same number everywhere: a stage goes with its pipeline. */
function toOut({ name, price, stage, responsibleId }: DealFields, wanted: readonly string[]) {
  const has = (field: string) => wanted.includes(field)
  const parts = stage === null || !has('stage') ? null : partsOfStage(stage)
  return {
    ...(has('name') ? { name } : {}),
    ...(has('price') ? { price } : {}),
    ...(parts === null ? {} : { pipeline_id: Number(parts.pipelineId), status_id: Number(parts.statusId) }),
    ...(has('responsibleId') && responsibleId !== null
      ? { responsible_user_id: Number(remoteIdOf(responsibleId)) }
      : {}),
  }
}
