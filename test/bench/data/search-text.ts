import { foldPhone } from '#shared/domain/same-text.ts'
import { foldText } from '#renderer/search/fold-text.ts'
import type { BenchContact } from './bench-contact.ts'

/** What can be searched of a contact. Each word of names has a space before it; e-mails and phones stand on lines. */
export interface SearchText {
  readonly name: string
  readonly company: string
  readonly emails: string
  readonly phones: string
}

/** Letters and digits alone, folded, one space between words. */
export const foldWords = (text: string): string =>
  foldText(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** Prepared once, so that no driver pays more for folding than another. */
export const toSearchText = ({ name, company, emails, phones }: BenchContact): SearchText => ({
  name: ` ${foldWords(name)}`,
  company: ` ${foldWords(company)}`,
  emails: emails.map(({ value }) => foldText(value)).join('\n'),
  phones: phones.map(({ value }) => foldPhone(value)).join('\n'),
})
