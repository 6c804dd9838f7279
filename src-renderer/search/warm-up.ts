import type { ContactFilters, ContactQuery } from './contact-query.ts'
import type { ContactIndex } from './contact-index.ts'

/** Of each kind that people type: a letter, names, two of them, a number, an e-mail, a company. */
const texts = ['а', 'ан', 'иван', 'ivan', 'ан ив', '912', '912345', 'mail', 'an@ma', 'ооо']
const lines = 60

/** What users ask of an index, put to it in words of its own. */
export function* warmQuestions(index: ContactIndex): Generator<ContactQuery, undefined> {
  for (const text of texts) yield { text, filters: {}, sort: { by: 'name', direction: 'asc' } }
  const { tags, users } = index.parts
  const filters: ContactFilters = { tags: [tags.nameOf(0)], responsibleId: users.idOf(1), updatedFrom: 1 }
  for (const by of ['name', 'updated'] as const) yield { text: '', filters, sort: { by, direction: 'desc' } }
}

/**
 * Asks an index what users will ask. Code is slow until it has run a while, several times as slow: a start would have the
 * first keys that are pressed pay for that. One question at a time, so that one of a user never waits for more than that.
 * @param soon runs a task after what has come meanwhile
 */
export function warmUp(index: ContactIndex, soon: (task: () => void) => void): void {
  const questions = warmQuestions(index)
  const askNext = (): void => {
    const next = questions.next()
    if (next.done === true) return
    index.find(next.value).window(0, lines)
    soon(askNext)
  }
  soon(askNext)
}
