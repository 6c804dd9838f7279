import type { SyncPhase } from '#shared/ipc/sync-status.ts'
import type { Clock } from '../ports/clock.ts'

/** How long a sync will go on, reckoned from how it got on lately. */
export interface TimeLeft {
  note(phase: SyncPhase): void
  /** Milliseconds; `null` while there is no telling. */
  read(): number | null
}

/** What was longer ago says little about what is to come. */
const LOOK_BACK_MS = 30_000
/** The first seconds promise anything. */
const LEAST_MS = 3_000

interface Sample {
  readonly at: number
  readonly left: number
}

export function createTimeLeft(clock: Clock): TimeLeft {
  let work = ''
  let samples: readonly Sample[] = []

  return {
    note(phase) {
      const left = leftOf(phase)
      const latest = samples.at(-1)
      const now = clock.now()
      // More to do than before, or a clock that was set: what was seen until now tells nothing.
      const isAnew = workOf(phase) !== work || (latest !== undefined && ((left ?? 0) > latest.left || now < latest.at))
      work = workOf(phase)
      const known = isAnew || left === null ? [] : samples.filter(({ at }) => now - at <= LOOK_BACK_MS)
      samples = left === null ? [] : [...known, { at: now, left }]
    },
    read() {
      const [first, last] = [samples[0], samples.at(-1)]
      if (first === undefined || last === undefined) return null
      const [done, tookMs] = [first.left - last.left, last.at - first.at]
      return done <= 0 || tookMs < LEAST_MS ? null : Math.round((last.left * tookMs) / done)
    },
  }
}

const workOf = (phase: SyncPhase): string => (phase.kind === 'pulling' ? `pulling ${phase.what}` : phase.kind)

function leftOf(phase: SyncPhase): number | null {
  return phase.kind === 'pulling' || phase.kind === 'pushing' ? phase.left : null
}
