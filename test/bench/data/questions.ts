import { foldPhone } from '#shared/domain/same-text.ts'
import { foldText } from '#renderer/search/fold-text.ts'
import { DATA_NOW, responsibles, tagNames, type ContactSource } from './bench-contact.ts'
import { foldWords } from './search-text.ts'

export const questionKinds = ['name', 'two names', 'phone digits', 'e-mail part', 'company'] as const
export type QuestionKind = (typeof questionKinds)[number]

/**
 * Something a user types. Drivers look for names and companies by the beginnings of their words, for phones and e-mails
 * by any part; the application looks for every word everywhere, which is more work.
 */
export interface Question {
  readonly kind: QuestionKind
  /** Folded; two of them for `two names`. */
  readonly words: readonly string[]
}

/** All three conditions, and an order. */
export interface FilterQuestion {
  readonly tag: string
  readonly responsibleId: number
  /** Milliseconds, inclusive. */
  readonly updatedFrom: number
  readonly by: 'name' | 'updated'
  readonly descending: boolean
}

export interface Answer {
  readonly total: number
  /** The first of them, at most `SCREEN`. */
  readonly ids: readonly number[]
}

/** Rows that a list asks for at once. */
export const SCREEN = 50

const DAY_MS = 86_400_000

/** Words of contacts that are there, spread over the whole base. */
export function createQuestions(source: ContactSource, contacts: number, perKind: number): readonly Question[] {
  // More than are needed: some contacts have no phone, or a name of one letter.
  const samples = Array.from({ length: perKind * 4 }, (_, at) => source(Math.floor((at * contacts) / perKind / 4)))
  const texts: Readonly<Record<QuestionKind, readonly (readonly string[])[]>> = {
    name: samples.map(({ name }) => [words(name).at(-1)?.slice(0, 5) ?? '']),
    'two names': samples.map(({ name }) => [
      ...new Set(
        words(name)
          .slice(0, 2)
          .map((word) => word.slice(0, 4)),
      ),
    ]),
    'phone digits': samples.map(({ phones }) => [foldPhone(phones[0]?.value ?? '').slice(-6)]),
    'e-mail part': samples.map(({ emails }) => [foldText(emails[0]?.value ?? '').slice(2, 8)]),
    company: samples.map(({ company }) => [words(company).at(-1)?.slice(0, 6) ?? '']),
  }
  return questionKinds.flatMap((kind) =>
    texts[kind]
      .filter(
        (own) =>
          own.length === (kind === 'two names' ? 2 : 1) && own.every((word) => [...word].length >= shortest(kind)),
      )
      .slice(0, perKind)
      .map((own) => ({ kind, words: own })),
  )
}

/** Trigrams are what the drivers find parts by: shorter parts would be a walk over everything. */
const shortest = (kind: QuestionKind) => (kind === 'phone digits' || kind === 'e-mail part' ? 5 : 3)

const words = (text: string): readonly string[] => foldWords(text).split(' ').filter(Boolean)

/** Tags from the common to the rare, each user, the last weeks to all times. */
export function createFilters(count: number): readonly FilterQuestion[] {
  return Array.from({ length: count }, (_, at) => ({
    tag: tagNames[at % tagNames.length] ?? '',
    responsibleId: responsibles[at % responsibles.length] ?? 0,
    updatedFrom: DATA_NOW * 1000 - DAY_MS * (30 + ((at * 97) % 1000)),
    by: at % 2 === 0 ? 'name' : 'updated',
    descending: at % 3 === 0,
  }))
}
