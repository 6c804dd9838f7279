import { assertNever } from '#shared/errors/invariant.ts'
import { idsInBulk, type BulkEdit } from '#shared/domain/bulk-edit.ts'
import type { AccountId, CompanyId, ContactId, FieldId, UserId } from '#shared/domain/ids.ts'
import { displayNameOf } from '#shared/domain/contact.ts'
import type { FieldDefinition, Pipeline } from '#shared/domain/directory.ts'
import {
  fieldOf,
  type CompanyEdit,
  type FieldEdit,
  type FieldName,
  type NeighbourFieldName,
} from '#shared/domain/field-edit.ts'
import { linkedKindOf, type LinkedRef } from '#shared/domain/linked.ts'
import type { BulkTag, Change, Mutation } from '#shared/domain/mutation.ts'
import type { RequisiteForm } from '#shared/domain/requisite.ts'
import { linkedText } from './linked-words.ts'
import { customText } from './custom-text.ts'
import { describeNeighbourChange, neighbourFieldLabel } from './neighbour-words.ts'
import type { Format } from './use-format.ts'
import { kindText } from './kind-words.ts'
import type { Text } from './use-text.ts'

/** Names of what an edit knows by id only; empty where nobody knows. */
export interface Names {
  readonly company: (id: CompanyId) => string
  readonly contact: (id: ContactId) => string
  readonly user: (id: UserId) => string
  /** The ways that an account's deals go. */
  readonly pipelines: (accountId: AccountId) => readonly Pipeline[]
  /** What contacts are linked to. */
  readonly linked: (accountId: AccountId, ref: LinkedRef) => string
  /** What requisites of an account can consist of. */
  readonly requisites: (accountId: AccountId) => RequisiteForm | null
  /** What a type of tasks is called. */
  readonly taskType: (accountId: AccountId, id: string) => string
  readonly field: (accountId: AccountId, id: FieldId) => FieldDefinition | undefined
}

/** What it takes to say an edit in words. */
export interface Speaker {
  readonly text: Text
  readonly format: Format
  readonly names: Names
}

/** One user action as a sentence. */
export function describeMutation({ accountId, change, subject }: Mutation, speaker: Speaker): string {
  switch (change.kind) {
    case 'create':
      return describeCreate(change, speaker)
    case 'edit':
      return describeEdit(change.edit, subject, accountId, speaker)
    case 'create-neighbour':
    case 'edit-neighbour':
      return describeNeighbourChange(change, subject, speaker)
    case 'bulk-edit':
      return describeBulkEdit(change, subject, accountId, speaker)
    case 'bulk-tags':
      return describeBulk(change.contactIds.length, change.tags, subject, speaker.text)
    default:
      return assertNever(change)
  }
}

function describeCreate(change: Change & { kind: 'create' }, { text, names }: Speaker): string {
  const [companyId] = change.fields.companyIds
  const company = change.createCompanyName ?? (companyId === undefined ? '' : names.company(companyId))
  const who = displayNameOf(change.fields) || text.t('contacts.unnamed')
  return company === '' ? text.t('mutation.create', { who }) : text.t('mutation.createAt', { who, company })
}

function describeEdit(edit: FieldEdit, subject: string, accountId: AccountId, speaker: Speaker): string {
  const { text } = speaker
  const who = subject || text.t('mutation.someone')
  if (edit.kind === 'tag') {
    return text.plural(edit.op === 'add' ? 'mutation.addTag' : 'mutation.removeTag', 1, { tags: edit.tag, who })
  }
  if (edit.kind === 'delete') return text.t('mutation.delete', { who })
  const { from, to } = describeSides(edit, accountId, speaker)
  if (edit.kind === 'point' && (edit.from === null || edit.to === null)) {
    const field = text.t(edit.field === 'phones' ? 'mutation.phoneLow' : 'mutation.emailLow')
    return text.t(edit.from === null ? 'mutation.addPoint' : 'mutation.removePoint', { field, from, to, who })
  }
  return text.t('mutation.set', { field: fieldLabel(fieldOf(edit), accountId, speaker), from, to, who })
}

/** Base and mine of one edit as short texts: what the Pending page and a conflict show. */
export function describeSides(edit: FieldEdit, accountId: AccountId, speaker: Speaker): { from: string; to: string } {
  const { text, format, names } = speaker
  const orEmpty = (value: string) => value || text.t('mutation.empty')
  switch (edit.kind) {
    case 'set':
      return { from: orEmpty(edit.from), to: orEmpty(edit.to) }
    case 'responsible': {
      const nameOf = (id: UserId | null) => orEmpty(id === null ? '' : names.user(id) || text.t('mutation.unknown'))
      return { from: nameOf(edit.from), to: nameOf(edit.to) }
    }
    case 'custom': {
      const linked = linkedKindOf(edit.fieldId)
      if (linked !== null) {
        return {
          from: orEmpty(linkedText(linked, edit.from, accountId, speaker)),
          to: orEmpty(linkedText(linked, edit.to, accountId, speaker)),
        }
      }
      const kind = names.field(accountId, edit.fieldId)?.kind ?? 'other'
      return {
        from: orEmpty(customText(edit.from, kind, text, format)),
        to: orEmpty(customText(edit.to, kind, text, format)),
      }
    }
    case 'point': {
      const isKindOnly = edit.from !== null && edit.from.value === edit.to?.value
      const nameOf = (point: typeof edit.from) =>
        orEmpty(point === null ? '' : isKindOnly ? `${point.value} (${kindText(point.kind, text)})` : point.value)
      return { from: nameOf(edit.from), to: nameOf(edit.to) }
    }
    case 'company':
      return companySides(edit, speaker)
    case 'company-order': {
      const listOf = (ids: readonly CompanyId[]) =>
        ids.map((id) => names.company(id) || text.t('mutation.unknown')).join(', ')
      return { from: orEmpty(listOf(edit.from)), to: orEmpty(listOf(edit.to)) }
    }
    case 'tag':
      return { from: '', to: edit.tag }
    case 'delete':
      return { from: text.t('mutation.there'), to: text.t('mutation.deleted') }
    default:
      return assertNever(edit)
  }
}

function companySides(edit: CompanyEdit, { text, names }: Speaker): { from: string; to: string } {
  const nameOf = (id: CompanyId | null) =>
    id === null ? text.t('mutation.empty') : names.company(id) || text.t('mutation.unknown')
  const to = edit.createName === undefined ? nameOf(edit.to) : text.t('mutation.newCompany', { name: edit.createName })
  return { from: nameOf(edit.from), to }
}

function describeBulk(count: number, tags: readonly BulkTag[], subject: string, text: Text): string {
  const parts = (['add', 'remove'] as const).flatMap((op) => {
    const named = tags.filter((tag) => tag.op === op).map(({ tag }) => tag)
    return named.length === 0 ? [] : [describeBulkPart(op, named, count, subject, text)]
  })
  const [first = '', second] = parts
  return second === undefined ? first : text.t('mutation.both', { first, second })
}

function describeBulkPart(op: BulkTag['op'], named: readonly string[], count: number, subject: string, text: Text) {
  const tags = named.join(', ')
  if (count === 1 && subject !== '') {
    return text.plural(op === 'add' ? 'mutation.addTag' : 'mutation.removeTag', named.length, { tags, who: subject })
  }
  const who = text.plural(op === 'add' ? 'mutation.toMany' : 'mutation.fromMany', count)
  return text.plural(op === 'add' ? 'mutation.addTagMany' : 'mutation.removeTagMany', named.length, { tags, who })
}

/** What all of them are given; what differs between them, as after an undo, is not told one by one. */
function describeBulkEdit(bulk: BulkEdit, subject: string, accountId: AccountId, speaker: Speaker): string {
  const { text } = speaker
  const { length } = idsInBulk(bulk)
  const edits = bulk.groups.map(({ edit }) => edit)
  const [first] = edits
  const who = length === 1 && subject !== '' ? subject : text.plural('tagging.count', length)
  if (first === undefined) return who
  if (first.kind === 'delete') return text.t('mutation.delete', { who })
  const about = { field: fieldLabel(fieldOf(first), accountId, speaker), who }
  const parts = edits.map((edit) => describeSides(edit, accountId, speaker))
  if (first.kind === 'custom' && first.merge === 'set') return describeBulkSet(edits, about, accountId, speaker)
  if (new Set(parts.map(({ to }) => to)).size > 1) return text.t('mutation.bulkBack', about)
  return isClearing(first)
    ? text.t('mutation.bulkClear', about)
    : text.t('mutation.bulkSet', { ...about, to: parts[0]?.to ?? '' })
}

const isClearing = (edit: FieldEdit): boolean =>
  edit.kind === 'custom' ? edit.to.length === 0 : 'to' in edit && edit.to === null

/** Values that come to some of them, and values that go. */
function describeBulkSet(
  edits: readonly FieldEdit[],
  about: { readonly field: string; readonly who: string },
  accountId: AccountId,
  speaker: Speaker,
): string {
  const { text } = speaker
  const namesOf = (side: 'from' | 'to') => {
    const items = edits.flatMap((edit) => (edit.kind === 'custom' ? edit[side] : []))
    const [edit] = edits.filter((one) => one.kind === 'custom')
    const names = items.map((item) =>
      edit === undefined ? '' : describeSides({ ...edit, to: [item] }, accountId, speaker).to,
    )
    return [...new Set(names)].join(', ')
  }
  const [gone, come] = [namesOf('from'), namesOf('to')]
  const added = come === '' ? '' : text.t('mutation.bulkAdd', { ...about, to: come })
  const removed = gone === '' ? '' : text.t('mutation.bulkRemove', { ...about, to: gone })
  return added !== '' && removed !== '' ? text.t('mutation.both', { first: added, second: removed }) : added + removed
}

const OF_NEIGHBOUR = 'neighbour:'
const isOfNeighbour = (field: FieldName): field is NeighbourFieldName => field.startsWith(OF_NEIGHBOUR)

/** A field by the name that the card gives it. */
export function fieldLabel(field: FieldName, accountId: AccountId, speaker: Speaker): string {
  const { text, names } = speaker
  if (isOfNeighbour(field)) return neighbourFieldLabel(field.slice(OF_NEIGHBOUR.length), accountId, speaker)
  switch (field) {
    case 'firstName':
    case 'lastName':
    case 'responsible':
    case 'company':
    case 'tags':
      return text.t(`card.${field}`)
    case 'phones':
      return text.t('mutation.phone')
    case 'emails':
      return text.t('mutation.email')
    case 'contact':
      return text.t('mutation.contact')
    default: {
      const id = field.slice('custom:'.length) as FieldId
      const linked = linkedKindOf(id)
      if (linked !== null) return text.t(`linked.${linked}`)
      return names.field(accountId, id)?.name ?? text.t('card.unknownField', { id })
    }
  }
}
