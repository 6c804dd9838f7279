/** Pieces of work that are under way side by side, no more than so many. */
export interface PushLanes {
  readonly isEmpty: boolean
  /** Begins one at once. Whoever begins has asked `vacancy` before. */
  begin(work: () => Promise<void>): void
  /** Resolves when one more may begin. @throws what one has failed with; nothing more is to be begun then */
  vacancy(): Promise<void>
  /** Resolves when one has ended. @throws as `vacancy` */
  next(): Promise<void>
  /** Resolves when all have ended. @throws as `vacancy` */
  all(): Promise<void>
  /** Resolves when all have ended, however they did. */
  settled(): Promise<void>
}

export function createPushLanes(most: number): PushLanes {
  const running = new Set<Promise<void>>()
  const failures: unknown[] = []
  const check = () => {
    if (failures.length > 0) throw failures[0]
  }

  async function settled(): Promise<void> {
    while (running.size > 0) await Promise.all(running)
  }

  async function next(): Promise<void> {
    check()
    if (running.size > 0) await Promise.race(running)
    check()
  }

  return {
    get isEmpty() {
      return running.size === 0
    },
    begin(work) {
      const lane = work().then(
        () => undefined,
        (error: unknown) => void failures.push(error),
      )
      const ended = lane.then(() => void running.delete(ended))
      running.add(ended)
    },
    async vacancy() {
      check()
      while (running.size >= most) await next()
    },
    next,
    async all() {
      await settled()
      check()
    },
    settled,
  }
}
