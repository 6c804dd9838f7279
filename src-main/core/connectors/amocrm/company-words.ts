import type { FieldDefinition } from '#shared/domain/directory.ts'
import type { NeighbourFieldName } from '#shared/domain/field-edit.ts'
import { remoteIdOf, toCompanyRecordId, toEntityId, type CompanyId, type FieldId } from '#shared/domain/ids.ts'
import {
  customField,
  customOf,
  type CompanyFields,
  type CustomValues,
  type Neighbour,
} from '#shared/domain/neighbour.ts'
import { saleFacts, toTagItem } from '#shared/domain/sale-facts.ts'
import type { AmocrmContext } from './context.ts'
import { readOwn, withoutFacts } from './deal-facts.ts'
import { toCustom, toPoints } from './mapping.ts'
import type { NeighbourKindWords, Sent } from './neighbour-kind.ts'
import type { ListSource } from './read-pages.ts'
import { toMs, toRemoteId, toUserId } from './remote-ids.ts'
import { tagNamesOf, toNamed, toTagsOut } from './single-tags.ts'
import { toCustomOut, toPointsOut, type FieldOut, type ValueForm } from './submission.ts'
import { CompanyRecordWire, TagWire } from './wire.ts'

export const COMPANIES = '/api/v4/companies'

/**
 * Companies, as contacts but for their names, which are in one piece, and their contacts, which are links.
 * @source https://www.amocrm.ru/developers/content/crm_platform/companies-api
 */
export const createCompanyWords = (form: () => ValueForm): NeighbourKindWords<CompanyRecordWire> => ({
  source: { path: COMPANIES, key: 'companies', row: CompanyRecordWire },
  query: {},
  entity: 'company',
  goesByTime: true,
  deletedIn: ({ entity_id }) => entity_id ?? null,
  toNeighbour({ accountId, account }, row) {
    if (row.is_deleted === true) return null
    const remoteId = toRemoteId(row.id)
    const filled = row.custom_fields_values ?? []
    return {
      kind: 'company',
      id: toCompanyRecordId(accountId, remoteId),
      ...{ remoteId, accountId },
      fields: {
        companyId: toEntityId<CompanyId>(accountId, remoteId),
        name: row.name ?? '',
        responsibleId: toUserId(accountId, row.responsible_user_id),
        ...{ phones: toPoints(filled, 'PHONE'), emails: toPoints(filled, 'EMAIL') },
        custom: { ...toCustom(filled, account.zone), ...toTags(row) },
      },
      ...{ createdAt: toMs(row.created_at), createdBy: toUserId(accountId, row.created_by) },
      ...{ updatedAt: toMs(row.updated_at), updatedBy: toUserId(accountId, row.updated_by) },
    }
  },
  toCreateOut(record) {
    const tags = toNamed(tagNamesOf(record))
    return { ...toOut(fieldsOf(record), null, form()), ...(tags.length > 0 ? { tags_to_add: tags } : {}) }
  },
  toUpdateOut: (item) => ({ ...toOut(fieldsOf(item.record), item.fields, form()), ...toTagsOut(item) }),
  fieldAt: (path, sent) => {
    const [head = '', at = ''] = path.split('.')
    if (head === 'custom_fields_values') return filledAt(sent, Number(at))
    if (['tags_to_add', 'tags_to_delete', '_embedded'].includes(head)) {
      return `neighbour:${customField(saleFacts.companyTags)}`
    }
    if (head === 'responsible_user_id') return 'neighbour:responsibleId'
    return head === 'name' ? 'neighbour:name' : null
  },
})

const toTags = ({ _embedded }: CompanyRecordWire): CustomValues => {
  const tags = (_embedded?.tags ?? []).map(({ name }) => toTagItem({ name, color: '' }))
  return tags.length === 0 ? {} : { [saleFacts.companyTags]: tags }
}

const nothing = { name: '', responsibleId: null, phones: [], emails: [] }

/** A company is asked of companies alone. */
const fieldsOf = (record: Neighbour): Omit<CompanyFields, 'companyId'> =>
  record.kind === 'company' ? record.fields : nothing

/** @param wanted the fields that are told; `null` tells whatever is there */
function toOut(fields: Omit<CompanyFields, 'companyId'>, wanted: readonly string[] | null, form: ValueForm): Sent {
  const { name, responsibleId, phones, emails, custom = {} } = fields
  const has = (field: string, isThere: boolean) => wanted?.includes(field) ?? isThere
  const ids = wanted?.flatMap((field) => customOf(field) ?? []) ?? (Object.keys(custom) as FieldId[])
  // An empty list clears a field.
  const values = Object.fromEntries([...new Set(ids)].map((id) => [id, custom[id] ?? []]))
  const filled = [
    ...(has('phones', phones.length > 0) ? [toPointsOut('PHONE', phones)] : []),
    ...(has('emails', emails.length > 0) ? [toPointsOut('EMAIL', emails)] : []),
    ...toCustomOut(withoutFacts(values), form),
  ]
  return {
    ...(has('name', true) ? { name } : {}),
    ...(has('responsibleId', true) && responsibleId !== null
      ? { responsible_user_id: Number(remoteIdOf(responsibleId)) }
      : {}),
    ...(filled.length > 0 ? { custom_fields_values: filled } : {}),
  }
}

/** The number in a path is its place among the fields that were sent. */
function filledAt({ custom_fields_values: sent }: Sent, at: number): NeighbourFieldName | null {
  const field = Array.isArray(sent) ? (sent as readonly FieldOut[])[at] : undefined
  if (field?.field_code === 'PHONE') return 'neighbour:phones'
  if (field?.field_code === 'EMAIL') return 'neighbour:emails'
  return field?.field_id === undefined ? null : `neighbour:${customField(String(field.field_id) as FieldId)}`
}

const tagSource: ListSource<{ readonly name: string }> = { path: `${COMPANIES}/tags`, key: 'tags', row: TagWire }

/** Tags of companies, for which the vendor keeps a list of their own, as one more field of the form. */
export async function readCompanyTags(
  context: AmocrmContext,
  signal: AbortSignal,
): Promise<readonly FieldDefinition[]> {
  const tags = await readOwn(context, tagSource, signal)
  return [
    {
      ...{ id: saleFacts.companyTags, accountId: context.accountId, name: '', sort: 0, kind: 'choices' },
      ...{ isPredefined: true, isFixed: true, isReadOnly: false, of: 'company' },
      options: tags.map(({ name }) => ({ id: name, value: name })),
    },
  ]
}
