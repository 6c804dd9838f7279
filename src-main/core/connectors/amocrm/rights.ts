import type { UserId } from '#shared/domain/ids.ts'
import { unknownRights, type Reach, type RecordRights, type Rights } from '#shared/domain/rights.ts'
import type { AmocrmContext } from './context.ts'
import { listUsers } from './directory.ts'
import { readOwnUser } from './own-user.ts'
import { toUserId } from './remote-ids.ts'
import type { EntityRightsWire, UserWire } from './wire.ts'

type Letter = string | null | undefined

/** Whose records somebody's own are, and their group's, as far as that can be told. */
interface Circle {
  readonly own: UserId
  readonly group: readonly UserId[] | null
}

const everything: Reach = { kind: 'all' }
const nothing: Reach = { kind: 'none' }
const ofGroup = 'G'

/**
 * What the user of this token may do. A user who may not even read themselves is no administrator; what else they may do
 * nobody knows then, and the vendor decides.
 * @source https://developers.kommo.com/reference/users-list
 */
export async function readRights(context: AmocrmContext, signal: AbortSignal): Promise<Rights> {
  const user = await readOwnUser(context, signal)
  if (user === null) return { isAdmin: false, contacts: null }
  const { rights } = user
  if (rights === null || rights === undefined) return unknownRights
  const isAdmin = rights.is_admin ?? null
  context.account.rights = JSON.stringify([isAdmin, rights.contacts?.view ?? null, rights.group_id ?? null])
  if (isAdmin === true) return { isAdmin, contacts: ofAdmin, deals: ofAdmin, tasks: ofAdmin, companies: ofAdmin }
  const own = toUserId(context.accountId, user.id)
  if (own === null) return { isAdmin, contacts: null }
  const { contacts, leads, tasks, companies } = rights
  const group = [contacts, leads, tasks, companies].some(isByGroup) ? await readGroup(context, user, signal) : null
  const circle = { own, group }
  return {
    isAdmin,
    contacts: toRecordRights(contacts, circle),
    deals: toRecordRights(leads, circle),
    tasks: toRecordRights(tasks, circle),
    companies: toRecordRights(companies, circle),
  }
}

const isByGroup = (letters: EntityRightsWire | null | undefined) =>
  letters !== null && letters !== undefined && Object.values(letters).includes(ofGroup)

/** Administrators may do everything, whatever their letters say. */
const ofAdmin: RecordRights = {
  view: everything,
  edit: everything,
  delete: everything,
  export: everything,
  add: true,
}

/** `null` where the list of users is not for this user. */
async function readGroup(
  context: AmocrmContext,
  { rights }: UserWire,
  signal: AbortSignal,
): Promise<readonly UserId[] | null> {
  const users = await listUsers(context, signal)
  if (users === null) return null
  const members = users.filter((user) => (user.rights?.group_id ?? null) === (rights?.group_id ?? null))
  return members.flatMap(({ id }) => toUserId(context.accountId, id) ?? [])
}

/** Of tasks the vendor tells less: what is left out holds nothing back. */
function toRecordRights(letters: EntityRightsWire | null | undefined, circle: Circle): RecordRights | null {
  if (letters === null || letters === undefined) return null
  return {
    view: toReach(letters.view, circle),
    edit: toReach(letters.edit, circle),
    delete: toReach(letters.delete, circle),
    export: toReach(letters.export, circle),
    add: letters.add !== 'D',
  }
}

/** A letter that nobody has heard of holds nothing back: the vendor decides. */
function toReach(letter: Letter, { own, group }: Circle): Reach {
  switch (letter) {
    case 'D':
      return nothing
    case 'M':
      return { kind: 'of', userIds: [own], mayBeMore: false }
    case ofGroup:
      return { kind: 'of', userIds: group ?? [own], mayBeMore: group === null }
    case 'L':
      // Also what hangs on a deal of theirs.
      return { kind: 'of', userIds: [own], mayBeMore: true }
    default:
      return everything
  }
}
