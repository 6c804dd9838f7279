import { Index } from 'flexsearch'
import type { Question } from '../data/questions.ts'
import type { TextIndex } from './dexie-indexed.ts'
import { trigramsOf } from './trigrams.ts'

/** Its own default is a hundred. */
const NO_LIMIT = 10_000_000

/** FlexSearch: beginnings of words by its own tokenizer; parts of phones and e-mails as all of their trigrams. */
export function createFlexSearchIndex(): TextIndex {
  const words = () => new Index({ tokenize: 'forward', encode: (text: string) => text.trim().split(' '), cache: false })
  const parts = () => new Index({ tokenize: 'strict', encode: trigramsOf, cache: false })
  const [names, companies, emails, phones] = [words(), words(), parts(), parts()]

  function indexOf({ kind }: Question): Index {
    switch (kind) {
      case 'name':
      case 'two names':
        return names
      case 'company':
        return companies
      case 'phone digits':
        return phones
      case 'e-mail part':
        return emails
    }
  }

  return {
    add(id, text) {
      names.add(id, text.name)
      if (text.company.trim() !== '') companies.add(id, text.company)
      if (text.emails !== '') emails.add(id, text.emails)
      if (text.phones !== '') phones.add(id, text.phones)
    },
    find(question) {
      const found = indexOf(question).search(question.words.join(' '), { limit: NO_LIMIT })
      return found.map(Number)
    },
  }
}
