import {
  kindOf,
  type CompanyId,
  type ContactId,
  type NeighbourId,
  type SaleKind,
  type UserId,
} from '#shared/domain/ids.ts'
import { displayNameOf } from '#shared/domain/contact.ts'
import { aboutIdsOf, type LeadFields } from '#shared/domain/neighbour.ts'
import { saleFacts, tagsIn } from '#shared/domain/sale-facts.ts'
import type { CacheDb } from '../db/cache-db.ts'
import { isSaleHere, isSaleRow, readSaleChunks, type SaleRow } from '../db/sale-rows.ts'
import { readNamed } from '../db/read-contact-names.ts'
import { readRows } from '../db/read-rows.ts'
import type { RowsChanged } from '../db/rows-channel.ts'
import { DealIndex, type DealEntry } from './deal-index.ts'
import { stageKey, type DealQuery, type FoundDeals } from './deal-query.ts'

/** Names of others that deals show, and the deals that show them. */
type Named = ContactId | CompanyId

/**
 * Keeps the index of deals, or of leads, as the cache is. It is built when deals are first asked for, and follows what the channel tells from
 * then on; all reading goes in one line, so that an older row never comes after a newer one.
 */
export class DealFeed {
  readonly #db: CacheDb
  readonly #kind: SaleKind
  readonly #onChanged: () => void
  #index: DealIndex
  #isBegun = false
  #line: Promise<void> = Promise.resolve()
  readonly #waiting = new Set<NeighbourId>()
  readonly #showing = new Map<Named, Set<NeighbourId>>()

  constructor(db: CacheDb, kind: SaleKind, language: string, onChanged: () => void) {
    this.#db = db
    this.#kind = kind
    this.#index = new DealIndex(language)
    this.#onChanged = onChanged
  }

  /** The answer has everything that was heard of before the question. */
  async find(query: DealQuery): Promise<FoundDeals> {
    if (!this.#isBegun) {
      this.#isBegun = true
      this.#then(() => this.#readAll())
    }
    await this.#line
    return this.#index.find(query)
  }

  hear(changed: RowsChanged): void {
    if (!this.#isBegun) return
    switch (changed.kind) {
      case 'deals':
        return this.#want(changed.ids.filter((id) => kindOf(id) === this.#kind))
      case 'contacts':
      case 'companies':
        return this.#want(changed.ids.flatMap((id: Named) => [...(this.#showing.get(id) ?? [])]))
      case 'users':
        return this.#tellAfter(() => this.#readNames())
      case 'everything':
      case 'every-deal':
        return this.#tellAfter(() => this.#readAll())
      case 'bulk':
      case 'bulk-begun':
      case 'bulk-failed':
      case 'bulk-retold':
        return undefined
    }
  }

  #want(ids: readonly NeighbourId[]): void {
    if (ids.length === 0) return
    const isAsked = this.#waiting.size > 0
    for (const id of ids) this.#waiting.add(id)
    if (!isAsked) this.#tellAfter(() => this.#readWaiting())
  }

  #tellAfter(work: () => Promise<void>): void {
    this.#then(async () => {
      await work()
      this.#onChanged()
    })
  }

  /** What cannot be read now is read with the next change. */
  #then(work: () => Promise<void>): void {
    this.#line = this.#line.then(work).catch(() => undefined)
  }

  async #readAll(): Promise<void> {
    const seen = new Set<NeighbourId>()
    await this.#readNames()
    for await (const rows of readSaleChunks(this.#db, this.#kind)) {
      for (const { id } of rows) seen.add(id)
      await this.#take(rows)
    }
    this.#index.removeOthers(seen)
  }

  async #readWaiting(): Promise<void> {
    const ids = [...this.#waiting]
    this.#waiting.clear()
    const rows = await this.#db.neighbours.bulkGet(ids)
    this.#index.remove(ids.filter((_, at) => rows[at] === undefined))
    await this.#take(rows.filter(isSaleRow))
  }

  async #readNames(): Promise<void> {
    const [pipelines, users] = [await this.#db.pipelines.toArray(), await this.#db.users.toArray()]
    const stages = pipelines
      .sort((a, b) => a.sort - b.sort)
      .flatMap(({ accountId, stages }) => stages.map(({ id }) => stageKey(accountId, id)))
    this.#index.rename({
      stageRanks: new Map(stages.map((key, at) => [key, at])),
      users: new Map<UserId, string>(users.map(({ id, name }) => [id, name])),
    })
  }

  /** A deal that the CRM has deleted, or somebody here has, is in no list, whatever waits for it. */
  async #take(rows: readonly SaleRow[]): Promise<void> {
    const { contacts, companies } = this.#db
    const entries = await this.#db.transaction('r', [contacts, companies], async () => toEntries(this.#db, rows))
    this.#index.put(entries)
    this.#index.remove(rows.filter((row) => !isSaleHere(row)).map(({ id }) => id))
    for (const { id, record } of rows) {
      const { companyId } = record.fields
      for (const named of [...aboutIdsOf(record), ...(companyId === null ? [] : [companyId])]) {
        const showing = this.#showing.get(named) ?? new Set()
        this.#showing.set(named, showing.add(id))
      }
    }
  }
}

async function toEntries(db: CacheDb, rows: readonly SaleRow[]): Promise<readonly DealEntry[]> {
  const contactIds = [...new Set(rows.flatMap(({ record }) => aboutIdsOf(record)))]
  const companyIds = [...new Set(rows.flatMap(({ record }) => record.fields.companyId ?? []))]
  const contacts = await readNamed(db, contactIds)
  const companies = await readRows(db.companies, companyIds)
  const contactNames = new Map(contactIds.map((id, at) => [id, contacts[at]]))
  const companyNames = new Map(companyIds.map((id, at) => [id, companies[at]?.name ?? '']))
  return rows.map(({ id, accountId, record, updatedAt }) => {
    const { name, price, stage, responsibleId, companyId } = record.fields
    const named = aboutIdsOf(record).map((contactId) => contactNames.get(contactId))
    return {
      ...{ id, accountId, name, price, stage, responsibleId, updatedAt },
      contacts: named.flatMap((row) => (row === undefined ? [] : [displayNameOf(row.fields)])),
      company: companyId === null ? '' : (companyNames.get(companyId) ?? ''),
      tags: tagsIn(record.fields.custom?.[saleFacts.tags]).map(({ name: tag }) => tag),
      ...(record.kind === 'lead' ? { more: wordsOfLead(record.fields) } : {}),
    }
  })
}

/** What a lead is found by beside: who it is of, and how they are reached. */
const wordsOfLead = ({ firstName, lastName, companyName, phones, emails }: LeadFields): string =>
  [firstName, lastName, companyName, ...[...phones, ...emails].map(({ value }) => value)].join(' ')
