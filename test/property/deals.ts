import { kindOf, remoteIdOf, type CompanyId, type ContactId, type NeighbourId } from '#shared/domain/ids.ts'
import { isSale, memberOf, type NeighbourEdit } from '#shared/domain/neighbour.ts'
import type { ProductRow } from '#shared/domain/product-row.ts'
import { isRemoval, REMOVED } from '#shared/domain/removal.ts'
import type { CrmDeal, DealState } from './crm-deals.ts'
import { timesMade } from './state-log.ts'
import type { SimulatedCrm } from './crm.ts'
import type { Device } from './device.ts'
import type { Intent, Ledger } from './ledger.ts'
import { rowsText } from './portal-sales.ts'
import type { World } from './world.ts'

/** Deals that are there twice, or nowhere although their user was told that they are kept; edits that never came about. */
export function findDealtWrong({ crms, ledger }: World): readonly string[] {
  return ledger.intents.flatMap((intent, index) => {
    const { change } = intent.mutation
    if (change.kind === 'create-neighbour' && isSale(change.record)) {
      const { name, contactIds } = change.record.fields
      const count = crms.reduce((sum, crm) => sum + timesMade(crm.deals, name, crm.provider === 'amocrm'), 0)
      // Asked whether one in the trash is it, its user may have it made once more.
      if (count > 1 + intent.retries) return [`made ${count} times: ${name}`]
      // One that begins with a draft goes with it.
      const isOfDraft = contactIds.some((id) => remoteIdOf(id) === null)
      return count === 0 && isKept(intent) && !isOfDraft ? [`lost: ${name} (${intent.mutation.id})`] : []
    }
    if (change.kind !== 'edit-neighbour' || !isKept(intent) || isDiscarded(change.recordId, ledger)) return []
    const crm = crms.find((one) => numberIn(one, change.recordId, ledger) !== null)
    const deal = crm === undefined ? null : numberIn(crm, change.recordId, ledger)
    if (crm === undefined || deal === null) return []
    const later = ledger.intents.slice(index + 1).map(({ mutation }) => mutation.change)
    const isSuperseded = later.some(
      (other) =>
        other.kind === 'edit-neighbour' && other.recordId === change.recordId && isAbout(other.edit, change.edit),
    )
    const states = crm.deals.states.filter(({ kind, id }) => kind === kindOf(change.recordId) && id === deal)
    if (isSuperseded || states.some((state) => hasComeAbout(state, change.edit, crm, ledger))) return []
    return [`lost: ${JSON.stringify(change.edit)} of ${kindOf(change.recordId)} ${deal} (${intent.mutation.id})`]
  })
}

/** Deals and leads that a device has deleted although nobody there had asked for it. */
export function findDealtUnasked({ devices, ledger }: World): readonly string[] {
  const asked = ({ index }: Device) =>
    ledger.intents.flatMap(({ device, mutation: { change }, state }) =>
      device === index && state !== 'refused' && change.kind === 'edit-neighbour' && isRemoval(change.edit)
        ? [change.recordId]
        : [],
    )
  return devices.flatMap((device) =>
    device.accounts.flatMap(({ crm, userId }) => {
      if (crm.provider === 'amocrm') return []
      const isAsked = ({ kind, id }: DealState) =>
        asked(device).some((one) => kindOf(one) === kind && numberIn(crm, one, ledger) === id)
      return crm.deals.states
        .filter((state) => state.isTrashed && state.userId === userId && !isAsked(state))
        .map(({ kind, id }) => `deleted unasked: ${kind} ${id}`)
    }),
  )
}

/** The user may count on it. */
export const isKept = ({ state, isTold, isWithdrawn, isGivenUp, isWiped }: Intent): boolean =>
  !isWithdrawn && !isGivenUp && (state === 'accepted' || (state === 'open' && isTold && !isWiped))

/** Whether its user has given up the very deal, perhaps one that the CRM has: what was edited on it went with it. */
export const isDiscarded = (id: NeighbourId, { intents }: Ledger): boolean =>
  intents.some((intent) => {
    const { change } = intent.mutation
    return change.kind === 'create-neighbour' && change.recordId === id && !isKept(intent)
  })

/** Whether a later edit takes the place of an earlier one: contacts and the main one of them are one matter. */
function isAbout(later: NeighbourEdit, earlier: NeighbourEdit): boolean {
  const isOfPeople = ({ field }: NeighbourEdit) => field === 'mainContactId' || memberOf(field) !== null
  if (earlier.field === 'mainContactId') return isOfPeople(later)
  if (memberOf(earlier.field) !== null && later.field === 'mainContactId') return earlier.to === false
  // Whoever deletes a deal has given up what else they meant for it.
  return later.field === earlier.field || isRemoval(later)
}

/** The CRM's number of a deal; `null` for one that it does not have. */
export function numberIn(crm: SimulatedCrm, id: NeighbourId, { intents }: Ledger): number | null {
  const known = remoteIdOf(id)
  const made = intents.flatMap(({ mutation: { change } }) =>
    change.kind === 'create-neighbour' && change.recordId === id && isSale(change.record) ? [change.record] : [],
  )[0]
  const own = crm.deals.all().filter(({ kind }) => kind === kindOf(id))
  const found = own.find((deal) => String(deal.id) === known || deal.name === made?.fields.name)
  return found?.id ?? null
}

function hasComeAbout(state: CrmDeal, { field, to }: NeighbourEdit, crm: SimulatedCrm, ledger: Ledger): boolean {
  const member = memberOf(field)
  if (field === 'price') return state.price === to
  if (field === 'stage') return state.stage === to
  if (field === 'companyId') return state.company === (to === null ? null : Number(remoteIdOf(to as CompanyId)))
  if (field === 'firstName') return state.person === to
  if (field === 'rows') return state.rows === rowsText(to as unknown as readonly ProductRow[])
  // One that came back by undo had not left.
  if (field === REMOVED) return state.isTrashed || to !== true
  if (member !== null) return numbersOf(member, crm, ledger).some((id) => state.contacts.includes(id)) === to
  return field !== 'mainContactId' || numbersOf(to as ContactId, crm, ledger).includes(state.main ?? 0)
}

/** The records that a contact of a device may have become. */
function numbersOf(id: ContactId, crm: SimulatedCrm, { intents, adopted }: Ledger): readonly number[] {
  const known = remoteIdOf(id)
  if (known !== null) return [Number(known)]
  const create = intents.find(({ mutation: { change } }) => change.kind === 'create' && change.contactId === id)
  const mark = create?.aims.find(({ facet }) => facet.startsWith('emails:'))?.facet.slice('emails:'.length)
  const marked = crm.writes.filter(({ contact }) => mark !== undefined && contact.emails.includes(mark))
  return [...marked.map(({ contact }) => contact.id), ...(adopted.get(id) ?? [])]
}
