import type { RowsChanged } from '../db/rows-channel.ts'

/** So many rows at once come from a pull, and more will follow: a user's edit of more than 200 is one record. */
const PULLED = 201
const GATHER_MS = 250

/**
 * Pages of a pull are read together, some at a time: each reading sorts what is new into all that is there. The first one, and
 * whatever a user does, is read at once.
 */
export class PageGathering {
  readonly #act: () => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #readAt = -Infinity

  /** @param act is called when what was gathered is to be read */
  constructor(act: () => void) {
    this.#act = act
  }

  /** @returns whether it may wait: then `act` will be called */
  takes(changed: RowsChanged): boolean {
    const isPage = 'ids' in changed && changed.ids.length >= PULLED
    if (!isPage || performance.now() - this.#readAt >= GATHER_MS) return false
    this.#timer ??= setTimeout(this.#act, GATHER_MS)
    return true
  }

  /** Reading begins. @returns whether something was waiting: nobody calls for that any more */
  begin(): boolean {
    const isWaiting = this.#timer !== undefined
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#readAt = Infinity
    return isWaiting
  }

  hasRead(): void {
    this.#readAt = performance.now()
  }
}
