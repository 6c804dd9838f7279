import { foldText } from './fold-text.ts'

/** How a run of digits is looked for among the phones of a contact. */
export interface PhoneTerm {
  /** Anywhere in a number. */
  readonly digits: string
  /** At the beginning of a number, which is kept without its Russian 7 or 8; `null` when that does not apply. */
  readonly start: string | null
}

export interface SearchWord {
  readonly text: string
  readonly phone: PhoneTerm | null
}

/** One thing that a contact has to match: as one phone, or word by word. */
export interface SearchTerm {
  readonly words: readonly SearchWord[]
  readonly phone: PhoneTerm | null
}

const FEWEST_DIGITS = 3
const phoneWord = /^[+\d()\-./]*\d[+\d()\-./]*$|^[()\-./+]+$/u

/**
 * What the user typed, as terms. Neighbouring words that can be parts of one phone number are one term, so that
 * `+7 (912) 345-67-89` is found however it was written.
 */
export function toSearchTerms(text: string): readonly SearchTerm[] {
  const terms: SearchTerm[] = []
  let run: string[] = []
  const endRun = () => {
    if (run.length > 0) terms.push({ words: run.map(toWord), phone: toPhone(run.join('')) })
    run = []
  }
  for (const word of foldText(text).split(' ')) {
    if (word === '') continue
    if (phoneWord.test(word)) run.push(word)
    else {
      endRun()
      terms.push({ words: [{ text: word, phone: null }], phone: null })
    }
  }
  endRun()
  return terms
}

const toWord = (text: string): SearchWord => ({ text, phone: toPhone(text) })

function toPhone(text: string): PhoneTerm | null {
  const digits = text.replace(/\D/gu, '')
  if (digits.length < FEWEST_DIGITS) return null
  return { digits, start: /^\+?\(?[78]/u.test(text) ? digits.slice(1) : null }
}
