import { computed, shallowRef } from 'vue'
import type { ContactId, MutationId, RecordId } from '#shared/domain/ids.ts'
import {
  contactIdsOf,
  isBulk,
  isCreate,
  isDeletion,
  recordIdsOf,
  takesAway,
  type Change,
  type Mutation,
} from '#shared/domain/mutation.ts'

/** What `undo` would take back: one user action, which is one mutation for each account it touched. */
export interface Undoable {
  readonly mutations: readonly Mutation[]
  readonly kind: Change['kind']
  /** It was no edit but a decision about edits; these know their own way back. */
  readonly decision?: DecisionKind | undefined
  readonly takeBack?: () => Promise<void>
  /** Records that it makes: once the CRM has them there is no way back. */
  readonly made?: readonly RecordId[] | undefined
  /** It was a table of contacts that was taken in: what has not left can be taken back at any time. */
  readonly imported?: Imported | undefined
}

/** A table that was taken in. */
export interface Imported {
  readonly fileName: string
  readonly count: number
  /** Of these, how many the CRM had already when the rest was taken back. */
  readonly kept: () => number
}

/** What can be decided about edits that waited for the user. */
export type DecisionKind = 'mine' | 'theirs' | 'edited' | 'recreated' | 'moved' | 'discarded' | 'deleted' | 'reversed'

/** A decision that was carried out. */
export interface Decided {
  readonly kind: DecisionKind
  /** What it was about; one for each thing that was decided. */
  readonly mutations: readonly Mutation[]
  readonly takeBack: () => Promise<void>
  readonly made?: readonly RecordId[] | undefined
}

/** User actions that can be taken back, at most; each may hold thousands of ids. */
const UNDO_DEPTH = 50
const noop = (): void => undefined

/** User actions of this window in their order, those that are still being accepted included. */
export function useUndoStack() {
  const done = shallowRef<readonly Undoable[]>([])
  const lastUndoable = computed<Undoable | null>(() => done.value.at(-1) ?? null)
  /** Actions that are being accepted. None of them fails: whoever asked is told. */
  const underWay = new Set<Promise<void>>()

  function push(undoable: Undoable): void {
    done.value = [...done.value, undoable].slice(-UNDO_DEPTH)
  }

  function track<T>(performing: Promise<T>): Promise<T> {
    const ended = performing.then(noop, noop).then(() => void underWay.delete(ended))
    underWay.add(ended)
    return performing
  }

  /** Accepts an action and puts it on the undo stack. As soon as this is called the action is the last one. */
  async function perform<M extends readonly Mutation[]>(accept: () => Promise<M>): Promise<M> {
    const performing = accept().then((mutations) => {
      const [first] = mutations
      if (first !== undefined) push({ mutations, kind: first.change.kind, made: madeBy(mutations) })
      return mutations
    })
    return track(performing)
  }

  /**
   * Carries a decision out and puts it on the undo stack. The edits that it was about are no longer to be undone by
   * themselves. As soon as this is called the decision is the last action.
   */
  async function performDecision(decide: () => Promise<Decided>): Promise<void> {
    const performing = decide().then(({ kind: decision, mutations, takeBack, made }) => {
      const [first] = mutations
      if (first === undefined) return
      for (const { id } of mutations) dropSingle(id)
      push({ mutations, kind: first.change.kind, decision, takeBack, made })
    })
    await track(performing)
  }

  /** Accepts a table of contacts, if anything comes of it. As soon as this is called it is the last action. */
  async function performImport(
    accept: () => Promise<{ readonly imported: Imported; readonly takeBack: () => Promise<void> } | null>,
  ): Promise<Imported | null> {
    const performing = accept().then((done) => {
      if (done !== null) push({ mutations: [], kind: 'create', ...done })
      return done?.imported ?? null
    })
    return track(performing)
  }

  /** Of an action on one record nothing is left to undo. */
  function dropSingle(mutationId: MutationId): void {
    done.value = done.value.filter(({ mutations, kind }) => isBulk(kind) || mutations[0]?.id !== mutationId)
  }

  /** Resolves when no action is being accepted that was begun before. */
  async function whenAccepted(): Promise<void> {
    await Promise.all(underWay)
  }

  /** What was done a moment ago shows before it is accepted, so that is waited for. `null` when there is none. */
  async function takeLast(): Promise<Undoable | null> {
    await whenAccepted()
    const last = lastUndoable.value
    if (last !== null) done.value = done.value.filter((undoable) => undoable !== last)
    return last
  }

  return { lastUndoable, perform, performDecision, performImport, dropSingle, takeLast, whenAccepted }
}

/** Records that these edits make. */
export const madeBy = (mutations: readonly Mutation[]): readonly RecordId[] =>
  mutations.flatMap(({ change }) => (isCreate(change) ? recordIdsOf(change) : []))

/** Contacts that it deletes. */
export const deletedBy = (action: Undoable | null): readonly ContactId[] =>
  (action?.mutations ?? []).flatMap(({ change }) => (isDeletion(change) ? contactIdsOf(change) : []))

/** What stands beside contacts and is taken away by it. */
export const takenAwayBy = (action: Undoable | null): readonly RecordId[] =>
  (action?.mutations ?? []).flatMap(({ change }) => (takesAway(change) ? recordIdsOf(change) : []))
