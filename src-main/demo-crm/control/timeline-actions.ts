import { randomUUID } from 'node:crypto'
import type { AmoContext, ApiCall } from '../amocrm/context.ts'
import { nowSeconds } from '../amocrm/context.ts'
import type { FieldError } from '../amocrm/answers.ts'
import { entityOf } from '../amocrm/entity-words.ts'
import { NOTE_EVENTS, readNewNote, readNoteContent } from '../amocrm/note-input.ts'
import { readTaskItem } from '../amocrm/task-input.ts'
import { blankTask, taskHabits } from '../amocrm/tasks.ts'
import { bump } from '../store/link-writer.ts'
import { addNote, deleteNote } from '../store/note-writer.ts'
import type { Note } from '../store/note-store.ts'
import type { User } from '../store/records.ts'
import { entityNames } from '../store/records.ts'
import type { Author } from '../store/record-writer.ts'
import { addTask, changeTask, deleteTask } from '../store/task-writer.ts'
import { ControlError } from './control-error.ts'
import { mustFind } from './record-actions.ts'
import type { VendorAction } from './vendor-schema.ts'

type Fields = Readonly<Record<string, unknown>>
type TimelineAction = Extract<VendorAction, { action: 'add' | 'edit' | 'delete' }>

/** Adds, changes or deletes tasks; `fields` are those of POST and PATCH /tasks. */
export function changeTasks(context: AmoContext, action: TimelineAction, author: Author): unknown[] {
  const { store } = context
  const user = actor(context, author)
  const habits = taskHabits(context)
  const read = (current: ReturnType<typeof store.tasks.find>, fields: Fields) => {
    const errors: FieldError[] = []
    const change = readTaskItem(context, user, fields, current, errors)
    refuse(errors)
    return change
  }
  if (action.action === 'add') {
    const task = { ...blankTask(context, user), ...read(undefined, action.fields), id: store.tasks.nextId() }
    addTask(store, task, author, habits)
    return [task]
  }
  return action.ids.map((id) => {
    const task = store.tasks.find(id)
    if (task === undefined) throw new ControlError(`ids: there is no task ${id}.`)
    if (action.action === 'delete') {
      deleteTask(store, task, author, habits)
      return task
    }
    const changed = { ...task, updatedAt: author.at, updatedBy: author.userId, ...read(task, action.fields) }
    changeTask(store, task, changed, author, habits)
    return changed
  })
}

/** Adds, changes or deletes notes; `fields` are those of POST /{entity}/notes, with `entity_type`, and of PATCH. */
export function changeNotes(context: AmoContext, action: TimelineAction, author: Author): unknown[] {
  const { store } = context
  const isBumped = context.switches().notesBumpUpdatedAt
  if (action.action === 'add') return [newNote(context, action.fields, author, isBumped)]
  return action.ids.map((id) => {
    const note = entityNames.map((entity) => store.notes.find(entity, id)).find((found) => found !== undefined)
    if (note === undefined) throw new ControlError(`ids: there is no note ${id}.`)
    if (action.action === 'delete') {
      deleteNote(store, note, author, isBumped)
      return note
    }
    const errors: FieldError[] = []
    const content = readNoteContent(note.kind, action.fields['params'], note.content, errors)
    refuse(errors)
    const pinned = action.fields['is_pinned']
    const isPinned = typeof pinned === 'boolean' ? pinned : note.isPinned
    const changed: Note = { ...note, content, isPinned, updatedAt: author.at, updatedBy: author.userId }
    store.notes.put(changed)
    return changed
  })
}

function newNote(context: AmoContext, fields: Fields, author: Author, isBumped: boolean): Note {
  const entity = entityOf(fields['entity_type'])
  if (entity === undefined) throw new ControlError('fields.entity_type: contacts, companies, leads or customers.')
  const errors: FieldError[] = []
  const call = { method: 'POST', path: '', query: {}, rawQuery: '', headers: {}, body: '', base: '' }
  const api: ApiCall = { call, params: [], user: actor(context, author) }
  const read = readNewNote(context, api, { entity, owner: undefined }, fields, errors)
  refuse(errors)
  if (read === undefined) throw new ControlError('fields: these make no note.')
  const note = { ...read, id: context.store.notes.nextId() }
  addNote(context.store, note, NOTE_EVENTS[note.kind], author, isBumped)
  return note
}

/** Somebody wrote in a channel: a new chat, of a contact or of nobody yet. */
export function addChat(context: AmoContext, fields: Fields): unknown {
  const { chats } = context.store
  const channel = chats.channels().find(({ name, id }) => name === fields['channel'] || id === fields['channel'])
  if (channel === undefined) throw new ControlError('fields.channel: there is no such channel.')
  const id = typeof fields['id'] === 'string' ? fields['id'] : randomUUID()
  if (chats.chat(id) !== undefined) throw new ControlError(`fields.id: there is a chat ${id} already.`)
  chats.addChat({ id, channelId: channel.id, title: typeof fields['title'] === 'string' ? fields['title'] : '' })
  const contactId = fields['contact_id']
  if (typeof contactId !== 'number') return { ...chats.chat(id), contactId: null }
  mustFind(context, 'contacts', contactId)
  return { ...chats.chat(id), contactId: chats.bind(id, contactId, false).contactId }
}

/** Gives a chat to another contact, or to nobody. */
export function bindChat(context: AmoContext, chatId: string, contactId: number | null, author: Author): unknown {
  const { chats } = context.store
  const chat = chats.chat(chatId)
  if (chat === undefined) throw new ControlError(`chatId: there is no chat ${chatId}.`)
  const { chatsBumpUpdatedAt, rebindChatLink } = context.switches()
  if (contactId === null) chats.unbind(chatId)
  else {
    mustFind(context, 'contacts', contactId)
    chats.bind(chatId, contactId, rebindChatLink === 'same-id')
    bump(context.store, 'contacts', contactId, author, chatsBumpUpdatedAt)
  }
  return { ...chat, contactId }
}

/** In the vendor's interface the rights of the API do not stand in the way of a test. */
function actor(context: AmoContext, { userId }: Author): User {
  const user = context.store.directory.user(userId)
  if (user === undefined) throw new ControlError(`userId: there is no user ${userId} at ${nowSeconds(context)}.`)
  return { ...user, isAdmin: true }
}

function refuse(errors: readonly FieldError[]): void {
  const [error] = errors
  if (error !== undefined) throw new ControlError(`fields.${error.path}: ${error.detail}`)
}
