/** Who a row of the list is for, and the number of the element that shows it. */
type Slots = ReadonlyMap<string, number>

/**
 * Lets rows keep their elements while the list changes: what was on screen keeps its element, and what comes takes one of
 * those that were left. Another list costs new texts then, not new elements, their styles and their places.
 * @returns gives each row the number of its element; a row without an id goes by its index
 */
export function createRowSlots(): (from: number, ids: readonly (string | undefined)[]) => readonly number[] {
  let slots: Slots = new Map()
  let made = 0

  return (from, ids) => {
    const owners = ids.map((id, at) => id ?? `at ${from + at}`)
    const staying = new Set(owners)
    const free = [...slots].filter(([owner]) => !staying.has(owner)).map(([, slot]) => slot)
    const next = new Map<string, number>()
    for (const owner of owners) next.set(owner, slots.get(owner) ?? free.shift() ?? made++)
    slots = next
    return owners.map((owner) => next.get(owner) ?? 0)
  }
}
