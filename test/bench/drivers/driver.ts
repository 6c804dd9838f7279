import type { BenchContact } from '../data/bench-contact.ts'
import type { Answer, FilterQuestion, Question } from '../data/questions.ts'

/** One line of the list. */
export interface BenchRow {
  readonly id: number
  readonly name: string
  readonly company: string
  readonly phone: string
  readonly tags: readonly string[]
}

/** A way to keep and search a contact base, as somebody would build it who knows the library well. */
export interface Driver {
  /** Opens what is on the disk; a new base is empty. */
  open(): Promise<void>
  /** Adds a page of a pull; durable when it resolves. */
  write(page: readonly BenchContact[]): Promise<void>
  /** The last page is there. */
  finish(): Promise<void>
  /** The first screen of the list, by name. */
  first(): Promise<readonly BenchRow[]>
  /** Loads or builds what searching needs. */
  prepare(): Promise<void>
  search(question: Question): Promise<Answer>
  filter(question: FilterQuestion): Promise<Answer>
  /** Lines by id, with all their tags. */
  rows(ids: readonly number[]): Promise<readonly BenchRow[]>
  /** Adds a tag to all of them, and the edit to an outbox; durable when it resolves. */
  tag(tag: string, ids: readonly number[]): Promise<void>
}

export const toRow = ({ id, name, company, phones, tags }: BenchContact): BenchRow => ({
  id,
  name,
  company,
  phone: phones[0]?.value ?? '',
  tags,
})

/** In what `window.kartotekaBench.load` knows them by, in the order of the table. */
export const driverNames = ['dexie', 'dexie-flexsearch', 'dexie-minisearch', 'sqlite', 'floor'] as const
export type DriverName = (typeof driverNames)[number]
