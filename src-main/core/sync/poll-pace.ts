/** How long to wait until the CRM is asked for changes again, milliseconds. */
export interface PollPace {
  /** After a poll that went through. @param hasMoved something was sent, or had changed there */
  afterSync(hasMoved: boolean): number
  /** After a poll that was refused because there are too many. */
  afterRefusal(): number
  /** Somebody looks, or edits. */
  wake(): void
}

/** While something moves. */
export const POLL_MS = 20_000
/** Where nothing has moved for a while, hardly anything will within the next seconds. */
const IDLE = { growth: 1.2, mostMs: 2 * 60_000 }
/**
 * Each laptop keeps within its own budget: a refusal tells of the others. They do not know of each other, and all that they
 * can do is to ask less often, until refusals are rare.
 */
const CROWDED = { growth: 2, recovery: 0.9, mostMs: 15 * 60_000 }

export function createPollPace(): PollPace {
  let [idleMs, crowdedMs] = [POLL_MS, POLL_MS]
  return {
    afterSync(hasMoved) {
      if (hasMoved) idleMs = POLL_MS
      const pauseMs = Math.max(idleMs, crowdedMs)
      idleMs = Math.min(IDLE.mostMs, idleMs * IDLE.growth)
      crowdedMs = Math.max(POLL_MS, crowdedMs * CROWDED.recovery)
      return pauseMs
    },
    afterRefusal() {
      crowdedMs = Math.min(CROWDED.mostMs, crowdedMs * CROWDED.growth)
      return crowdedMs
    },
    wake() {
      idleMs = POLL_MS
    },
  }
}
