import type { MethodCall } from '../portal.ts'
import { RestError } from '../protocol/rest-error.ts'
import type { Item } from '../store/item-store.ts'
import { CONTACT } from './entities.ts'
import type { CrmType } from './entities.ts'
import { say } from './messages.ts'
import type { RecordChange } from './record-writer.ts'

/**
 * A contact has a first or a last name, unless the portal does not mind.
 * @param before the record that is changed; none for a new one
 * @param code the newer family has one of its own for a change that takes the last name away
 * @throws {RestError} in the language of the portal
 */
export function mustHaveName(
  call: MethodCall,
  type: CrmType,
  { fields }: RecordChange,
  before: Item | undefined,
  code = 'ERROR_CORE',
): void {
  if (type !== CONTACT || call.portal.switches().namelessContact === 'accept') return
  const after = { ...before?.fields, ...fields }
  const isGiven = ['NAME', 'LAST_NAME'].some((name) => typeof after[name] === 'string' && after[name].trim() !== '')
  const isTouched = before === undefined || Object.hasOwn(fields, 'NAME') || Object.hasOwn(fields, 'LAST_NAME')
  if (!isGiven && isTouched) throw new RestError(say(call.portal, 'nameless'), code)
}
