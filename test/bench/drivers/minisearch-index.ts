import MiniSearch from 'minisearch'
import type { Question, QuestionKind } from '../data/questions.ts'
import type { SearchText } from '../data/search-text.ts'
import type { TextIndex } from './dexie-indexed.ts'
import { trigramsOf } from './trigrams.ts'

type Document = SearchText & { readonly id: number }

const fields: Readonly<Record<QuestionKind, keyof SearchText>> = {
  name: 'name',
  'two names': 'name',
  company: 'company',
  'phone digits': 'phones',
  'e-mail part': 'emails',
}
const partFields: readonly (string | undefined)[] = ['phones', 'emails']
const wordsOf = (text: string) => text.split(' ').filter(Boolean)

/** MiniSearch: beginnings of words by its prefix search; parts of phones and e-mails as all of their trigrams. */
export function createMiniSearchIndex(): TextIndex {
  const index = new MiniSearch<Document>({
    fields: ['name', 'company', 'emails', 'phones'],
    tokenize: (text, field) => (partFields.includes(field) ? trigramsOf(text) : wordsOf(text)),
    processTerm: (term) => term,
  })
  return {
    add: (id, text) => index.add({ id, ...text }),
    find({ kind, words }: Question) {
      const field = fields[kind]
      const isPart = partFields.includes(field)
      const found = index.search(words.join(' '), {
        fields: [field],
        combineWith: 'AND',
        prefix: !isPart,
        tokenize: isPart ? trigramsOf : wordsOf,
      })
      return found.map(({ id }) => Number(id))
    },
  }
}
