import type { ContactRow } from '#renderer/db/rows.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import {
  newEntityId,
  toEntityId,
  type CompanyId,
  type FieldId,
  type RemoteId,
  type UserId,
} from '#shared/domain/ids.ts'
import type { SignedIn } from './device.ts'
import { isFieldEdit, toFieldEdit } from './type-field.ts'
import type { EditKind } from './steps.ts'

/** What somebody types, as the card would tell it; `null` where it makes no sense. */
export function toEdit(
  what: EditKind,
  row: ContactRow,
  n: number,
  { account, crm }: SignedIn,
  uuid: () => string,
): FieldEdit | null {
  const { fields } = row
  const custom = (word: 'note' | 'source', to: { value: string; optionId?: string }[]): FieldEdit | null => {
    const fieldId = crm.fields[word]
    return fieldId === undefined ? null : { kind: 'custom', fieldId, from: fields.custom[fieldId] ?? [], to }
  }
  const remote = (id: number) => String(id) as RemoteId
  const company = (to: CompanyId | null, createName?: string): FieldEdit | null => {
    const named = createName === undefined ? {} : { createName }
    // Where there may be several, one comes or goes.
    if (crm.provider === 'bitrix24') {
      const from = to === null ? (fields.companyIds[n % Math.max(1, fields.companyIds.length)] ?? null) : null
      if (from === null && (to === null || fields.companyIds.includes(to))) return null
      return { kind: 'company', from, to, exclusive: false, ...named }
    }
    const from = fields.companyIds[0] ?? null
    return from === to ? null : { kind: 'company', from, to, exclusive: true, ...named }
  }
  const oldPhone = fields.phones[0]
  const oldTag = fields.tags[n % Math.max(1, fields.tags.length)]
  if (isFieldEdit(what)) return toFieldEdit(what, row, n, crm)
  switch (what) {
    case 'first-name':
      return { kind: 'set', field: 'firstName', from: fields.firstName, to: `И${n}` }
    case 'last-name':
      return { kind: 'set', field: 'lastName', from: fields.lastName, to: `Ф${n}${n % 4 === 0 ? ' ' : ''}` }
    case 'responsible': {
      const to = toEntityId<UserId>(account.id, remote(crm.users[n % crm.users.length] ?? 0))
      return to === fields.responsibleId ? null : { kind: 'responsible', from: fields.responsibleId, to }
    }
    case 'note':
      return custom('note', [{ value: `заметка ${n}` }])
    case 'clear-note':
      return fields.custom[crm.fields.note ?? ('' as FieldId)] === undefined ? null : custom('note', [])
    case 'source': {
      return custom('source', [{ value: n % 2 === 0 ? 'Сайт' : 'Выставка', optionId: crm.choices.source[n % 2] ?? '' }])
    }
    case 'add-phone':
    case 'replace-phone':
    case 'remove-phone': {
      const to =
        what === 'remove-phone' ? null : { value: `+7 911 ${String(n).padStart(3, '0')}-00-00`, kind: 'mobile' }
      const from = what === 'add-phone' ? null : (oldPhone ?? null)
      return from === null && to === null ? null : { kind: 'point', field: 'phones', at: 0, from, to }
    }
    case 'add-email':
      return {
        kind: 'point',
        field: 'emails',
        at: fields.emails.length,
        from: null,
        to: { value: `e${n}@example.com`, kind: 'work' },
      }
    case 'add-tag':
      return { kind: 'tag', op: 'add', tag: `s${n}` }
    case 'remove-tag':
      return oldTag === undefined ? null : { kind: 'tag', op: 'remove', tag: oldTag }
    case 'company':
      return company(toEntityId<CompanyId>(account.id, remote(crm.firstCompany + (n % crm.companies))))
    case 'new-company':
      return company(newEntityId<CompanyId>(account.id, uuid()), `Новая ${n % 5}`)
    case 'no-company':
      return company(null)
  }
}
