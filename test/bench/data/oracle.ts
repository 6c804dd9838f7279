import type { BenchContact, ContactSource } from './bench-contact.ts'
import { compareNames, nameKey } from './base-columns.ts'
import { SCREEN, type Answer, type FilterQuestion, type Question } from './questions.ts'
import { toSearchText, type SearchText } from './search-text.ts'

interface Known {
  readonly id: number
  readonly key: string
  readonly text: SearchText
  readonly tags: readonly string[]
  readonly responsibleId: number
  readonly updatedAt: number
}

/** What the drivers have to answer, by a walk over all contacts. */
export interface Oracle {
  search(question: Question): Answer
  filter(question: FilterQuestion): Answer
  /** Ids in the order of the list. */
  readonly ordered: readonly number[]
}

export function createOracle(source: ContactSource, contacts: number): Oracle {
  const base = Array.from({ length: contacts }, (_, at) => toKnown(source(at))).sort(compareNames)
  return {
    search: (question) => toAnswer(base.filter(({ text }) => matches(text, question))),
    filter: (question) => toAnswer(base.filter((one) => passes(one, question)).sort(orderOf(question))),
    ordered: base.map(({ id }) => id),
  }
}

const toKnown = (contact: BenchContact): Known => ({
  id: contact.id,
  key: nameKey(contact),
  text: toSearchText(contact),
  tags: contact.tags,
  responsibleId: contact.responsibleId,
  updatedAt: contact.updatedAt,
})

const toAnswer = (found: readonly Known[]): Answer => ({
  total: found.length,
  ids: found.slice(0, SCREEN).map(({ id }) => id),
})

function matches(text: SearchText, { kind, words }: Question): boolean {
  switch (kind) {
    case 'name':
    case 'two names':
      return words.every((word) => text.name.includes(` ${word}`))
    case 'company':
      return words.every((word) => text.company.includes(` ${word}`))
    case 'phone digits':
      return words.every((word) => text.phones.includes(word))
    case 'e-mail part':
      return words.every((word) => text.emails.includes(word))
  }
}

const passes = ({ tags, responsibleId, updatedAt }: Known, asked: FilterQuestion): boolean =>
  responsibleId === asked.responsibleId && updatedAt >= asked.updatedFrom && tags.includes(asked.tag)

/** Equal ones stand in the order of their ids, whichever way the rest goes. */
function orderOf({ by, descending }: FilterQuestion) {
  const sign = descending ? -1 : 1
  return (a: Known, b: Known): number => {
    if (by === 'updated') return sign * (a.updatedAt - b.updatedAt) || a.id - b.id
    return a.key === b.key ? a.id - b.id : sign * compareNames(a, b)
  }
}

/** Whether an answer is the right one, contact by contact. */
export const isSameAnswer = (given: Answer, right: Answer): boolean =>
  given.total === right.total &&
  given.ids.length === right.ids.length &&
  given.ids.every((id, at) => id === right.ids[at])
