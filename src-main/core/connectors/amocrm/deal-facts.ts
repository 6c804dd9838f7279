import type { CustomItem } from '#shared/domain/contact.ts'
import type { FieldDefinition } from '#shared/domain/directory.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import { customField, type CustomValues, type Neighbour } from '#shared/domain/neighbour.ts'
import { saleFactOf, saleFacts, toTagItem } from '#shared/domain/sale-facts.ts'
import type { NeighbourUpdate } from '../neighbour-port.ts'
import type { AmocrmContext } from './context.ts'
import { ColoredTagWire, ReasonWire, type LeadWire } from './deal-wire.ts'
import { isKeptFromUs } from './read-names.ts'
import { readAll, type ListSource } from './read-pages.ts'
import { toMs } from './remote-ids.ts'
import { tagNamesOf, toNamed, toTagsOut } from './single-tags.ts'

const tagSource: ListSource<ColoredTagWire> = { path: '/api/v4/leads/tags', key: 'tags', row: ColoredTagWire }
/** Known by hearsay: the vendor's pages name only the number that a deal has. */
const reasonSource = { path: '/api/v4/leads/loss_reasons', key: 'loss_reasons', row: ReasonWire }

/** What a deal says of itself beside its fields: tags, why it was lost, when it was closed. */
export function toDealFacts({ _embedded, loss_reason_id: reasonId, closed_at: closedAt }: LeadWire): CustomValues {
  const tags = (_embedded?.tags ?? []).map(toItem)
  const reason = _embedded?.loss_reason?.find(({ id }) => id === reasonId)
  return {
    ...(tags.length === 0 ? {} : { [saleFacts.tags]: tags }),
    ...(reasonId ? { [saleFacts.lossReason]: [{ value: reason?.name ?? '', optionId: String(reasonId) }] } : {}),
    ...(closedAt ? { [saleFacts.closedAt]: [{ value: toMs(closedAt) }] } : {}),
  }
}

const toItem = ({ name, color }: ColoredTagWire): CustomItem => toTagItem({ name, color: toColor(color) })
/** It goes into a style: anything but a colour stays out. */
const toColor = (color: string | null | undefined): string =>
  /^[0-9a-f]{6}$/i.test(color ?? '') ? `#${(color ?? '').toLowerCase()}` : ''

/** Those of the definitions that the vendor keeps lists of their own for; what is not for this user has nothing to choose from. */
export async function readDealFacts(context: AmocrmContext, signal: AbortSignal): Promise<readonly FieldDefinition[]> {
  const [tags, reasons] = await Promise.all([
    readOwn(context, tagSource, signal),
    readOwn(context, reasonSource, signal),
  ])
  const definition = {
    accountId: context.accountId,
    name: '',
    sort: 0,
    isPredefined: true,
    isFixed: true,
    of: 'deal',
  } as const
  return [
    {
      ...{ ...definition, id: saleFacts.tags, kind: 'choices', isReadOnly: false },
      options: tags.map((tag) => {
        const color = toColor(tag.color)
        return { id: tag.name, value: tag.name, ...(color === '' ? {} : { code: color }) }
      }),
    },
    {
      ...{ ...definition, id: saleFacts.lossReason, kind: 'choice', isReadOnly: false, hasFixedOptions: true },
      options: reasons.map(({ id, name }) => ({ id: String(id), value: name ?? '' })),
    },
    { ...definition, id: saleFacts.closedAt, kind: 'date-time', isReadOnly: true, options: [] },
  ]
}

/** A small list; nothing where it is not for this user. */
export async function readOwn<Row>(
  context: AmocrmContext,
  source: ListSource<Row>,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  try {
    return await readAll(context, source, {}, signal)
  } catch (error) {
    if (!isKeptFromUs(error)) throw error
    context.logger.warn('a small list cannot be read', { path: source.path })
    return []
  }
}

/** Custom fields that the vendor has as such. */
export const withoutFacts = (custom: CustomValues): CustomValues =>
  Object.fromEntries(Object.entries(custom).filter(([id]) => saleFactOf(id as FieldId) === null))

const has = (fields: readonly string[], id: FieldId): boolean => fields.includes(customField(id))

/** What of it a PATCH says. */
export const toFactsOut = (item: NeighbourUpdate) => ({
  ...(has(item.fields, saleFacts.lossReason) ? toReasonOut(item.record) : {}),
  ...toTagsOut(item),
})

/** The same for a new deal; its tags stand beside its links. */
export function toNewFacts(record: Neighbour) {
  const custom = record.kind === 'deal' ? (record.fields.custom ?? {}) : {}
  return {
    reason: custom[saleFacts.lossReason] === undefined ? {} : toReasonOut(record),
    tags: toNamed(tagNamesOf(record)),
  }
}

function toReasonOut(record: Neighbour): { readonly loss_reason_id: number | null } {
  const [item] = (record.kind === 'deal' ? record.fields.custom?.[saleFacts.lossReason] : undefined) ?? []
  return { loss_reason_id: item?.optionId === undefined ? null : Number(item.optionId) }
}
