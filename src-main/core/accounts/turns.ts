/** Runs one piece of work after the other, in the order in which they were asked for. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** A line of its own. Whoever stands in it must not stand in it again: that would wait for ever. */
export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return async (work) => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
}
