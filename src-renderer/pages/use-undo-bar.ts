import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import { contactIdsOf } from '#shared/domain/mutation.ts'
import { errorText } from '../composables/error-words.ts'
import { useTimedShow } from '../composables/use-timed-show.ts'
import type { Speaker } from '../composables/mutation-words.ts'
import { useOutboxStore, type OutboxEntry, type Undoable } from '../stores/outbox-store.ts'
import { undoWords } from './later-parts.ts'

export interface UndoBarView {
  readonly message: string
  readonly done: number
  readonly total: number
  readonly canUndo: boolean
}

/** Long enough to read it and to reach it. Afterwards the key still undoes. */
const SHOWN_MS = 10_000

/**
 * What was just done, for a while, and a button that takes it back.
 * @param isHeld whether the pointer or the focus is on the bar: then it stays
 */
export function useUndoBar(
  speaker: Speaker,
  isHeld: () => boolean,
): {
  readonly view: ComputedRef<UndoBarView | null>
  readonly undo: () => Promise<void>
  readonly dismiss: () => void
} {
  const outbox = useOutboxStore()
  const action = shallowRef<Undoable | null>(null)
  /** A word about an undo itself. */
  const notice = shallowRef('')
  const isUndone = shallowRef(false)
  let undoing: Promise<void> = Promise.resolve()
  const seen = new WeakSet<Undoable>()
  const { start, stop } = useTimedShow(SHOWN_MS, isHeld, dismiss)

  function dismiss(): void {
    stop()
    action.value = null
    notice.value = ''
  }

  watch(
    () => outbox.lastUndoable,
    (last) => {
      // After an undo the action before it comes to the top: it is not news.
      if (last === null || seen.has(last)) return
      seen.add(last)
      notice.value = ''
      action.value = last
      void undoWords.preload()
      start()
    },
  )

  const view = computed<UndoBarView | null>(() => {
    if (notice.value !== '') return noticeView(outbox.lastUndoable)
    if (action.value === null || undoWords.here.value === null) return null
    const canUndo = outbox.canUndo && outbox.lastUndoable === action.value
    const message = describe(action.value, speaker)
    return { message, ...progressOf(action.value, outbox.entries), canUndo }
  })

  // The progress of many stays as long as there is some.
  watch(
    () => view.value?.done,
    () => {
      if (view.value !== null) start()
    },
  )

  /** After an undo the action before it can be undone as well: it is named, so that nobody undoes in the dark. */
  function noticeView(previous: Undoable | null): UndoBarView {
    const next = previous === null || !isUndone.value ? '' : describe(previous, speaker)
    const message = next === '' ? notice.value : speaker.text.t('undo.undoneNext', { done: notice.value, next })
    return { message, done: 0, total: 0, canUndo: next !== '' && outbox.canUndo }
  }

  async function undoNow(): Promise<void> {
    isUndone.value = false
    try {
      // Not what the bar shows: something newer may have been on its way.
      const undone = await outbox.undo()
      if (undone === null) return
      action.value = null
      notice.value = await describeUndone(undone, speaker)
      isUndone.value = true
    } catch (error) {
      notice.value = speaker.text.t('pending.failedAction', { reason: errorText(error, speaker.text) })
    }
    start()
  }

  /** One after the other, however fast the key is pressed. */
  function undo(): Promise<void> {
    undoing = undoing.then(undoNow)
    return undoing
  }

  return { view, undo, dismiss }
}

const describe = (action: Undoable, speaker: Speaker): string =>
  undoWords.here.value?.describeAction(action, speaker) ?? ''

async function describeUndone(undone: Undoable, speaker: Speaker): Promise<string> {
  await undoWords.preload()
  return undoWords.here.value?.undoneText(undone, speaker) ?? ''
}

/** How many contacts the CRM has confirmed; a decision has no progress of its own. */
function progressOf({ mutations, decision }: Undoable, entries: readonly OutboxEntry[]) {
  if (decision !== undefined) return { done: 0, total: 0 }
  const total = mutations.reduce((sum, { change }) => sum + contactIdsOf(change).length, 0)
  const ids = new Set(mutations.map(({ id }) => id))
  const left = entries.reduce((sum, entry) => sum + (ids.has(entry.mutation.id) ? entry.left : 0), 0)
  return { done: total - left, total }
}
