import { isJsonList, isJsonObject } from '../http/exchange.ts'
import type { EntityName } from '../store/records.ts'
import type { TagChange, TagRef } from '../store/record-writer.ts'
import type { TagStore } from '../store/tag-store.ts'
import type { FieldError } from './answers.ts'
import { fieldMissing, invalidType, notBlank, notSupportedChoice } from './answers.ts'
import { isIntLike } from './scalars.ts'
import type { Switches } from './switches.ts'

export type TagRead = { readonly change: TagChange; readonly errors: readonly FieldError[] }

/**
 * Reads the tags of one submitted item. `_embedded.tags` replaces the set and, when present at all, beats `tags_to_add` and
 * `tags_to_delete`.
 * @source https://www.amocrm.ru/developers/content/crm_platform/contacts-api; amocrm-api-php MutateTagsTrait
 */
export function readTagChange(
  item: Readonly<Record<string, unknown>>,
  entity: EntityName,
  tags: TagStore,
  switches: Switches,
  isNew: boolean,
): TagRead {
  const embedded = item['_embedded']
  if (isJsonObject(embedded) && 'tags' in embedded && embedded['tags'] !== undefined) {
    const list = embedded['tags']
    if (list === null) return { change: { kind: 'replace', tags: [] }, errors: [] }
    const read = readRefs(list, '_embedded.tags', (id) => tags.find(entity, id) !== undefined, switches)
    return { change: { kind: 'replace', tags: read.refs }, errors: read.errors }
  }
  if (entity === 'deals' && switches.leadTagKeys === 'ignored') return { change: { kind: 'keep' }, errors: [] }
  const add = readRefs(item['tags_to_add'], 'tags_to_add', (id) => tags.find(entity, id) !== undefined, switches)
  // There is nothing to take away from a new record: the key is ignored. Removing an unknown tag is no error either.
  const remove = readRefs(isNew ? undefined : item['tags_to_delete'], 'tags_to_delete', () => true, switches)
  const errors = [...add.errors, ...remove.errors]
  if (add.refs.length === 0 && remove.refs.length === 0) return { change: { kind: 'keep' }, errors }
  return { change: { kind: 'edit', add: add.refs, remove: remove.refs }, errors }
}

function readRefs(
  input: unknown,
  path: string,
  isKnown: (id: number) => boolean,
  switches: Switches,
): { refs: TagRef[]; errors: FieldError[] } {
  const refs: TagRef[] = []
  const errors: FieldError[] = []
  if (input === undefined || input === null) return { refs, errors }
  if (!isJsonList(input)) return { refs, errors: [invalidType(path, 'array')] }
  input.forEach((item, index) => {
    const read = readRef(item, `${path}.${index}`, isKnown, switches)
    if ('detail' in read) errors.push(read)
    else refs.push(read)
  })
  return { refs, errors }
}

function readRef(
  item: unknown,
  path: string,
  isKnown: (id: number) => boolean,
  switches: Switches,
): TagRef | FieldError {
  if (!isJsonObject(item)) return invalidType(path, 'array')
  const { id, name } = item
  if (id !== undefined && id !== null) {
    if (!isIntLike(id, switches)) return invalidType(`${path}.id`, 'int')
    return isKnown(Number(id)) ? { id: Number(id) } : notSupportedChoice(`${path}.id`)
  }
  if (name === undefined || name === null) return fieldMissing(`${path}.name`)
  if (typeof name !== 'string' && typeof name !== 'number') return invalidType(`${path}.name`, 'string')
  return String(name).trim() === '' ? notBlank(`${path}.name`) : { name: String(name).trim() }
}
