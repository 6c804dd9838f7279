import type { Reply } from '../http/exchange.ts'
import type { Condition } from '../store/list-query.ts'
import type { EntityName, EntityRights, Reach, StoredRecord, User } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { problem } from './answers.ts'

/** Somebody who answers for something: a record or a task. */
type Owned = Pick<StoredRecord, 'id' | 'responsibleUserId'>

const FREE: EntityRights = { view: 'all', edit: 'all', add: 'all' }

/** What a user may do with a kind of record. Administrators may do everything. */
export function rightsOf(user: User, entity: EntityName | 'tasks'): EntityRights {
  return user.isAdmin ? FREE : (user.rights?.entities[entity] ?? FREE)
}

/** What the user cannot see is as absent as what does not exist. */
export function mayView(store: Store, user: User, entity: EntityName, record: Owned): boolean {
  return isReached(store, user, entity, record, rightsOf(user, entity).view)
}

/** May the user change what they see? */
export function mayEdit(store: Store, user: User, entity: EntityName, record: Owned): boolean {
  return isReached(store, user, entity, record, rightsOf(user, entity).edit)
}

/** Tasks belong to whoever is to do them. */
export function mayEditTask(store: Store, user: User, task: Owned): boolean {
  const { edit } = rightsOf(user, 'tasks')
  return edit !== 'none' && ownersWithin(store, user, edit)?.includes(task.responsibleUserId) !== false
}

/** The part of a list that the user may see, as a condition; none when it is all of it. */
export function viewConditions(store: Store, user: User, entity: EntityName): Condition[] {
  const { view } = rightsOf(user, entity)
  const userIds = ownersWithin(store, user, view)
  return userIds === undefined ? [] : [{ kind: 'owned', userIds, orLinked: view === 'linked' }]
}

/** The answer to a call that is for others. */
export function forbidden(): Reply {
  return problem(403, 'Forbidden')
}

function isReached(store: Store, user: User, entity: EntityName, record: Owned, reach: Reach): boolean {
  const owners = ownersWithin(store, user, reach)
  if (owners === undefined || owners.includes(record.responsibleUserId)) return true
  return reach === 'linked' && isLinked(store, user, entity, record.id)
}

/** Undefined: it does not matter whose it is. */
function ownersWithin(store: Store, user: User, reach: Reach): readonly number[] | undefined {
  switch (reach) {
    case 'all':
      return undefined
    case 'group':
      return store.directory
        .users()
        .filter(({ groupId }) => groupId === user.groupId)
        .map(({ id }) => id)
    case 'own':
    case 'linked':
      return [user.id]
    case 'none':
      return []
  }
}

/** Is the record at a deal that the user answers for? */
function isLinked(store: Store, user: User, entity: EntityName, id: number): boolean {
  const isOwn = (dealId: number): boolean => store.records.find('deals', dealId)?.responsibleUserId === user.id
  if (entity === 'contacts') return store.links.holdersOf('deals', [id]).some(({ entityId }) => isOwn(entityId))
  if (entity !== 'companies') return false
  return store.records.recordsOfCompanies('deals', [id]).some((deal) => isOwn(deal.id))
}
