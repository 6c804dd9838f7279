import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { rowsOf } from '#renderer/db/account-rows.ts'
import type { CacheDb } from '#renderer/db/cache-db.ts'
import { isSaleRow, type SaleRow } from '#renderer/db/sale-rows.ts'
import { createSale, editNeighbour } from '#renderer/db/edit-neighbour.ts'
import type { Json } from '#shared/domain/contact.ts'
import {
  remoteIdOf,
  type AccountId,
  type CompanyId,
  type ContactId,
  type NeighbourId,
  type RecordId,
} from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { memberField, memberOf, type NeighbourEdit } from '#shared/domain/neighbour.ts'
import { dealStages, type CrmDeal } from './crm-deals.ts'
import type { dealKinds } from './deal-steps.ts'
import type { Intent, Ledger } from './ledger.ts'
import { readShownRows } from './read-shown-rows.ts'
import type { SimulatedCrm } from './crm.ts'
import type { UserOptions } from './submit-as.ts'
import type { World } from './world.ts'

/** Somebody at a device who works on deals. Prices are like nothing else in the history. */
export type Dealer = Readonly<Record<(typeof dealKinds)[number], (pick: number, n: number) => Promise<void>>>

const at = <T>(items: readonly T[], pick: number): T | undefined => items[pick % Math.max(1, items.length)]

export function dealerAt({ device, window, ledger, time }: UserOptions): Dealer {
  const { context, main } = window
  const { db } = context

  async function submit(mutation: Mutation): Promise<void> {
    const intent = ledger.add(device.index, mutation, [], time.now())
    try {
      await acceptMutation(context, main, mutation)
      if (!window.life.isOver()) intent.isTold = true
    } catch (error) {
      if (!window.life.isOver()) intent.state = 'refused'
      throw error
    }
  }
  const isSignedIn = ({ accountId }: { readonly accountId: AccountId }) =>
    device.accounts.some(({ account }) => account.id === accountId)
  async function people(accountId?: AccountId) {
    const rows = (await readShownRows(db)).filter((row) => row.deletedAt === undefined && isSignedIn(row))
    return accountId === undefined ? rows : rows.filter((row) => row.accountId === accountId)
  }
  async function change(pick: number, to: (deal: SaleRow) => Promise<readonly [string, Json] | null>): Promise<void> {
    const deals = (await db.neighbours.toArray()).filter(isSaleRow)
    const deal = at(
      deals.filter((row) => row.deletedAt === undefined && isSignedIn(row)),
      pick,
    )
    const wish = deal === undefined ? null : await to(deal)
    if (deal !== undefined && wish !== null) await submit(await editNeighbour(context, deal.id, ...wish))
  }

  return {
    async 'new-deal'(pick, n) {
      const row = at(await people(), pick)
      if (row === undefined) return
      // As from the list of deals: it may be nobody's yet.
      const about = n % 3 === 0 ? [] : [row.id]
      const links = { contactIds: about, mainContactId: about[0] ?? null, companyId: null }
      const fields = { name: `сделка ${n}`, price: n * 10, stage: null, responsibleId: null, ...links }
      await submit(await createSale(context, row.accountId, { kind: 'deal', fields }))
    },
    'deal-price': async (pick, n) => change(pick, async () => ['price', n * 10 + 1]),
    'deal-stage': async (pick, n) => change(pick, async () => ['stage', at(dealStages, n) ?? null]),
    'deal-join': async (pick, n) =>
      change(pick, async ({ accountId, record }) => {
        const here = new Set(record.fields.contactIds.map(remoteIdOf))
        const others = (await people(accountId)).filter((row) => !record.fields.contactIds.includes(row.id))
        const chosen = at(
          others.filter(({ remoteId }) => remoteId === undefined || !here.has(remoteId)),
          n,
        )
        return chosen === undefined ? null : [memberField(chosen.id), true]
      }),
    'deal-leave': async (pick, n) =>
      change(pick, async ({ record }) => {
        const chosen = at(record.fields.contactIds, n)
        return chosen === undefined ? null : [memberField(chosen), false]
      }),
    'deal-main': async (pick, n) =>
      change(pick, async ({ record }) => {
        const chosen = at(record.fields.contactIds, n)
        return chosen === undefined || chosen === record.fields.mainContactId ? null : ['mainContactId', chosen]
      }),
    'deal-company': async (pick, n) =>
      change(pick, async ({ accountId, record }) => {
        // Those that were not made here: they are told from one another by number.
        const known = (await rowsOf(db.companies, accountId).toArray()).filter(({ id }) => remoteIdOf(id) !== null)
        const chosen = n % 4 === 0 ? null : (at(known, n)?.id ?? null)
        return chosen === record.fields.companyId ? null : ['companyId', chosen]
      }),
  }
}

/** Deals that are there twice, or nowhere although their user was told that they are kept; edits that never came about. */
export function findDealtWrong({ crms, ledger }: World): readonly string[] {
  return ledger.intents.flatMap((intent, index) => {
    const { change } = intent.mutation
    if (change.kind === 'create-neighbour' && change.record.kind === 'deal') {
      const { name, contactIds } = change.record.fields
      const count = crms.flatMap(({ deals }) => deals.deals()).filter((deal) => deal.name === name).length
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
    const states = crm.deals.states.filter(({ id }) => id === deal)
    if (isSuperseded || states.some((state) => hasComeAbout(state, change.edit, crm, ledger))) return []
    return [`lost: ${JSON.stringify(change.edit)} of deal ${deal} (${intent.mutation.id})`]
  })
}

/** The user may count on it. */
const isKept = ({ state, isTold, isWithdrawn, isGivenUp, isWiped }: Intent): boolean =>
  !isWithdrawn && !isGivenUp && (state === 'accepted' || (state === 'open' && isTold && !isWiped))

/** Whether its user has given up the very deal, perhaps one that the CRM has: what was edited on it went with it. */
const isDiscarded = (id: NeighbourId, { intents }: Ledger): boolean =>
  intents.some((intent) => {
    const { change } = intent.mutation
    return change.kind === 'create-neighbour' && change.recordId === id && !isKept(intent)
  })

/** Whether a later edit takes the place of an earlier one: contacts and the main one of them are one matter. */
function isAbout(later: NeighbourEdit, earlier: NeighbourEdit): boolean {
  const isOfPeople = ({ field }: NeighbourEdit) => field === 'mainContactId' || memberOf(field) !== null
  if (earlier.field === 'mainContactId') return isOfPeople(later)
  if (memberOf(earlier.field) !== null && later.field === 'mainContactId') return earlier.to === false
  return later.field === earlier.field
}

/** The CRM's number of a deal; `null` for one that it does not have. */
function numberIn(crm: SimulatedCrm, id: NeighbourId, { intents }: Ledger): number | null {
  const known = remoteIdOf(id)
  const made = intents.flatMap(({ mutation: { change } }) =>
    change.kind === 'create-neighbour' && change.recordId === id && change.record.kind === 'deal'
      ? [change.record]
      : [],
  )[0]
  const found = crm.deals.deals().find((deal) => String(deal.id) === known || deal.name === made?.fields.name)
  return found?.id ?? null
}

function hasComeAbout(state: CrmDeal, { field, to }: NeighbourEdit, crm: SimulatedCrm, ledger: Ledger): boolean {
  const member = memberOf(field)
  if (field === 'price') return state.price === to
  if (field === 'stage') return state.stage === to
  if (field === 'companyId') return state.company === (to === null ? null : Number(remoteIdOf(to as CompanyId)))
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

/** Where a device shows a deal otherwise than the CRM has it. What waits for its user may differ. */
export async function compareDeals(
  db: CacheDb,
  accountId: AccountId,
  crm: SimulatedCrm,
  busy: ReadonlySet<RecordId>,
): Promise<readonly string[]> {
  const stored = new Map(crm.deals.deals().map((deal) => [String(deal.id), deal]))
  const rows = (await rowsOf(db.neighbours, accountId).toArray()).filter(isSaleRow)
  const companies = new Map((await rowsOf(db.companies, accountId).toArray()).map((row) => [row.id, row.remoteId]))
  const contacts = new Map((await rowsOf(db.contacts, accountId).toArray()).map((row) => [row.id, row.remoteId]))
  const numberOf = (id: ContactId) => Number(contacts.get(id) ?? remoteIdOf(id))
  const wrong = rows
    .filter(({ id, deletedAt }) => deletedAt === undefined && !busy.has(id))
    .flatMap(({ remoteId = 'unsent', record: { fields } }) => {
      const deal = stored.get(remoteId)
      if (deal === undefined || deal.isTrashed) return [`shows deal ${remoteId}, which the CRM does not have`]
      const { name, price, stage, contactIds, mainContactId, companyId } = fields
      const main = mainContactId === null ? null : numberOf(mainContactId)
      const ofCompany = companyId === null ? null : Number(remoteIdOf(companyId) ?? companies.get(companyId) ?? -1)
      const shown = { name, price, stage, contacts: contactIds.map(numberOf), main, company: ofCompany }
      const [one, other] = [shown, deal].map((side) => JSON.stringify(comparable(crm, side)))
      return one === other ? [] : [`deal ${remoteId} is ${other ?? ''}, shown as ${one ?? ''}`]
    })
  const here = new Set<string>(
    rows.filter(({ id, deletedAt }) => deletedAt === undefined || busy.has(id)).map(({ remoteId }) => remoteId ?? ''),
  )
  const lacking = [...stored].filter(([id, { isTrashed }]) => !isTrashed && !here.has(id))
  return [...wrong, ...lacking.map(([id]) => `lacks deal ${id}`)]
}

/** The vendor tells of no change of a deal when one of its contacts is deleted, merged or restored: those are left out. */
function comparable(
  crm: SimulatedCrm,
  side: Pick<CrmDeal, 'price' | 'contacts' | 'main' | 'company'> & { name: string; stage: unknown },
) {
  const contacts = side.contacts.filter((id) => !crm.moved.has(id)).toSorted((a, b) => a - b)
  const isSilent = side.contacts.length > contacts.length || [...crm.moved].length > 0
  const { name, price, stage, main } = side
  // Nor is anybody told what a company has taken along that was deleted or merged into another.
  const company = [...crm.lostCompanies()].length > 0 ? null : side.company
  return { name, price, stage, contacts, main: isSilent ? null : main, company }
}
