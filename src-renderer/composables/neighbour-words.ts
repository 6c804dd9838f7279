import type { Json } from '#shared/domain/contact.ts'
import {
  accountOf,
  isContactId,
  isUserId,
  kindOf,
  remoteIdOf,
  type AccountId,
  type NeighbourId,
} from '#shared/domain/ids.ts'
import type { NeighbourChange } from '#shared/domain/mutation.ts'
import { isRemoval, REMOVED } from '#shared/domain/removal.ts'
import {
  ABOUT,
  customOf,
  type Neighbour,
  type NeighbourEdit,
  type TaskFields,
  type TaskNature,
} from '#shared/domain/neighbour.ts'
import { toItems } from '#shared/sync/neighbour-custom.ts'
import type { MessageKey } from '#renderer/locales/en.ts'
import { customText } from './custom-text.ts'
import { dealFieldLabel, dealValue, describeMember, describeNewDeal } from './deal-words.ts'
import { elementsText } from './linked-words.ts'
import { saleKey } from './sale-key.ts'
import { describeLayoutEdit, layoutValue } from './layout-words.ts'
import type { Speaker } from './mutation-words.ts'
import {
  describeNewRequisite,
  describeRequisiteEdit,
  requisiteFieldLabel,
  requisiteValueText,
} from './requisite-words.ts'

/** Longer texts are cut in sentences about them. */
const MOST_LETTERS = 80

/** What was done to a note, a task or a deal, as a sentence. @param subject name of the contact that it is about, or of the deal */
export function describeNeighbourChange(change: NeighbourChange, subject: string, speaker: Speaker): string {
  const { t } = speaker.text
  const who = subject || t('mutation.someone')
  return change.kind === 'create-neighbour'
    ? describeNew(change.recordId, change.record, who, speaker)
    : describeEdit(change.recordId, change.edit, who, speaker)
}

function describeNew(id: NeighbourId, record: Neighbour, who: string, speaker: Speaker): string {
  const { text, format } = speaker
  switch (record.kind) {
    case 'note':
      return text.t('neighbours.newNote', { who, text: shorten(record.fields.text) })
    case 'task': {
      const due = format.moment(record.fields.dueAt)
      return text.t('neighbours.newTask', { who, text: shorten(record.fields.text), due })
    }
    case 'deal':
    case 'lead':
      return describeNewDeal(record, accountOf(id), speaker)
    case 'requisite':
      return describeNewRequisite(record.fields, who, speaker)
    // They begin as the name of whom a contact belongs to.
    case 'company':
      return text.t('mutation.newCompany', { name: record.fields.name })
    // Every CRM that has layouts has one of each.
    case 'layout':
      return text.t('layout.changedOwn')
    // They begin in a messenger.
    case 'chat':
      return text.t('chat.bound', { who, chat: '' })
  }
}

/** Enough of a chat's id to tell it from others. */
export const shortChatId = (chatId: string): string => chatId.slice(0, SHORT_ID)
const SHORT_ID = 8

function describeEdit(id: NeighbourId, edit: NeighbourEdit, who: string, speaker: Speaker): string {
  const { t } = speaker.text
  const kind = kindOf(id)
  const member = describeMember(kind === 'lead' ? kind : 'deal', edit, who, speaker)
  if (member !== null) return member
  if (isRemoval(edit) && kind === 'company') return t('companies.delete', { company: who })
  if (isRemoval(edit) && (kind === 'deal' || kind === 'lead')) return t(saleKey(kind, 'delete'), { deal: who })
  if (isRemoval(edit) && (kind === 'note' || kind === 'task')) {
    return t(kind === 'note' ? 'neighbours.removeNote' : 'neighbours.removeTask', { who, text: seenText(edit.from) })
  }
  if (edit.field === 'doneWith') return describeResult(edit, who, speaker)
  const [from, to] = [edit.from, edit.to].map((value) => neighbourValue(edit.field, value, accountOf(id), speaker))
  const field = neighbourFieldLabel(edit.field, accountOf(id), speaker)
  const said = { field, from: from ?? '', to: to ?? '' }
  switch (kind) {
    case 'note':
      return t('neighbours.editNote', { who, ...said })
    case 'task':
      return t('neighbours.editTask', { who, ...said })
    case 'company':
      return t('companies.edit', { company: who, ...said })
    case 'deal':
      return t('deals.edit', { deal: who, ...said })
    case 'lead':
      return t('leads.edit', { deal: who, ...said })
    case 'requisite':
      return describeRequisiteEdit(id, edit, { who, from: said.from, to: said.to }, speaker)
    case 'layout':
      return describeLayoutEdit(id, edit, speaker)
    case 'chat':
      return describeBinding(id, edit, who, speaker)
  }
}

function describeResult({ from, to }: NeighbourEdit, who: string, { text: { t } }: Speaker): string {
  if (to === null) return t('neighbours.reopenTask', { who })
  if (typeof from === 'string' && typeof to === 'string') {
    const say = (words: string) => shorten(words) || t('mutation.empty')
    return t('neighbours.editTask', { who, field: t('neighbours.result'), from: say(from), to: say(to) })
  }
  if (typeof to !== 'string' || to === '') return t('neighbours.completeTask', { who })
  return t('neighbours.completeTaskWith', { who, text: shorten(to) })
}

/** What somebody has seen of what they take away. */
const seenText = (seen: Json): string =>
  seen !== null && typeof seen === 'object' && 'name' in seen && typeof seen['name'] === 'string'
    ? shorten(seen['name'])
    : ''

function describeBinding(id: NeighbourId, { from }: NeighbourEdit, who: string, { text, names }: Speaker): string {
  const chat = shortChatId(remoteIdOf(id) ?? '')
  if (!isContactId(from)) return text.t('chat.bound', { who, chat })
  return text.t('chat.moved', { who, chat, from: names.contact(from) || text.t('mutation.unknown') })
}

const labels: Readonly<Record<string, MessageKey>> = {
  text: 'neighbours.text',
  dueAt: 'neighbours.due',
  typeId: 'neighbours.type',
  doneWith: 'neighbours.result',
  responsibleId: 'card.responsible',
  aboutId: 'chat.contact',
  chat: 'chat.one',
  sections: 'layout.one',
  isForced: 'layout.one',
}

/** A field of a note, a task or a deal by the name that the card gives it. */
export function neighbourFieldLabel(field: string, accountId: AccountId, speaker: Speaker): string {
  const fieldId = customOf(field)
  if (fieldId !== null) {
    return speaker.names.field(accountId, fieldId)?.name ?? speaker.text.t('card.unknownField', { id: fieldId })
  }
  if (field === REMOVED) return speaker.text.t('neighbours.removal')
  const key = Object.hasOwn(labels, field) ? labels[field] : undefined
  if (key !== undefined) return speaker.text.t(key)
  return requisiteFieldLabel(field, accountId, speaker) ?? dealFieldLabel(field, speaker) ?? field
}

/** One value of it as a short text. */
export function neighbourValue(field: string, value: Json, accountId: AccountId, speaker: Speaker): string {
  const { text, format, names } = speaker
  const fieldId = customOf(field)
  if (fieldId !== null) {
    const kind = names.field(accountId, fieldId)?.kind ?? 'other'
    if (kind === 'elements') return elementsText(toItems(value), accountId, speaker) || text.t('mutation.empty')
    return customText(toItems(value), kind, text, format) || text.t('mutation.empty')
  }
  if (field === REMOVED && value === true) return text.t('neighbours.removed')
  const ofDeal = dealValue(field, value, accountId, speaker)
  if (ofDeal !== null) return ofDeal
  const ofRequisite = requisiteValueText(field, value, speaker)
  if (ofRequisite !== null) return shorten(ofRequisite)
  if (field === 'sections') return layoutValue(value, accountId, speaker)
  if (field === 'doneWith') {
    if (typeof value === 'string' && value !== '') return text.t('neighbours.doneWith', { text: shorten(value) })
    return text.t(value === null ? 'neighbours.open' : 'neighbours.done')
  }
  if (field === ABOUT) {
    if (!isContactId(value)) return text.t('chat.nobody')
    return names.contact(value) || text.t('mutation.unknown')
  }
  if (value === null || value === '') return text.t('mutation.empty')
  if (field === 'dueAt' && typeof value === 'number') return format.moment(value)
  if (field === 'typeId' && typeof value === 'string')
    return names.taskType(accountId, value) || text.t('mutation.unknown')
  if (field === 'responsibleId' && isUserId(value)) return names.user(value) || text.t('mutation.unknown')
  return shorten(typeof value === 'string' ? value : JSON.stringify(value))
}

const shorten = (words: string): string => {
  const line = words.trim().replaceAll(/\s+/gu, ' ')
  return line.length <= MOST_LETTERS ? line : `${line.slice(0, MOST_LETTERS - 1)}…`
}

const natures: Readonly<Record<TaskNature, MessageKey>> = {
  ...{ task: 'neighbours.oneTask', call: 'neighbours.call', meeting: 'neighbours.meeting' },
  ...{ letter: 'neighbours.letter', other: 'neighbours.other' },
}

/** What kind of task it is, in a word: by the types of the account, else by what the CRM says it is; empty where nobody says. */
export function taskTypeText({ typeId, nature }: TaskFields, accountId: AccountId, { text, names }: Speaker): string {
  return names.taskType(accountId, typeId) || (nature === undefined ? '' : text.t(natures[nature]))
}

/** What kind of entry it is, in a word; empty for what people have typed. */
export function noteTypeText(noteType: string, { t }: Speaker['text']): string {
  if (noteType === 'common') return ''
  if (noteType.startsWith('call')) return t('neighbours.call')
  return t(/sms|message|mail|chat/.test(noteType) ? 'neighbours.message' : 'neighbours.other')
}
