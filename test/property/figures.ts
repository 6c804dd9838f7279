import type { Report } from './run-history.ts'

/** What must be none; named even when it is. */
const kinds = ['lost', 'doubled', 'duplicate', 'foreign', 'unequal', 'stuck'] as const
const sums = [
  ...['steps', 'accepted', 'applied', 'superseded', 'withdrawn', 'refused', 'givenUp', 'setAside', 'requests'],
] as const satisfies readonly (keyof Report)[]

/** Sums over histories. */
export interface Figures {
  readonly histories: number
  readonly sums: Readonly<Record<(typeof sums)[number], number>>
  /** Of each history. */
  readonly rounds: readonly number[]
  /** Of each history with edits. */
  readonly requestsPerEdit: readonly number[]
  readonly failed: number
  /** Violations by the first word of what is said of them. */
  readonly violations: ReadonlyMap<string, number>
  /** What struck, by name. */
  readonly faults: ReadonlyMap<string, number>
  readonly startedAt: number
  /** Of the processor, for all histories. */
  readonly cpuMs: number
}

export const noFigures = (): Figures => ({
  ...{ histories: 0, rounds: [], requestsPerEdit: [], failed: 0, violations: new Map(), faults: new Map() },
  sums: Object.fromEntries(sums.map((name) => [name, 0])) as Figures['sums'],
  startedAt: performance.now(),
  cpuMs: 0,
})

export function addUp(known: Figures, report: Report, cpuMs: number): Figures {
  const { accepted, requests } = report
  const words = report.violations.map((violation) => violation.slice(0, violation.indexOf(':')))
  return {
    ...known,
    histories: known.histories + 1,
    cpuMs: known.cpuMs + cpuMs,
    sums: Object.fromEntries(sums.map((name) => [name, known.sums[name] + report[name]])) as Figures['sums'],
    rounds: [...known.rounds, report.rounds],
    requestsPerEdit: accepted === 0 ? known.requestsPerEdit : [...known.requestsPerEdit, requests / accepted],
    failed: known.failed + (words.length > 0 ? 1 : 0),
    violations: addCounts(
      known.violations,
      Map.groupBy(words, (word) => word),
      ({ length }) => length,
    ),
    faults: addCounts(known.faults, report.faults, (count) => count),
  }
}

function addCounts<T>(known: ReadonlyMap<string, number>, more: ReadonlyMap<string, T>, countOf: (one: T) => number) {
  const counts = new Map(known)
  for (const [name, one] of more) counts.set(name, (counts.get(name) ?? 0) + countOf(one))
  return counts
}

/** As they are printed. */
export function toLines(figures: Figures): readonly string[] {
  const { histories, sums: sum, violations, faults } = figures
  const seconds = (performance.now() - figures.startedAt) / 1000
  const mean = (value: number, by: number) => (by === 0 ? 0 : value / by).toFixed(2)
  const named = [...kinds, ...[...violations.keys()].filter((kind) => !kinds.some((known) => known === kind))]
  const strikes = [...faults].sort(([one], [other]) => one.localeCompare(other, 'en'))
  const of = (prefix: string) =>
    strikes.flatMap(([name, count]) => (name.startsWith(prefix) ? [`${name.slice(prefix.length)} ${count}`] : []))
  return [
    `histories ${histories}, steps ${sum.steps}`,
    `edits accepted ${sum.accepted}: applied ${sum.applied}, superseded ${sum.superseded}, taken back ${sum.withdrawn}, ` +
      `given up ${sum.givenUp}; refused to the user's face ${sum.refused}`,
    named.map((kind) => `${kind} ${violations.get(kind) ?? 0}`).join(', '),
    `questions asked ${sum.setAside}; creates in doubt told apart ${faults.get('answer: it is this one') ?? 0}`,
    `kills: ${of('kill: ').join(', ')}`,
    `faults: ${of('fault: ').join(', ')}`,
    `rounds to converge: median ${median(figures.rounds)}, mean ${mean(
      figures.rounds.reduce((total, one) => total + one, 0),
      histories,
    )}, at most ${Math.max(0, ...figures.rounds)}`,
    `requests per edit: median ${median(figures.requestsPerEdit).toFixed(2)}, mean ${mean(sum.requests, sum.accepted)}`,
    `${seconds.toFixed(1)} s; ${mean(figures.cpuMs, histories)} ms of processor per history`,
  ]
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
