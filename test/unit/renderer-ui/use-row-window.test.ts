import { shallowRef } from 'vue'
import { describe, expect, test } from 'vitest'
import { useRowWindow } from '#renderer/composables/use-row-window.ts'

/** A box of 436 pixels with a header of 36: ten rows of 40 are in sight. */
function someWindow(initial: number) {
  const box = Object.assign(new EventTarget(), {
    scrollTop: 0,
    scrollTo({ top }: { top: number }) {
      box.scrollTop = top
      box.dispatchEvent(new Event('scroll'))
    },
  })
  const count = shallowRef(initial)
  const height = shallowRef(436)
  const shown = useRowWindow({
    ...{ scroller: shallowRef(box as unknown as HTMLElement), height, count: () => count.value },
    ...{ rowPx: 40, headerPx: 36, footPx: 88 },
  })
  const range = () => [shown.from.value, shown.to.value]
  return { box, count, height, shown, range }
}

describe('useRowWindow', () => {
  test('has the rows in sight and some beside them', () => {
    const { box, range, shown } = someWindow(1_000_000)
    expect(range()).toEqual([0, 20])

    box.scrollTo({ top: 40_000 })

    expect(range()).toEqual([990, 1_020])
    expect(shown.rows.value).toHaveLength(30)
    expect(shown.rows.value[0]).toBe(990)
  })

  test('ends with the list', () => {
    const { box, count, range } = someWindow(3)
    expect(range()).toEqual([0, 3])

    count.value = 100
    box.scrollTo({ top: 100 * 40 - 400 })
    expect(range()).toEqual([80, 100])
  })

  test('has no rows while there is no room, and none beyond a list that has become short', () => {
    const { box, count, height, shown } = someWindow(100)
    box.scrollTo({ top: 3_000 })

    count.value = 2
    expect(shown.rows.value).toEqual([])

    count.value = 100
    height.value = 0
    expect(shown.rows.value).toEqual([])
  })

  test('reveals a row by the shortest way, clear of what floats over the foot', () => {
    const { box, shown } = someWindow(100)

    shown.reveal(5)
    expect(box.scrollTop).toBe(0)
    shown.reveal(10)
    expect(box.scrollTop).toBe(11 * 40 + 36 + 88 - 436)
    shown.reveal(1)
    expect(box.scrollTop).toBe(40)
  })
})
