import type { Report } from './run-history.ts'

const kinds = ['lost', 'doubled', 'duplicate', 'foreign', 'unequal', 'stuck'] as const

/** Sums over histories. */
export interface Figures {
  readonly histories: number
  readonly steps: number
  readonly accepted: number
  readonly applied: number
  readonly superseded: number
  readonly withdrawn: number
  readonly refused: number
  readonly setAside: number
  readonly requests: number
  readonly rounds: number
  readonly maxRounds: number
  readonly failed: number
  /** Violations by the first word of what is said of them. */
  readonly violations: Readonly<Record<string, number>>
  readonly startedAt: number
  readonly cpuAtStart: number
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

export const emptyFigures: Figures = {
  ...{ histories: 0, steps: 0, accepted: 0, applied: 0, superseded: 0, withdrawn: 0, refused: 0, setAside: 0 },
  ...{
    requests: 0,
    rounds: 0,
    maxRounds: 0,
    failed: 0,
    violations: {},
    startedAt: performance.now(),
    cpuAtStart: cpuMs(),
  },
}

export function addUp(sum: Figures, report: Report): Figures {
  const violations = { ...sum.violations }
  for (const violation of report.violations) {
    const kind = violation.slice(0, violation.indexOf(':'))
    violations[kind] = (violations[kind] ?? 0) + 1
  }
  return {
    histories: sum.histories + 1,
    steps: sum.steps + report.steps,
    accepted: sum.accepted + report.accepted,
    applied: sum.applied + report.applied,
    superseded: sum.superseded + report.superseded,
    withdrawn: sum.withdrawn + report.withdrawn,
    refused: sum.refused + report.refused,
    setAside: sum.setAside + report.setAside,
    requests: sum.requests + report.requests,
    rounds: sum.rounds + report.rounds,
    maxRounds: Math.max(sum.maxRounds, report.rounds),
    failed: sum.failed + (report.violations.length > 0 ? 1 : 0),
    violations,
    startedAt: sum.startedAt,
    cpuAtStart: sum.cpuAtStart,
  }
}

export function toLines(figures: Figures): readonly string[] {
  const seconds = (performance.now() - figures.startedAt) / 1000
  const mean = (value: number, by: number) => (by === 0 ? 0 : value / by).toFixed(2)
  const others = Object.keys(figures.violations).filter((kind) => !kinds.includes(kind as (typeof kinds)[number]))
  return [
    `histories ${figures.histories}, steps ${figures.steps}`,
    `edits accepted ${figures.accepted}, applied ${figures.applied}, superseded ${figures.superseded}, ` +
      `withdrawn ${figures.withdrawn}; refused ${figures.refused}; set aside when the faults stopped ${figures.setAside}`,
    [...kinds, ...others].map((kind) => `${kind} ${figures.violations[kind] ?? 0}`).join(', '),
    `rounds to converge: mean ${mean(figures.rounds, figures.histories)}, at most ${figures.maxRounds}`,
    `requests per edit ${mean(figures.requests, figures.accepted)}`,
    `${seconds.toFixed(1)} s; ${mean(cpuMs() - figures.cpuAtStart, figures.histories)} ms of processor per history`,
  ]
}
