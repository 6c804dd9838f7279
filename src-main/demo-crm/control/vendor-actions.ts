import * as v from 'valibot'
import { authorOf } from '../amocrm/context.ts'
import type { AmoContext } from '../amocrm/context.ts'
import type { Author } from '../store/record-writer.ts'
import type { FieldOption } from '../store/records.ts'
import { entityNames } from '../store/records.ts'
import { addChat, bindChat, changeNotes, changeTasks } from './timeline-actions.ts'
import { ControlError } from './control-error.ts'
import { addRecord, changeRecords } from './record-actions.ts'
import { FieldEditSchema } from './vendor-schema.ts'
import type { VendorAction } from './vendor-schema.ts'

/**
 * Does what a person does in the vendor's own interface.
 * @returns the affected records, tasks, notes, chats or field definitions, as they are now
 * @throws {ControlError} for ids that do not exist, or fields that the record cannot hold
 */
export function performVendorAction(context: AmoContext, action: VendorAction): unknown[] {
  const author = authorOf(context, action.userId ?? defaultUser(context))
  if (context.store.directory.user(author.userId) === undefined) {
    throw new ControlError(`userId: there is no user ${author.userId}.`)
  }
  return context.store.transaction(() => perform(context, action, author))
}

function perform(context: AmoContext, action: VendorAction, author: Author): unknown[] {
  if (action.action === 'bind') return [bindChat(context, action.chatId, action.contactId, author)]
  switch (action.entity) {
    case 'custom_fields':
      return changeFields(context, action)
    case 'tasks':
      return changeTasks(context, action, author)
    case 'notes':
      return changeNotes(context, action, author)
    case 'chats':
      return [addChat(context, action.fields)]
    default:
      return action.action === 'add'
        ? [addRecord(context, action.entity, action.fields, author)]
        : changeRecords(context, action, action.entity, author)
  }
}

type FieldAction = Extract<VendorAction, { action: 'edit' | 'delete' }>

function changeFields(context: AmoContext, action: FieldAction): unknown[] {
  const { directory } = context.store
  return action.ids.map((id) => {
    const field = entityNames.map((entity) => directory.field(entity, id)).find((found) => found !== undefined)
    if (field === undefined) throw new ControlError(`ids: there is no custom field ${id}.`)
    if (action.action === 'delete') {
      directory.deleteField(id)
      return field
    }
    const parsed = v.safeParse(FieldEditSchema, action.fields)
    if (!parsed.success) throw new ControlError(`fields: ${parsed.issues[0].message}`)
    const known = field.options ?? []
    let nextId = Math.max(field.id * 10, ...known.map((option) => option.id)) + 1
    const options = parsed.output.enums?.map((option, index): FieldOption => ({
      id: option.id ?? nextId++,
      value: option.value,
      code: option.code ?? known.find(({ id: knownId }) => knownId === option.id)?.code ?? null,
      sort: option.sort ?? (index + 1) * 10,
    }))
    const changed = { ...field, name: parsed.output.name ?? field.name, options: options ?? field.options }
    directory.putField(changed)
    return changed
  })
}

/** A colleague rather than the owner of the token, so that a test sees "someone else" by default. */
function defaultUser(context: AmoContext): number {
  const users = context.store.directory.users()
  return (users.find((user) => !user.isAdmin && user.isActive) ?? users[0])?.id ?? 0
}
