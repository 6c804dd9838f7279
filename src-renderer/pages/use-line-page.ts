import { computed, onMounted, onUnmounted, shallowRef, useTemplateRef, watch, type Ref } from 'vue'
import { useHotkeys } from '../composables/use-hotkeys.ts'
import type { ListHandle } from '../composables/use-grid-rows.ts'
import { useContactPanel } from './use-contact-panel.ts'

interface Sort<Column extends string> {
  by: Column
  direction: 'asc' | 'desc'
}

interface LinePage<Id extends string, Column extends string> {
  /** The lines, and what they are narrowed and sorted by. */
  readonly list: { sort: Sort<Column> }
  /** What the panel shows; `null` is nothing. */
  readonly open: { openId: Id | null; readonly isReading: boolean }
  /** Whether it has been read. */
  readonly hasCard: () => boolean
  readonly idAt: (index: number) => Id | undefined
  /** The line so many further than another; `null` where there is none. */
  readonly beside: (
    id: Id,
    by: number,
  ) => { readonly id: Id; readonly index: number } | null | Promise<{ readonly id: Id; readonly index: number } | null>
  /** What people look for first in these is large, or new. */
  readonly largestFirst: readonly Column[]
  /** Whether the form of a new one is in the place of the card. */
  readonly isCreating?: Ref<boolean>
  /** Another list whenever this is another. */
  readonly asked: () => unknown
}

/**
 * A list of lines and the card of one of them: opening, going from one to the next, closing, sorting, and where the focus goes.
 * The page names its list `grid` and its frame `page`.
 */
export function useLinePage<Id extends string, Column extends string>(options: LinePage<Id, Column>) {
  const { list, open, isCreating = shallowRef(false) } = options
  const { listFocus } = useContactPanel()
  const grid = useTemplateRef<ListHandle>('grid')
  const page = useTemplateRef<{ panel: HTMLElement | null }>('page')
  const panel = computed(() => page.value?.panel ?? null)
  /** While the next one is read the panel stays: the list must not change its width at every click. */
  const isPanelOpen = computed(() => isCreating.value || options.hasCard() || (open.isReading && open.openId !== null))
  const focusList = () => grid.value?.focusList()

  function openAt(index: number): void {
    isCreating.value = false
    open.openId = options.idAt(index) ?? null
  }

  /** What is being typed is taken first: leaving the field does that. */
  async function step(by: number): Promise<void> {
    const next = open.openId === null || isCreating.value ? null : await options.beside(open.openId, by)
    if (next === null) return
    const focus = document.activeElement
    const wasInside = focus instanceof HTMLElement && panel.value?.contains(focus) === true
    if (wasInside) focus.blur()
    open.openId = next.id
    grid.value?.activate(next.index)
    // The fields of the last card are gone: the keys go on in the list.
    if (wasInside) focusList()
  }

  /** One step out: of the form, of the card. */
  function close(): void {
    if (isCreating.value) isCreating.value = false
    else open.openId = null
    focusList()
  }

  function sortBy(by: Column): void {
    const { sort } = list
    const first = options.largestFirst.includes(by) ? 'desc' : 'asc'
    list.sort = { by, direction: sort.by === by ? (sort.direction === 'asc' ? 'desc' : 'asc') : first }
  }

  const enterPanel = () => panel.value?.querySelector<HTMLElement>('input')?.focus()

  watch(options.asked, () => grid.value?.reset())
  onMounted(() => (listFocus.value = focusList))
  onUnmounted(() => (listFocus.value = () => undefined))
  useHotkeys({ Escape: close }, { 'Alt+ArrowDown': () => void step(1), 'Alt+ArrowUp': () => void step(-1) })

  return { isPanelOpen, openAt, step, close, sortBy, enterPanel, focusList }
}
