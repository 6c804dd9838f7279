import { shallowRef, type ShallowRef } from 'vue'

export interface GridActions {
  readonly count: () => number
  /** Rows that fit on a screen. */
  readonly pageSize: () => number
  /** A line that is not read yet has nothing to open or to tick; a range may end at it. */
  readonly isRead: (index: number) => boolean
  readonly open: (index: number) => void
  /** By Enter: as a click does, or further into what is open already. */
  readonly enter: (index: number) => void
  readonly toggle: (index: number) => void
  /** Both ends included. */
  readonly selectRange: (from: number, to: number) => void
  readonly selectAll: () => void
  readonly clear: () => void
  readonly reveal: (index: number) => void
}

export interface GridKeys {
  /** The row that the keys act on; -1 before the first. */
  readonly active: ShallowRef<number>
  /** Where a range begins. */
  readonly anchor: ShallowRef<number>
  readonly onKeydown: (event: KeyboardEvent) => void
  /** A click does what a key does, and moves the active row there. */
  readonly onPress: (index: number, event: MouseEvent, isCheckbox: boolean) => void
}

/** The keys and clicks of a list in which many can be selected, as file managers taught them. */
export function useGridKeys(actions: GridActions): GridKeys {
  const active = shallowRef(-1)
  const anchor = shallowRef(-1)

  function moveTo(index: number, extend: boolean): void {
    const last = actions.count() - 1
    if (last < 0) return
    const from = Math.max(active.value, 0)
    active.value = Math.min(Math.max(index, 0), last)
    actions.reveal(active.value)
    if (!extend) anchor.value = active.value
    else {
      if (anchor.value < 0) anchor.value = from
      actions.selectRange(anchor.value, active.value)
    }
  }

  function targetOf(key: string): number | null {
    switch (key) {
      case 'ArrowDown':
        return active.value + 1
      case 'ArrowUp':
        return active.value - 1
      case 'PageDown':
        return active.value + actions.pageSize()
      case 'PageUp':
        return active.value - actions.pageSize()
      case 'Home':
        return 0
      case 'End':
        return actions.count() - 1
      default:
        return null
    }
  }

  function act(event: KeyboardEvent): boolean {
    const hasMod = event.ctrlKey || event.metaKey
    if (hasMod && event.code === 'KeyA') actions.selectAll()
    else if (event.key === 'Escape') actions.clear()
    else if (active.value < 0 || hasMod) return false
    else if (event.key === ' ') {
      anchor.value = active.value
      actions.toggle(active.value)
    } else if (event.key === 'Enter') actions.enter(active.value)
    else return false
    return true
  }

  function onKeydown(event: KeyboardEvent): void {
    // Alt+arrows walk from card to card, whatever has the focus; keys of a button inside the grid are its own.
    if (event.altKey || event.target !== event.currentTarget) return
    const target = targetOf(event.key)
    if (target !== null) moveTo(target, event.shiftKey)
    else if (!act(event)) return
    event.preventDefault()
  }

  function onPress(index: number, event: MouseEvent, isCheckbox: boolean): void {
    if (!event.shiftKey && !actions.isRead(index)) return
    active.value = index
    if (event.shiftKey) {
      actions.selectRange(anchor.value < 0 ? index : anchor.value, index)
      return
    }
    anchor.value = index
    if (isCheckbox || event.ctrlKey || event.metaKey) actions.toggle(index)
    else actions.open(index)
  }

  return { active, anchor, onKeydown, onPress }
}
