import { kindOf, type RecordId } from '#shared/domain/ids.ts'
import { workOfEdit, type Work } from '#shared/sync/works.ts'
import type { ItemResult } from '../connectors/contact-writes.ts'
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
  /** By what holds them: 100,000 records wait for one method, and are let go at once. */
  const held = new Map<Span, Set<RecordId>>()
  const leftOf = ({ from, ms }: Span): number => {
    const left = from + ms - clock.now()
    // A clock that was set back must not make it rest for hours.
    return left > ms ? 0 : Math.max(0, left)
  }
  function prune(): void {
    for (const [work, span] of spans) if (leftOf(span) === 0) spans.delete(work)
    for (const span of held.keys()) if (leftOf(span) === 0) held.delete(span)
  }
  function note(kinds: readonly Work[], ms: number): void {
    for (const kind of kinds) spans.set(kind, { from: clock.now(), ms })
  }
  /** The longest of those that hold it back. */
  const spanOf = (intent: Intent): Span | null =>
    worksOf(intent)
      .flatMap((work) => spans.get(work) ?? [])
      .filter((span) => leftOf(span) > 0)
      .reduce<Span | null>((one, other) => (one !== null && leftOf(one) > leftOf(other) ? one : other), null)
  const restOf = (intent: Intent): number => leftOf(spanOf(intent) ?? { from: 0, ms: 0 })

  return {
    note,
    noteResults(kind, results) {
      const rests = results.flatMap((result) => (result.kind === 'not-sent' ? (result.restMs ?? []) : []))
      if (rests.length > 0) note([kind], Math.max(...rests))
    },
    restOfAny: (intents) => Math.max(0, ...intents.map(restOf)),
    sift: (intents) =>
      intents.filter((intent) => {
        const span = spanOf(intent)
        if (span !== null) held.set(span, (held.get(span) ?? new Set()).add(recordOf(intent)))
        return span === null
      }),
    isHeld: (recordId) => held.entries().some(([span, ids]) => ids.has(recordId) && leftOf(span) > 0),
    get isHolding() {
      prune()
      return held.size > 0
    },
    list() {
      prune()
      return [...spans].map(([work, span]) => ({ work, until: clock.now() + leftOf(span) }))
    },
    next() {
      prune()
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
