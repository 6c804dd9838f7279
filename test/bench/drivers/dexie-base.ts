import { Dexie, type Table } from 'dexie'
import type { BenchContact } from '../data/bench-contact.ts'
import { compareNames, nameKey } from '../data/base-columns.ts'
import type { FilterQuestion } from '../data/questions.ts'
import { SCREEN } from '../data/questions.ts'
import { toRow, type BenchRow } from './driver.ts'

/** As it lies in IndexedDB: the contact, and the words that indexes stand on. */
export interface DexieContact extends BenchContact {
  readonly nameKey: string
}

/** What everything on Dexie has in common: rows, orders, filters and tags. */
export class DexieBase<Row extends DexieContact> extends Dexie {
  declare readonly contacts: Table<Row, number>
  declare readonly outbox: Table<unknown, number>

  /** @param moreIndexes in Dexie's own words, beside those for orders and filters */
  constructor(moreIndexes = '') {
    // What is called durable is on the disk, as in the application.
    super('bench', { chromeTransactionDurability: 'strict' })
    this.version(1).stores({ contacts: `id, nameKey, *tags, [responsibleId+updatedAt]${moreIndexes}`, outbox: '++seq' })
  }

  async firstRows(): Promise<readonly BenchRow[]> {
    return (await this.contacts.orderBy('nameKey').limit(SCREEN).toArray()).map(toRow)
  }

  async rowsOf(ids: readonly number[]): Promise<readonly BenchRow[]> {
    return (await this.found(ids)).map(toRow)
  }

  async found(ids: readonly number[]): Promise<readonly Row[]> {
    return (await this.contacts.bulkGet([...ids])).filter((row) => row !== undefined)
  }

  async tagAll(tag: string, ids: readonly number[]): Promise<void> {
    await this.transaction('rw', this.contacts, this.outbox, async () => {
      const rows = await this.found(ids)
      await this.contacts.bulkPut(rows.map((row) => ({ ...row, tags: [...row.tags, tag] })))
      await this.outbox.add({ tag, ids })
    })
  }

  /** Ids that pass, in no order. */
  async passing({ tag, responsibleId, updatedFrom }: FilterQuestion): Promise<readonly number[]> {
    const range = this.contacts.where('[responsibleId+updatedAt]').between([responsibleId, updatedFrom], [responsibleId, Infinity]) // prettier-ignore
    const [tagged, theirs] = await Promise.all([
      this.contacts.where('tags').equals(tag).primaryKeys(),
      range.primaryKeys(),
    ])
    const isTheirs = new Set(theirs)
    return tagged.filter((id) => isTheirs.has(id))
  }
}

export const toDexieContact = (contact: BenchContact): DexieContact => ({ ...contact, nameKey: nameKey(contact) })

/** Rows in the order that was asked for; equal ones by id. */
export function sortRows<Row extends DexieContact>(
  rows: readonly Row[],
  { by, descending }: Pick<FilterQuestion, 'by' | 'descending'>,
): readonly Row[] {
  const sign = descending ? -1 : 1
  return rows.toSorted((a, b) => {
    if (by === 'updated') return sign * (a.updatedAt - b.updatedAt) || a.id - b.id
    const [left, right] = [{ key: a.nameKey, id: a.id }, { key: b.nameKey, id: b.id }] // prettier-ignore
    return a.nameKey === b.nameKey ? a.id - b.id : sign * compareNames(left, right)
  })
}
