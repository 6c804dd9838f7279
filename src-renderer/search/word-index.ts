import { encodeText } from './byte-text.ts'
import type { IndexEntry } from './index-entry.ts'
import { MailWords, type SavedMailWords } from './mail-words.ts'
import { WordColumn, type SavedWords } from './word-column.ts'

/** What there is of the three kinds of words: they come back one by one. */
export interface SavedKinds {
  readonly names?: SavedWords | undefined
  readonly rest?: SavedMailWords | undefined
  readonly phones?: SavedWords | undefined
}

const SPACE = ' '.charCodeAt(0)
const LINE = '\n'.charCodeAt(0)

/** The words of all contacts. No search crosses a space, so that a word is found by looking at words alone. */
export class WordIndex {
  readonly names: WordColumn
  readonly rest: MailWords
  /** Each phone begins with a line break, which stands for its beginning. */
  readonly phones: WordColumn

  constructor(saved: SavedKinds = {}) {
    this.names = new WordColumn(saved.names)
    this.rest = new MailWords(saved.rest)
    // Fewer than three digits are no phone.
    this.phones = new WordColumn(saved.phones, 'none')
  }

  add(row: number, { foldedName, foldedRest, phones }: IndexEntry): void {
    eachWord(encodeText(foldedName), (bytes, from, to) => this.names.add(row, bytes, from, to))
    eachWord(encodeText(foldedRest), (bytes, from, to) => this.rest.add(row, bytes, from, to))
    // With the line break before it.
    eachWord(encodeText(phones), (bytes, from, to) => this.phones.add(row, bytes, from - 1, to))
  }

  sizes() {
    return { names: this.names.sizeBytes, rest: this.rest.sizeBytes, phones: this.phones.sizeBytes }
  }
}

function eachWord(bytes: Uint8Array, visit: (bytes: Uint8Array, from: number, to: number) => void): void {
  let from = 0
  for (let at = 0; at <= bytes.length; at++) {
    if (at < bytes.length && bytes[at] !== SPACE && bytes[at] !== LINE) continue
    if (at > from) visit(bytes, from, at)
    from = at + 1
  }
}
