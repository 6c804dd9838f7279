import { describe, expect, test } from 'vitest'
import { createTimeLeft } from '#core/sync/time-left.ts'
import type { SyncPhase } from '#shared/ipc/sync-status.ts'

const pushing = (left: number): SyncPhase => ({ kind: 'pushing', left })
const pulling = (left: number | null): SyncPhase => ({
  kind: 'pulling',
  what: 'contacts',
  received: 0,
  left,
  isInitial: true,
})

/** @param seen phases, and when in seconds */
function reckon(...seen: readonly (readonly [number, SyncPhase])[]): number | null {
  let now = 1_000_000
  const timeLeft = createTimeLeft({ now: () => now, sleep: async () => undefined })
  for (const [at, phase] of seen) {
    now = 1_000_000 + at * 1_000
    timeLeft.note(phase)
  }
  return timeLeft.read()
}

describe('the time left', () => {
  test('is what is left at the pace of late', () => {
    expect(reckon([0, pushing(1_000)], [5, pushing(900)], [10, pushing(800)])).toBe(40_000)
  })

  test('is not told from the first seconds, nor while nothing gets on', () => {
    expect(reckon([0, pushing(1_000)], [2, pushing(900)])).toBeNull()
    expect(reckon([0, pushing(1_000)], [9, pushing(1_000)])).toBeNull()
  })

  test('forgets a pace of long ago', () => {
    expect(reckon([0, pushing(10_000)], [1, pushing(1_000)], [40, pushing(900)], [60, pushing(800)])).toBe(160_000)
  })

  test('is reckoned anew when more has come, another phase began, or the clock was set back', () => {
    expect(reckon([0, pushing(100)], [5, pushing(50)], [10, pushing(500)])).toBeNull()
    expect(reckon([0, pushing(100)], [5, pushing(50)], [10, pulling(40)])).toBeNull()
    expect(reckon([20, pushing(100)], [0, pushing(50)])).toBeNull()
  })

  test('is unknown for what nobody has counted, and for a sync that is over', () => {
    expect(reckon([0, pulling(null)], [5, pulling(null)])).toBeNull()
    expect(reckon([0, pushing(100)], [5, pushing(50)], [6, { kind: 'idle' }])).toBeNull()
  })

  test('begins with the first count', () => {
    expect(reckon([0, pulling(null)], [5, pulling(100)], [10, pulling(50)])).toBe(5_000)
  })
})
