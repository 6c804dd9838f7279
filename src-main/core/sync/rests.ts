import { kindOf, type RecordId } from '#shared/domain/ids.ts'
import { workOfEdit, type Work } from '#shared/sync/works.ts'
import type { ItemResult } from '../connectors/connector.ts'
import type { Clock } from '../ports/clock.ts'
import { recordOf, type Intent } from './push-intents.ts'

/** A kind of work that the CRM takes none of for a while. `until` by this device's clock, milliseconds. */
export interface Rest {
  readonly work: Work
  readonly until: number
}

/**
 * What a CRM holds back while it takes all else. In memory alone: edits stay in line in the journal, and after a restart the CRM
 * says once more that it takes none.
 */
export interface Rests {
  /** The CRM takes no more of these for so long. */
  note(kinds: readonly Work[], restMs: number): void
  /** What became of items of one kind. */
  noteResults(kind: Work, results: readonly ItemResult[]): void
  /** For how long something that any of these needs is held back, milliseconds; 0 where nothing is. */
  restOfAny(intents: readonly Intent[]): number
  /** Those that the CRM takes at this moment. Records of the others are passed over from now on, until what they need goes on. */
  sift<I extends Intent>(intents: readonly I[]): readonly I[]
  isHeld(recordId: RecordId): boolean
  /** Whether any record is passed over. */
  readonly isHolding: boolean
  list(): readonly Rest[]
  /** When the first of them goes on, milliseconds from now; `null` where nothing rests. */
  next(): number | null
}

interface Span {
  readonly from: number
  readonly ms: number
}

export function createRests(clock: Pick<Clock, 'now'>): Rests {
  const spans = new Map<Work, Span>()
  const held = new Map<RecordId, Span>()
  const leftOf = ({ from, ms }: Span): number => {
    const left = from + ms - clock.now()
    // A clock that was set back must not make it rest for hours.
    return left > ms ? 0 : Math.max(0, left)
  }
  const prune = <Key>(map: Map<Key, Span>): void => {
    for (const [key, span] of map) if (leftOf(span) === 0) map.delete(key)
  }
  function note(kinds: readonly Work[], ms: number): void {
    for (const kind of kinds) spans.set(kind, { from: clock.now(), ms })
  }
  const restOf = (intent: Intent): number =>
    Math.max(0, ...worksOf(intent).map((work) => leftOf(spans.get(work) ?? { from: 0, ms: 0 })))

  return {
    note,
    noteResults(kind, results) {
      const rests = results.flatMap((result) => (result.kind === 'not-sent' ? (result.restMs ?? []) : []))
      if (rests.length > 0) note([kind], Math.max(...rests))
    },
    restOfAny: (intents) => Math.max(0, ...intents.map(restOf)),
    sift: (intents) =>
      intents.filter((intent) => {
        const ms = restOf(intent)
        if (ms > 0) held.set(recordOf(intent), { from: clock.now(), ms })
        return ms === 0
      }),
    isHeld(recordId) {
      const span = held.get(recordId)
      return span !== undefined && leftOf(span) > 0
    },
    get isHolding() {
      prune(held)
      return held.size > 0
    },
    list() {
      prune(spans)
      return [...spans].map(([work, span]) => ({ work, until: clock.now() + leftOf(span) }))
    },
    next() {
      prune(spans)
      return spans.size === 0 ? null : Math.min(...[...spans.values()].map(leftOf))
    },
  }
}

/** What has to be asked of the CRM for all that waits for one record. */
export function worksOf(intent: Intent): readonly Work[] {
  if ('recordId' in intent) return [`${kindOf(intent.recordId)}-${intent.kind}`]
  if (intent.kind === 'create') return ['contact-create']
  return [...new Set(intent.edits.map(({ edit }) => workOfEdit(edit)))]
}
