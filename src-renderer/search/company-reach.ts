import { type CompanyId } from '#shared/domain/ids.ts'
import type { CompanyFields } from '#shared/domain/neighbour.ts'
import { saleFacts, tagsIn } from '#shared/domain/sale-facts.ts'
import { foldPhone } from '#shared/domain/same-text.ts'
import type { CacheDb } from '../db/cache-db.ts'
import { readCompanyRecords, readCompanyChunks } from '../db/read-company-lines.ts'
import type { RowsChanged } from '../db/rows-channel.ts'
import { foldText } from './fold-text.ts'
import type { PhoneTerm } from './search-terms.ts'

/** What a company is found by beside its name. */
export interface CompanyReach {
  /** Folded e-mails and tags, one per line. */
  readonly words: string
  /** Folded numbers, each with a line break before it. */
  readonly phones: string
}

/** By company; one that has nothing of it may be absent. */
export type CompanyReaches = ReadonlyMap<CompanyId, CompanyReach>

/** Whether one of its numbers has the digits in it, or begins with them. */
export const hasPhone = ({ phones }: CompanyReach, { digits, start }: PhoneTerm): boolean =>
  phones.includes(digits) || (start !== null && phones.includes(`\n${start}`))

/**
 * Phones, e-mails and tags of companies as the cache has them: read when somebody first looks for a company by a text, and followed
 * from then on. All reading goes in one line, so that an older row never comes after a newer one.
 */
export class CompanyReachFeed {
  readonly #db: CacheDb
  readonly #known = new Map<CompanyId, CompanyReach>()
  readonly #waiting = new Set<CompanyId>()
  #isBegun = false
  #line: Promise<void> = Promise.resolve()

  constructor(db: CacheDb) {
    this.#db = db
  }

  /** With everything that was heard of before the question. */
  async read(): Promise<CompanyReaches> {
    if (!this.#isBegun) {
      this.#isBegun = true
      this.#then(() => this.#readAll())
    }
    await this.#line
    return this.#known
  }

  hear(changed: RowsChanged): void {
    if (!this.#isBegun) return
    if (changed.kind === 'everything') this.#then(() => this.#readAll())
    if (changed.kind !== 'companies') return
    const isAsked = this.#waiting.size > 0
    for (const id of changed.ids) this.#waiting.add(id)
    if (!isAsked) this.#then(() => this.#readWaiting())
  }

  /** What cannot be read now is read with the next change. */
  #then(work: () => Promise<void>): void {
    this.#line = this.#line.then(work).catch(() => undefined)
  }

  async #readAll(): Promise<void> {
    const seen = new Set<CompanyId>()
    for await (const all of readCompanyChunks(this.#db)) {
      for (const fields of all) {
        seen.add(fields.companyId)
        this.#put(fields)
      }
    }
    for (const id of [...this.#known.keys()]) if (!seen.has(id)) this.#known.delete(id)
  }

  async #readWaiting(): Promise<void> {
    const ids = [...this.#waiting]
    this.#waiting.clear()
    const records = await readCompanyRecords(this.#db, ids)
    for (const id of ids) this.#known.delete(id)
    for (const { record } of records) this.#put(record.fields)
  }

  #put(fields: CompanyFields): void {
    const reach = toReach(fields)
    if (reach.words !== '' || reach.phones !== '') this.#known.set(fields.companyId, reach)
    else this.#known.delete(fields.companyId)
  }
}

function toReach({ phones, emails, custom }: CompanyFields): CompanyReach {
  const tags = tagsIn(custom?.[saleFacts.companyTags]).map(({ name }) => name)
  return {
    words: [...emails.map(({ value }) => value), ...tags].map(foldText).join('\n'),
    phones: phones.map(({ value }) => `\n${foldPhone(value)}`).join(''),
  }
}
