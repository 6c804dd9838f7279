import type { VendorAction } from '#demo-crm/control/vendor-schema.ts'
import type { createInProcessCrm } from '#demo-crm/in-process.ts'
import { toStageId, type SaleKind, type StageId } from '#shared/domain/ids.ts'
import type { DealVendorKind } from './deal-steps.ts'
import { theirTags } from './deal-tags.ts'
import type { FirstCrm } from './simulated-crm.ts'
import { watchStates, type StateLog, type StateOf } from './state-log.ts'

/** A deal or a lead as the CRM's own database has it. */
export interface CrmDeal {
  readonly kind: SaleKind
  readonly id: number
  readonly name: string
  /** In the trash, or gone for good. */
  readonly isTrashed: boolean
  readonly price: number
  readonly stage: StageId
  readonly contacts: readonly number[]
  readonly main: number | null
  readonly company: number | null
  /** What its tags are called, in the order of the alphabet. */
  readonly tags: readonly string[]
  /** Of a lead: what its person is called. */
  readonly person: string
  /** Of a lead: its products, each as `name*price*quantity`. */
  readonly rows: string
}

export type DealState = StateOf<CrmDeal>
export type DealLog = StateLog<CrmDeal>

/** Stages that deals are moved to: of both pipelines, one that closes among them. */
export const dealStages = ['32392159', '32392165', '32392171', '142'].map((id) => toStageId('3177727', id))

/** Of the store of a CRM in this process. */
export function createDealLog(
  { sql, records, links, tags }: ReturnType<typeof createInProcessCrm>['store'],
  now: () => number,
): DealLog {
  const deals = () =>
    sql.all('SELECT id FROM deals ORDER BY id').flatMap((row): CrmDeal[] => {
      const record = records.find('deals', Number(row['id']))
      if (record?.deal === undefined) return []
      const people = links.contactsOf('deals', [record.id])
      const { price, pipelineId, stageId } = record.deal
      return [
        {
          ...{ kind: 'deal', id: record.id, name: record.name, isTrashed: record.trashed, price },
          stage: toStageId(String(pipelineId), String(stageId)),
          contacts: people.map(({ contactId }) => contactId).sort((a, b) => a - b),
          main: people.find(({ isMain }) => isMain)?.contactId ?? null,
          ...{ company: record.companyId, person: '', rows: '' },
          tags: record.tagIds.map((id) => tags.find('deals', id)?.name ?? '').toSorted(),
        },
      ]
    })
  return watchStates(deals, now)
}

/** A colleague in the vendor's own interface. What makes no sense by now is not done. */
export function performDealVendor(crm: FirstCrm, what: DealVendorKind, pick: number, n: number): void {
  const wanted = crm.deals.all().filter(({ isTrashed }) => isTrashed === (what === 'restore'))
  const deal = wanted[pick % Math.max(1, wanted.length)]
  const action = deal === undefined ? null : toAction(crm, deal, what, n)
  if (action !== null) crm.vendor({ ...action, userId: crm.users.at(-1) ?? null })
}

function toAction(crm: FirstCrm, deal: CrmDeal, what: DealVendorKind, n: number) {
  const ids = [deal.id]
  const people = crm.contacts().filter(({ isTrashed }) => !isTrashed)
  const chosen = what === 'leave' ? deal.contacts[n % Math.max(1, deal.contacts.length)] : people[n % people.length]?.id
  const link = { to_entity_id: chosen, to_entity_type: 'contacts' }
  switch (what) {
    case 'price':
      return { action: 'edit', entity: 'deals', ids, fields: { price: n } } satisfies VendorAction
    case 'stage': {
      const [pipeline, status] = (dealStages[n % dealStages.length] ?? '').split(':').map(Number)
      const fields = { pipeline_id: pipeline, status_id: status }
      return { action: 'edit', entity: 'deals', ids, fields } satisfies VendorAction
    }
    case 'join':
    case 'leave': {
      const action = what === 'join' ? 'link' : 'unlink'
      return chosen === undefined ? null : ({ action, entity: 'deals', ids, fields: link } satisfies VendorAction)
    }
    case 'deal-tags': {
      const fields = theirTags(deal.tags, n)
      return fields === null ? null : ({ action: 'edit', entity: 'deals', ids, fields } satisfies VendorAction)
    }
    case 'delete':
    case 'restore':
      return { action: what, entity: 'deals', ids } satisfies VendorAction
    default:
      return null
  }
}
