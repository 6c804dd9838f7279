/** What a log can follow. */
interface Followed {
  readonly kind: string
  readonly id: number
  /** In the trash, or gone for good. */
  readonly isTrashed: boolean
}

/** A state that a record has been in. */
export type StateOf<T> = T & {
  /** Who has brought it about; `null` where nobody asks. */
  readonly userId: number | null
  readonly at: number
}

/** Records as they are, and every state that any has been in, the last one last. */
export interface StateLog<T> {
  readonly states: readonly StateOf<T>[]
  /** Those that are gone for good as they were last. */
  all(): readonly T[]
  /** Looks at what a request or a colleague may have changed. */
  note(userId?: number): void
}

/** Keeps every state of what `read` tells. */
export function watchStates<T extends Followed>(read: () => readonly T[], now: () => number): StateLog<T> {
  const states: StateOf<T>[] = []
  const last = new Map<string, T>()
  const keyOf = ({ kind, id }: Followed) => `${kind} ${id}`
  const all = () => {
    const there = new Map(read().map((one) => [keyOf(one), one]))
    const gone = [...last].filter(([key]) => !there.has(key)).map(([, one]) => ({ ...one, isTrashed: true }))
    return [...there.values(), ...gone]
  }
  return {
    states,
    all,
    note(userId) {
      for (const one of all()) {
        const key = keyOf(one)
        if (JSON.stringify(last.get(key)) === JSON.stringify(one)) continue
        states.push({ ...one, userId: userId ?? null, at: now() })
        last.set(key, one)
      }
    },
  }
}

/**
 * How many have been made of one name. Where nothing is left of what is deleted, one that a colleague has deleted is not found, and
 * made again: counted once.
 */
export function timesMade<T extends Followed & { readonly name: string }>(
  log: StateLog<T>,
  name: string,
  showsTrash: boolean,
): number {
  const own = log.all().filter((one) => one.name === name)
  if (showsTrash) return own.length
  const statesOf = ({ kind, id }: Followed) => log.states.filter((state) => state.kind === kind && state.id === id)
  const isReplaced = (one: T) => {
    const goneAt = statesOf(one).find(({ isTrashed }) => isTrashed)?.at ?? Infinity
    return own.some((other) => (statesOf(other)[0]?.at ?? 0) >= goneAt)
  }
  return own.filter((one) => !isReplaced(one)).length
}
