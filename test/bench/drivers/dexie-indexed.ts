import { SCREEN, type Answer, type Question } from '../data/questions.ts'
import { toSearchText, type SearchText } from '../data/search-text.ts'
import { DexieBase, sortRows, toDexieContact, type DexieContact } from './dexie-base.ts'
import type { Driver } from './driver.ts'

/** A search library over texts in memory; it may answer too much for parts of phones and e-mails, never too little. */
export interface TextIndex {
  add(id: number, text: SearchText): void
  find(question: Question): readonly number[]
}

const CHUNK = 5_000

/** Dexie for the rows and a library's index in memory, built from them at each start. */
export function createDexieIndexed(createIndex: () => TextIndex): Driver {
  const db = new DexieBase<DexieContact>()
  const index = createIndex()
  /** Texts that parts are looked for in, by id less `firstId`. */
  const emails: string[] = []
  const phones: string[] = []
  let ranks = new Uint32Array(0)
  let firstId = 0

  const textsOf = ({ kind }: Question) => (kind === 'phone digits' ? phones : kind === 'e-mail part' ? emails : null)

  /** The first by name of a set: the order is known, so nothing is read. */
  function toAnswer(ids: readonly number[]): Answer {
    const rankOf = (id: number) => ranks[id - firstId] ?? 0
    const ordered = ids.toSorted((a, b) => rankOf(a) - rankOf(b))
    return { total: ids.length, ids: ordered.slice(0, SCREEN) }
  }

  async function addAll(): Promise<void> {
    for (let after = -1; ;) {
      const rows = await db.contacts.where('id').above(after).limit(CHUNK).toArray()
      const last = rows.at(-1)
      if (last === undefined) return
      for (const row of rows) {
        const text = toSearchText(row)
        index.add(row.id, text)
        emails[row.id - firstId] = text.emails
        phones[row.id - firstId] = text.phones
      }
      after = last.id
    }
  }

  return {
    open: async () => void (await db.open()),
    write: async (page) => void (await db.contacts.bulkAdd(page.map(toDexieContact))),
    finish: async () => undefined,
    first: () => db.firstRows(),
    async prepare() {
      const ordered = await db.contacts.orderBy('nameKey').primaryKeys()
      firstId = ordered.reduce((least, id) => Math.min(least, id), Infinity)
      ranks = new Uint32Array(ordered.length)
      for (const [rank, id] of ordered.entries()) ranks[id - firstId] = rank
      await addAll()
    },
    async search(question) {
      const found = index.find(question)
      const texts = textsOf(question)
      if (texts === null) return toAnswer(found)
      return toAnswer(found.filter((id) => question.words.every((word) => texts[id - firstId]?.includes(word))))
    },
    async filter(question) {
      const ids = await db.passing(question)
      if (question.by === 'name' && !question.descending) return toAnswer(ids)
      const rows = sortRows(await db.found(ids), question)
      return { total: rows.length, ids: rows.slice(0, SCREEN).map(({ id }) => id) }
    },
    rows: (ids) => db.rowsOf(ids),
    tag: (tag, ids) => db.tagAll(tag, ids),
  }
}
