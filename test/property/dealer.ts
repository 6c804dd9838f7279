import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { rowsOf } from '#renderer/db/account-rows.ts'
import { createSale, editCustomOf, editNeighbour } from '#renderer/db/edit-neighbour.ts'
import { isSaleHere, isSaleRow, type SaleRow } from '#renderer/db/sale-rows.ts'
import type { Json } from '#shared/domain/contact.ts'
import { remoteIdOf, type AccountId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { memberField, type DealFields, type Lead } from '#shared/domain/neighbour.ts'
import { newProductRow } from '#shared/domain/product-edit.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { companiesAt } from './companies.ts'
import { dealStages } from './crm-deals.ts'
import type { SaleStep } from './deal-steps.ts'
import { someTags } from './deal-tags.ts'
import { portalStages } from './portal-sales.ts'
import { requisitesAt } from './requisites.ts'
import { readShownRows } from './read-shown-rows.ts'
import type { UserOptions } from './submit-as.ts'

/** Somebody at a device who works on deals. Prices are like nothing else in the history. */
export type Dealer = Readonly<Record<SaleStep, (pick: number, n: number) => Promise<void>>>

const at = <T>(items: readonly T[], pick: number): T | undefined => items[pick % Math.max(1, items.length)]

export function dealerAt(options: UserOptions): Dealer {
  const { device, window, ledger, time } = options
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
  async function choose(pick: number, isWanted: (deal: SaleRow) => boolean): Promise<SaleRow | undefined> {
    const deals = (await db.neighbours.toArray()).filter(isSaleRow)
    return at(
      deals.filter((row) => isSaleHere(row) && isSignedIn(row) && isWanted(row)),
      pick,
    )
  }
  async function change(
    pick: number,
    to: (deal: SaleRow) => Promise<readonly [string, Json] | null>,
    isWanted: (deal: SaleRow) => boolean = () => true,
  ): Promise<void> {
    const deal = await choose(pick, isWanted)
    const wish = deal === undefined ? null : await to(deal)
    if (deal !== undefined && wish !== null) await submit(await editNeighbour(context, deal.id, ...wish))
  }

  const isAtFirst = ({ accountId }: SaleRow): boolean =>
    device.accounts.some(({ account, crm }) => account.id === accountId && crm.provider === 'amocrm')
  async function tag(pick: number, n: number, isOff: boolean): Promise<void> {
    const deal = await choose(pick, isAtFirst)
    const edit = deal === undefined ? null : someTags(deal, n, isOff)
    if (deal !== undefined && edit !== null) await submit(await editCustomOf(context, deal.id, edit))
  }

  return {
    ...requisitesAt(options, submit),
    ...companiesAt(options, submit),
    async 'new-deal'(pick, n) {
      const home = device.accounts[0]
      const isAtPortal = home?.crm.provider === 'bitrix24' && n % 5 > 0
      const row = at(await people(isAtPortal ? home.account.id : undefined), pick)
      if (row === undefined) return
      // As from the list of deals: it may be nobody's yet.
      const about = n % 3 === 0 ? [] : [row.id]
      const links = { contactIds: about, mainContactId: about[0] ?? null, companyId: null }
      const fields = { name: `сделка ${n}`, price: n * 10, stage: null, responsibleId: null, ...links }
      const crm = device.accounts.find(({ account }) => account.id === row.accountId)?.crm
      const isLead = crm?.provider === 'bitrix24' && n % 2 === 0
      await submit(await createSale(context, row.accountId, isLead ? toLead(fields, n) : { kind: 'deal', fields }))
    },
    'deal-price': async (pick, n) => change(pick, async () => ['price', n * 10 + 1]),
    'deal-stage': async (pick, n) =>
      change(pick, async ({ accountId, record: { kind } }) => {
        const crm = device.accounts.find(({ account }) => account.id === accountId)?.crm
        return ['stage', at(crm?.provider === 'bitrix24' ? portalStages[kind] : dealStages, n) ?? null]
      }),
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
    'deal-tag': async (pick, n) => tag(pick, n, false),
    'deal-untag': async (pick, n) => tag(pick, n, true),
    'lead-person': async (pick, n) => change(pick, async () => ['firstName', `лицо ${n}`], isLeadRow),
    'lead-rows': async (pick, n) =>
      change(
        pick,
        async ({ record }) => {
          const product = { ...newProductRow(`товар ${n}`), price: n, quantity: 1 + (n % 3) }
          const rows = record.kind === 'lead' ? (record.fields.rows ?? []) : []
          return ['rows', n % 4 === 0 ? rows.slice(1) : [...rows, product]]
        },
        isLeadRow,
      ),
    'sale-remove': async (pick) =>
      change(
        pick,
        async () => [REMOVED, true],
        // What the CRM does not have yet is taken back instead.
        ({ accountId, remoteId }) =>
          remoteId !== undefined &&
          device.accounts.some(({ account, crm }) => account.id === accountId && crm.provider === 'bitrix24'),
      ),
  }
}

const isLeadRow = ({ record }: SaleRow): boolean => record.kind === 'lead'

/** Some have a price of their own; that of the others is what their products come to. */
function toLead(fields: DealFields, n: number): Lead {
  const isPriceManual = n % 4 === 0
  const person = { firstName: `первое лицо ${n}`, lastName: '', companyName: '', phones: [], emails: [] }
  return {
    kind: 'lead',
    fields: { ...fields, price: isPriceManual ? fields.price : 0, ...person, isPriceManual, rows: [] },
  }
}
