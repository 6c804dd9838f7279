import { questionKinds, type QuestionKind } from '../data/questions.ts'
import type { BenchPlan } from './bench-plan.ts'
import { median, type Figures } from './figures.ts'
import type { Memory } from './heap-of.ts'

/** What one round measured, of the application and of its peers alike. Times are milliseconds. */
export interface Round {
  readonly firstRowsMs: number
  readonly searchReadyMs: number
  readonly searchP95Ms: ReadonlyMap<QuestionKind, number>
  readonly filterP95Ms: number
  readonly durableMs: number
  readonly visibleMs: number
  readonly memory: Memory
}

type RoundFigures = Omit<Figures, 'hydratePerSecond' | 'slope' | 'wrong' | 'own'>

/** The middle of all rounds. */
export function toRoundFigures(plan: BenchPlan, rounds: readonly Round[]): RoundFigures {
  const middle = (pick: (round: Round) => number) => median(rounds.map(pick))
  return {
    firstRowsMs: middle(({ firstRowsMs }) => firstRowsMs),
    searchReadyMs: middle(({ searchReadyMs }) => searchReadyMs),
    searchP95Ms: Object.fromEntries(
      questionKinds.map((kind) => [kind, middle(({ searchP95Ms }) => searchP95Ms.get(kind) ?? 0) ?? 0]),
    ),
    filterP95Ms: middle(({ filterP95Ms }) => filterP95Ms),
    tagDurableMs: middle(({ durableMs }) => durableMs),
    tagVisibleMs: middle(({ visibleMs }) => visibleMs),
    heapMb: middle(({ memory }) => memory.heapMb),
    processMb: median(rounds.flatMap(({ memory }) => memory.processMb ?? [])),
    answers: rounds.length * (plan.questions.length + plan.filters.length + 1),
  }
}
