import { ControlError } from '../../control/control-error.ts'
import { sideOf } from '../crm/bind-records.ts'
import { typeOfWord } from '../crm/entities.ts'
import { methods } from '../methods.ts'
import type { MethodCall, Portal } from '../portal.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import { ALL_SCOPES } from '../sign-in/portal-tokens.ts'
import type { Item } from '../store/item-store.ts'
import type { PortalAction } from './portal-action-schema.ts'

/** A record as it is kept, with its phones and links: the truth that tests look at. */
export function describePortalRecord(portal: Portal, item: Item): Readonly<Record<string, unknown>> {
  const { multifields, bindings } = portal.data()
  const side = sideOf(item.type)
  return {
    id: item.id,
    created: item.created,
    modified: item.modified,
    fields: item.fields,
    multifields: multifields.of(item.type, item.id),
    links: side === undefined ? [] : bindings.of(side, item.id),
  }
}

/**
 * Does what a colleague would do with a mouse: outside of every limit, with the same events and times as by the API.
 * @returns the records that were touched, as they are now
 * @throws {ControlError} for what makes no sense
 */
export function performPortalAction(portal: Portal, action: PortalAction): readonly unknown[] {
  const type = typeOfWord(action.entity) ?? 0
  const run = (method: string, params: ParamMap): unknown => {
    try {
      return portal.shared.transaction(
        () => methods.get(method)?.run(asColleague(portal, action.userId ?? 1, params)).result,
      )
    } catch (error) {
      if (error instanceof RestError) throw new ControlError(`fields: ${error.message}`)
      throw error
    }
  }
  const ids = touched(action, run)
  return ids.flatMap((id) => {
    const item = portal.data().items.get(type, id)
    return item === undefined ? [{ id, deleted: true }] : [describePortalRecord(portal, item)]
  })
}

function touched(action: PortalAction, run: (method: string, params: ParamMap) => unknown): readonly number[] {
  const prefix = `crm.${action.entity}`
  const fields = action.fields as ParamMap
  switch (action.action) {
    case 'add':
      return [Number(run(`${prefix}.add`, { fields }))]
    case 'edit':
      for (const id of action.ids) run(`${prefix}.update`, { id, fields })
      return action.ids
    case 'delete':
      for (const id of action.ids) run(`${prefix}.delete`, { id })
      return action.ids
    case 'merge':
      run('crm.entity.mergebatch', {
        params: { entityTypeId: typeOfWord(action.entity) ?? 0, entityIds: [...action.ids] },
      })
      return action.ids
  }
}

function asColleague(portal: Portal, userId: number, params: ParamMap): MethodCall {
  const user = portal.data().users.get(userId)
  if (user === undefined) throw new ControlError(`userId: there is no user ${userId}.`)
  const caller = { user, kind: 'app', scopes: ALL_SCOPES, credential: 'colleague' } as const
  return { portal, data: portal.data(), caller, params, start: undefined, connector: '', base: 'http://127.0.0.1' }
}
