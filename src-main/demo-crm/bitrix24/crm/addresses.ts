import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asInt, asList, asText, pick, upperKeys } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { pageEnd, pageOf, readPage } from '../protocol/paging.ts'
import { RestError } from '../protocol/rest-error.ts'
import type { Address } from '../store/portal-rows.ts'
import { describeLines } from './describe-fields.ts'
import { isCrmType, REQUISITE } from './entities.ts'
import { fieldsParameter } from './legacy-input.ts'
import { mapParameter } from './legacy-list.ts'
import { denied, may } from './rights.ts'

/** `crm.address.*`: one address of each type for a requisite (or a record), found by whose it is rather than by a number. */
export function addressMethods(): readonly (readonly [string, Method])[] {
  return [
    ['crm.address.add', crmMethod(add)],
    ['crm.address.update', crmMethod(update)],
    ['crm.address.list', crmList(list)],
    ['crm.address.delete', crmMethod(remove)],
    ['crm.address.fields', crmMethod(() => FIELDS)],
  ]
}

const TEXTS = [
  'ADDRESS_1',
  'ADDRESS_2',
  'CITY',
  'POSTAL_CODE',
  'REGION',
  'PROVINCE',
  'COUNTRY',
  'COUNTRY_CODE',
  'LOC_ADDR_ID',
] as const

function add(call: MethodCall): boolean {
  const input = upperKeys(fieldsParameter(call.params))
  const key = keyOf(input)
  if (find(call, key) !== undefined) throw new RestError('TypeAddress exists.')
  mustMay(call, key)
  call.data.addresses.put({ id: call.data.addresses.nextId(), ...key, fields: readTexts(input) })
  return true
}

function update(call: MethodCall): boolean {
  const input = upperKeys(fieldsParameter(call.params))
  const key = keyOf(input)
  const address = find(call, key)
  if (address === undefined) throw new RestError('TypeAddress not found.')
  mustMay(call, key)
  call.data.addresses.put({ ...address, fields: { ...address.fields, ...readTexts(input) } })
  return true
}

function remove(call: MethodCall): boolean {
  const key = keyOf(upperKeys(fieldsParameter(call.params)))
  const address = find(call, key)
  if (address === undefined) throw new RestError('TypeAddress not found.')
  mustMay(call, key)
  call.data.addresses.remove(address.id)
  return true
}

function list(call: MethodCall): MethodResult {
  const filter = Object.entries(mapParameter(call.params, 'filter'))
  const select = asList(pick(call.params, 'select', 'SELECT')).map((name) => (asText(name) ?? '').toUpperCase())
  const isAll = select.length === 0 || select.includes('*')
  if (!may(call, 'read')) throw denied()
  const found = call.data.addresses
    .all()
    .filter((address) => isSeen(call, address))
    .map((address) => format(call, address))
    .filter((row) =>
      filter.every(([key, value]) => {
        const own = row[key.replace(/^[^A-Za-z]*/, '').toUpperCase()]
        return own === undefined || asList(value).some((one) => asText(one) === own) !== key.startsWith('!')
      }),
    )
    .map((row) => (isAll ? row : Object.fromEntries(Object.entries(row).filter(([name]) => select.includes(name)))))
  const page = readPage(call.start, false)
  return { result: pageOf(found, page), ...pageEnd(page, found.length) }
}

type Key = Pick<Address, 'typeId' | 'entityTypeId' | 'entityId'>

function keyOf(input: ParamMap): Key {
  const read = (name: string): number => {
    const number = asInt(input[name])
    if (number <= 0) throw new RestError(`${name} is not defined or invalid.`)
    return number
  }
  return { typeId: read('TYPE_ID'), entityTypeId: read('ENTITY_TYPE_ID'), entityId: read('ENTITY_ID') }
}

function find(call: MethodCall, key: Key): Address | undefined {
  return call.data.addresses
    .all()
    .find(
      ({ typeId, entityTypeId, entityId }) =>
        typeId === key.typeId && entityTypeId === key.entityTypeId && entityId === key.entityId,
    )
}

/** An address of a requisite belongs, in the end, to the record that the requisite describes. */
function anchorOf(call: MethodCall, { entityTypeId, entityId }: Key): readonly [type: number, id: number] {
  if (entityTypeId !== REQUISITE) return [entityTypeId, entityId]
  const requisite = call.data.items.get(REQUISITE, entityId)
  return [requisite?.ownerType ?? 0, requisite?.ownerId ?? 0]
}

function mustMay(call: MethodCall, key: Key): void {
  const [type, id] = anchorOf(call, key)
  const owner = isCrmType(type) ? call.data.items.get(type, id) : undefined
  if (owner === undefined) throw new RestError('ENTITY_ID is not defined or invalid.')
  if (!may(call, 'edit', owner)) throw denied()
}

/** An address is where what it belongs to is. */
function isSeen(call: MethodCall, key: Key): boolean {
  const [type, id] = anchorOf(call, key)
  const owner = isCrmType(type) ? call.data.items.get(type, id) : undefined
  return may(call, 'read', owner)
}

function readTexts(input: ParamMap): Readonly<Record<string, string | null>> {
  const given = TEXTS.filter((name) => input[name] !== undefined)
  return Object.fromEntries(given.map((name) => [name, asText(input[name]) || null]))
}

function format(call: MethodCall, address: Address): Readonly<Record<string, string | null>> {
  const [anchorType, anchorId] = anchorOf(call, address)
  return {
    TYPE_ID: String(address.typeId),
    ENTITY_TYPE_ID: String(address.entityTypeId),
    ENTITY_ID: String(address.entityId),
    ...Object.fromEntries(TEXTS.map((name) => [name, address.fields[name] ?? null])),
    ANCHOR_TYPE_ID: String(anchorType),
    ANCHOR_ID: String(anchorId),
  }
}

const FIELDS = describeLines(`
  TYPE_ID integer qi Address type
  ENTITY_TYPE_ID integer qi Entity type ID
  ENTITY_ID integer qi Entity ID
  ADDRESS_1 string - Address
  ADDRESS_2 string - Address (line 2)
  CITY string - City
  POSTAL_CODE string - Postal code
  REGION string - Region
  PROVINCE string - Province
  COUNTRY string - Country
  COUNTRY_CODE string - Country code
  LOC_ADDR_ID integer - Location address ID
  ANCHOR_TYPE_ID integer r Anchor type
  ANCHOR_ID integer r Anchor ID`)
