import { createHash } from 'node:crypto'
import { emit } from '../events/emit.ts'
import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asInt, asList, asMap, asText, pick, upperKeys, without } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { accessDenied, RestError } from '../protocol/rest-error.ts'
import { nowSeconds } from '../protocol/server-time.ts'
import type { Item } from '../store/item-store.ts'
import { describeLines } from './describe-fields.ts'
import { COMMENT, typeOfWord, wordsOf } from './entities.ts'
import { storedMoment } from './field-values.ts'
import { formatLegacy } from './legacy-format.ts'
import { idParameter } from './legacy-input.ts'
import { mapParameter } from './legacy-list.ts'
import { listPlain } from './plain-list.ts'
import { markActivity } from './record-writer.ts'
import { denied, may } from './rights.ts'
import { defineFields } from './system-fields.ts'
import { isSameOwner, ownedBy, ownersOf, withOwners } from './timeline-owners.ts'

/** `crm.timeline.comment.*` of contacts, companies, deals and leads. */
export function timelineCommentMethods(): readonly (readonly [string, Method])[] {
  return [
    ['crm.timeline.comment.add', crmMethod(add)],
    ['crm.timeline.comment.update', crmMethod(update)],
    ['crm.timeline.comment.get', crmMethod(get)],
    ['crm.timeline.comment.list', crmList(list)],
    ['crm.timeline.comment.delete', crmMethod(remove)],
    ['crm.timeline.comment.fields', crmMethod(() => DESCRIPTIONS)],
  ]
}

const FIELDS = new Map(
  defineFields(`
    ID integer r ID
    ENTITY_ID integer i Entity ID
    ENTITY_TYPE string i Entity type
    CREATED datetime r Created on
    COMMENT string - Comment
    AUTHOR_ID user r Author`).map((field) => [field.name, field]),
)

function add(call: MethodCall): number {
  const fields = fieldsOfCall(call)
  const word = asText(fields['ENTITY_TYPE']) ?? ''
  const ownerId = asInt(fields['ENTITY_ID'])
  if (word === '' || ownerId <= 0) throw new RestError('Required fields are not filled.', '100')
  const comment = commentOf(fields)
  const type = typeOfWord(word)
  const owner = type === undefined ? undefined : call.data.items.get(type, ownerId)
  if (owner === undefined || type === undefined) throw new RestError('Owner was not found.', 'OWNER_NOT_FOUND')
  if (!may(call, 'edit', owner)) throw accessDenied('Access denied.', 400)
  const id = call.data.items.nextId('comments')
  const now = nowSeconds(call.portal)
  const author = String(call.caller.user.id)
  const stored = {
    ENTITY_ID: String(ownerId),
    ENTITY_TYPE: wordsOf(type).method,
    CREATED: storedMoment(now),
    COMMENT: comment,
  }
  call.data.items.put({
    ...{ type: COMMENT, id, created: now, modified: now, ownerType: type, ownerId },
    fields: { ...stored, AUTHOR_ID: author, FILES: fileNames(fields) },
  })
  markActivity(call, type, ownerId)
  emit(call, 'ONCRMTIMELINECOMMENTADD', { FIELDS: { ID: id } })
  return id
}

function update(call: MethodCall): number {
  const comment = mustFind(call, 'NOT_FOUND')
  const fields = fieldsOfCall(call)
  const files = Object.hasOwn(fields, 'FILES') ? { FILES: fileNames(fields) } : {}
  call.data.items.put({
    ...comment,
    modified: nowSeconds(call.portal),
    fields: { ...comment.fields, ...files, COMMENT: commentOf(fields) },
  })
  emit(call, 'ONCRMTIMELINECOMMENTUPDATE', { FIELDS: { ID: comment.id } })
  return comment.id
}

function get(call: MethodCall): Readonly<Record<string, unknown>> {
  const comment = mustFind(call, '')
  return { ...formatLegacy(call, comment, FIELDS, undefined), FILES: formatFiles(call, comment) }
}

function list(call: MethodCall): MethodResult {
  const filter = upperKeys(mapParameter(call.params, 'filter'))
  const word = asText(filter['ENTITY_TYPE'] ?? filter['=ENTITY_TYPE']) ?? ''
  const ownerId = asInt(filter['ENTITY_ID'] ?? filter['=ENTITY_ID'])
  const type = typeOfWord(word)
  // Comments are those of one record: there is no list of all.
  if (ownerId <= 0) throw new RestError('ENTITY_ID is not defined or invalid.')
  if (type === undefined) throw new RestError('ENTITY_TYPE is not defined or invalid.')
  const owner = call.data.items.get(type, ownerId)
  if (!may(call, 'read', owner)) throw denied()
  // Whose comments they are is no matter of their fields alone: one can stand on several cards.
  const rest = without(filter, 'ENTITY_TYPE', '=ENTITY_TYPE', 'ENTITY_ID', '=ENTITY_ID')
  const card = { ENTITY_ID: String(ownerId), ENTITY_TYPE: wordsOf(type).method }
  const select = asList(pick(call.params, 'select', 'SELECT')).map((name) => asText(name) ?? '')
  const isShown = (name: string) => select.length === 0 || select.includes('*') || select.includes(name)
  const shown = Object.fromEntries(Object.entries(card).filter(([name]) => isShown(name)))
  const asked = { ...call, params: { ...without(call.params, 'FILTER', 'Filter', 'arFilter'), filter: rest } }
  return listPlain(asked, {
    ...{ type: COMMENT, known: FIELDS },
    conditions: [ownedBy({ type, id: ownerId })],
    extra: (comment) => ({ ...shown, FILES: formatFiles(call, comment) }),
  })
}

function remove(call: MethodCall): null {
  const comment = mustFind(call, 'NOT_FOUND')
  const owners = ownersOf(comment)
  const card = { type: asInt(call.params['ownerTypeId']), id: asInt(call.params['ownerId']) }
  if (card.id > 0 && !owners.some((owner) => isSameOwner(owner, card))) {
    throw new RestError('Owner was not found.', 'OWNER_NOT_FOUND')
  }
  if (owners.length > 1) {
    if (card.id <= 0) throw new RestError('Element has bindings to multiple entities.', 'MULTIPLE_BINDINGS')
    const left = owners.filter((owner) => !isSameOwner(owner, card))
    call.data.items.put(withOwners(comment, left))
    return null
  }
  call.data.items.remove(COMMENT, comment.id)
  emit(call, 'ONCRMTIMELINECOMMENTDELETE', { FIELDS: { ID: comment.id } })
  return null
}

/** Reading has no code for what is not there; writing has. */
function mustFind(call: MethodCall, code: string): Item {
  const comment = call.data.items.get(COMMENT, idParameter(call.params))
  if (comment === undefined) throw new RestError('Not found.', code)
  const owner = call.data.items.get(comment.ownerType ?? 0, comment.ownerId ?? 0)
  const isAllowed = owner === undefined || may(call, code === '' ? 'read' : 'edit', owner)
  if (!isAllowed) throw code === '' ? denied() : accessDenied('Access denied.', 400)
  return comment
}

/** Of this family alone the newer releases take `fields` in small letters only. */
function fieldsOfCall(call: MethodCall): ParamMap {
  const fields = asMap(pick(call.params, 'fields'))
  if (fields === undefined) throw new RestError("Parameter 'fields' must be array.", '100')
  return upperKeys(fields)
}

function commentOf(fields: ParamMap): string {
  const comment = asText(fields['COMMENT'])
  if (comment === undefined) throw new RestError('Required fields are not filled.', '100')
  if (comment.trim() === '') throw new RestError('Empty comment message.', 'INVALID_ARG_VALUE')
  return comment
}

/** Contents are not kept; what a file was called is. */
function fileNames(fields: ParamMap): readonly string[] {
  return asList(fields['FILES'])
    .map((file) => asText(asList(file)[0]) ?? '')
    .filter((name) => name !== '')
}

function formatFiles(call: MethodCall, comment: Item): Readonly<Record<string, unknown>> {
  const names = comment.fields['FILES']
  if (!Array.isArray(names)) return {}
  return Object.fromEntries(
    (names as readonly string[]).map((name, index) => {
      // A number that stays the same for the same file of the same comment.
      const digest = createHash('md5').update(`${comment.id} ${index} ${name}`).digest()
      const id = digest.readUInt16BE(0) + 1
      const url = `${call.base}/disk/downloadFile/${id}/?filename=${encodeURIComponent(name)}`
      return [
        String(id),
        { id, type: 'file', name, size: 0, authorId: Number(comment.fields['AUTHOR_ID']), urlDownload: url },
      ]
    }),
  )
}

const DESCRIPTIONS = describeLines(`
  ID integer r ID
  ENTITY_ID integer qi Entity ID
  ENTITY_TYPE string qi Entity type
  CREATED datetime r Created on
  COMMENT string q Comment
  AUTHOR_ID user r Author
  FILES attached_diskfile - Files`)
