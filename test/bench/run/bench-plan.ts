import { createContactSource } from '../data/bench-contact.ts'
import { createOracle, type Oracle } from '../data/oracle.ts'
import { createFilters, createQuestions, type FilterQuestion, type Question } from '../data/questions.ts'

/** What everybody is asked, and what is right. */
export interface BenchPlan {
  readonly contacts: number
  readonly rounds: number
  readonly questions: readonly Question[]
  readonly filters: readonly FilterQuestion[]
  readonly oracle: Oracle
  /** Who gets the tag: the first by name, so that the first screen shows it. */
  readonly tagged: readonly number[]
  readonly say: (line: string) => void
}

const MOST_TAGGED = 10_000

export interface PlanOptions {
  readonly contacts: number
  readonly rounds: number
  readonly perKind: number
  readonly say: (line: string) => void
}

export function createPlan({ contacts, rounds, perKind, say }: PlanOptions): BenchPlan {
  const source = createContactSource(contacts)
  const oracle = createOracle(source, contacts)
  return {
    contacts,
    rounds,
    questions: createQuestions(source, contacts, perKind),
    filters: createFilters(perKind),
    oracle,
    tagged: oracle.ordered.slice(0, Math.min(MOST_TAGGED, contacts)),
    say,
  }
}
