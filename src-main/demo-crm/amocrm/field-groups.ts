import { emptyReply } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import type { EntityName, FieldGroup } from '../store/records.ts'
import { fieldMissing, hal, nothingThere, notSupportedChoice, problem } from './answers.ts'
import type { FieldError } from './answers.ts'
import { readBatch, readInt, readText, saveBatch } from './batch.ts'
import type { Item } from './batch.ts'
import { nowSeconds } from './context.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { formatGroup } from './custom-fields.ts'
import { PLURAL } from './entity-words.ts'
import { readJsonBody, readJsonItems } from './json-body.ts'
import { forbidden } from './rights.ts'

/** What a group is to be called, where it stands, and which fields move into it. */
type GroupInput = {
  readonly name: string | undefined
  readonly sort: number | undefined
  readonly fieldIds: readonly number[]
}

/** POST /contacts/custom_fields/groups, by administrators. */
export function postFieldGroups(entity: EntityName): Handler {
  return (context, api) => {
    if (!api.user.isAdmin) return forbidden()
    const body = readJsonItems(context, api.call)
    if (!body.isOk) return body.reply
    const reads = readBatch(body.items, (item, errors) => {
      const read = readGroup(context, entity, item, errors)
      if (read.name === undefined) errors.push(fieldMissing('name'))
      return read
    })
    return saveBatch(context, reads, (good) => {
      const made = good.map(({ requestId, value }) => {
        const known = context.store.directory.fieldGroups(entity)
        const sort = value.sort ?? Math.max(0, ...known.map((group) => group.sort)) + 1
        const id = newGroupId(context, entity, known)
        const group = saveGroup(context, { id, entity, name: value.name ?? '', sort, isPredefined: false }, value)
        return { ...answerOf(context, api, group), request_id: requestId }
      })
      return hal({ _total_items: made.length, _embedded: { custom_field_groups: made } })
    })
  }
}

/** PATCH /contacts/custom_fields/groups/{id}, by administrators. */
export function patchFieldGroup(entity: EntityName): Handler {
  return (context, api) =>
    withGroup(context, api, entity, (group) => {
      const body = readJsonBody(api.call)
      if (!body.isOk) return body.reply
      const reads = readBatch([body.value], (item, errors) => readGroup(context, entity, item, errors))
      return saveBatch(context, reads, ([good]) => {
        if (good === undefined) return hal(answerOf(context, api, group))
        const { name = group.name, sort = group.sort } = good.value
        return hal(answerOf(context, api, saveGroup(context, { ...group, name, sort }, good.value)))
      })
    })
}

/** DELETE /contacts/custom_fields/groups/{id}: 204, its fields go to the first group. Predefined groups stay. */
export function deleteFieldGroup(entity: EntityName): Handler {
  return (context, api) =>
    withGroup(context, api, entity, ({ id, isPredefined }) => {
      if (isPredefined) return problem(422, 'A predefined group cannot be deleted')
      context.store.transaction(() => context.store.directory.deleteFieldGroup(entity, id))
      return emptyReply(204)
    })
}

function withGroup(
  context: AmoContext,
  { user, params }: ApiCall,
  entity: EntityName,
  use: (group: FieldGroup) => Reply,
): Reply {
  if (!user.isAdmin) return forbidden()
  const group = context.store.directory.fieldGroups(entity).find(({ id }) => id === params[0])
  return group === undefined ? nothingThere(404) : use(group)
}

function readGroup(context: AmoContext, entity: EntityName, item: Item, errors: FieldError[]): GroupInput {
  const list = Array.isArray(item['fields']) ? (item['fields'] as unknown[]) : []
  const fieldIds = list.map(Number)
  fieldIds.forEach((id, index) => {
    if (context.store.directory.field(entity, id) === undefined) errors.push(notSupportedChoice(`fields.${index}`))
  })
  return { name: readText(item, 'name', errors), sort: readInt(context, item, 'sort', errors), fieldIds }
}

function saveGroup(context: AmoContext, group: FieldGroup, { fieldIds }: GroupInput): FieldGroup {
  const { directory } = context.store
  directory.putFieldGroup(group)
  for (const id of fieldIds) {
    const field = directory.field(group.entity, id)
    if (field !== undefined) directory.putField({ ...field, groupId: group.id })
  }
  return group
}

function answerOf(context: AmoContext, { call }: ApiCall, group: FieldGroup): Readonly<Record<string, unknown>> {
  return formatGroup(group, context.store.directory.fields(group.entity), call.base)
}

/** Like the vendor's: the kind of record and a number made of the time. */
function newGroupId(context: AmoContext, entity: EntityName, known: readonly FieldGroup[]): string {
  let number = nowSeconds(context) * 1000
  while (known.some(({ id }) => id === `${PLURAL[entity]}_${number}`)) number += 1
  return `${PLURAL[entity]}_${number}`
}
