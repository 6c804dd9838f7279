import { SCREEN, type Answer, type Question } from '../data/questions.ts'
import { toSearchText } from '../data/search-text.ts'
import { DexieBase, sortRows, toDexieContact, type DexieContact } from './dexie-base.ts'
import type { Driver } from './driver.ts'

interface WordedContact extends DexieContact {
  readonly nameWords: readonly string[]
  readonly companyWords: readonly string[]
  readonly emailTexts: readonly string[]
  readonly phoneTexts: readonly string[]
}

/** Dexie alone: words in multi-entry indexes, parts of phones and e-mails by a walk over the keys of theirs. */
export function createDexiePlain(): Driver {
  const db = new DexieBase<WordedContact>(', *nameWords, *companyWords, *emailTexts, *phoneTexts')

  async function matching({ kind, words }: Question, word: string): Promise<readonly number[]> {
    switch (kind) {
      case 'name':
      case 'two names':
        return db.contacts.where('nameWords').startsWith(word).distinct().primaryKeys()
      case 'company':
        return db.contacts.where('companyWords').startsWith(word).distinct().primaryKeys()
      case 'phone digits':
        return containing('phoneTexts', words[0] ?? '')
      case 'e-mail part':
        return containing('emailTexts', words[0] ?? '')
    }
  }

  async function containing(index: 'phoneTexts' | 'emailTexts', part: string): Promise<readonly number[]> {
    const keys = await db.contacts.orderBy(index).uniqueKeys()
    const wanted = keys.filter((key) => typeof key === 'string').filter((key) => key.includes(part))
    return db.contacts.where(index).anyOf(wanted).distinct().primaryKeys()
  }

  async function toAnswer(ids: readonly number[], order: Parameters<typeof sortRows>[1]): Promise<Answer> {
    const rows = sortRows(await db.found(ids), order)
    return { total: rows.length, ids: rows.slice(0, SCREEN).map(({ id }) => id) }
  }

  return {
    open: async () => void (await db.open()),
    write: async (page) => void (await db.contacts.bulkAdd(page.map((contact) => toWorded(toDexieContact(contact))))),
    finish: async () => undefined,
    first: () => db.firstRows(),
    prepare: async () => undefined,
    async search(question) {
      const [first = [], ...others] = await Promise.all(question.words.map((word) => matching(question, word)))
      const sets = others.map((ids) => new Set(ids))
      const ids = first.filter((id) => sets.every((set) => set.has(id)))
      return toAnswer(ids, { by: 'name', descending: false })
    },
    filter: async (question) => toAnswer(await db.passing(question), question),
    rows: (ids) => db.rowsOf(ids),
    tag: (tag, ids) => db.tagAll(tag, ids),
  }
}

function toWorded(contact: DexieContact): WordedContact {
  const { name, company, emails, phones } = toSearchText(contact)
  const wordsOf = (text: string) => [...new Set(text.split(/[ \n]/u).filter(Boolean))]
  return {
    ...contact,
    nameWords: wordsOf(name),
    companyWords: wordsOf(company),
    emailTexts: wordsOf(emails),
    phoneTexts: wordsOf(phones),
  }
}
