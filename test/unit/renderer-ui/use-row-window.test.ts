import { nextTick, shallowRef } from 'vue'
import { describe, expect, test } from 'vitest'
import { useRowWindow } from '#renderer/composables/use-row-window.ts'

/** A box of 436 pixels with a header of 36: ten rows of 40 are in sight. */
function someWindow(initial: number) {
  const box = Object.assign(new EventTarget(), {
    scrollTop: 0,
    scrollTo({ top }: { top: number }) {
      const lowest = shown.spacePx.value + 36 - 436
      box.scrollTop = Math.max(0, Math.min(top, lowest))
      box.dispatchEvent(new Event('scroll'))
    },
  })
  const count = shallowRef(initial)
  const height = shallowRef(436)
  const shown = useRowWindow({
    ...{ scroller: shallowRef(box as unknown as HTMLElement), height, count: () => count.value },
    ...{ rowPx: 40, headerPx: 36, footPx: 88 },
  })
  const wheel = (by: number) => box.scrollTo({ top: box.scrollTop + by })
  const rest = () => box.dispatchEvent(new Event('scrollend'))
  /** Rows that a user sees whole. */
  const seen = () => shown.rows.value.filter((row) => isWhole(shown.placeOf(row) - box.scrollTop))
  const range = () => [shown.from.value, shown.to.value]
  return { box, count, height, shown, range, wheel, rest, seen }
}

const isWhole = (belowHeaderPx: number): boolean => belowHeaderPx >= 0 && belowHeaderPx <= 400 - 40

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

  describe.each([1_000_000, 5_000_000])('with %i rows, more than an element can hold', (count) => {
    test('is as high as an element can be', () => {
      expect(someWindow(count).shown.spacePx.value).toBe(8_000_000)
    })

    test('shows the last row at the end, and the first at the beginning', () => {
      const { box, seen } = someWindow(count)

      box.scrollTo({ top: Infinity })
      expect(seen().at(-1)).toBe(count - 1)

      box.scrollTo({ top: 0 })
      expect(seen()[0]).toBe(0)
    })

    test('follows the thumb in proportion, ever further down', () => {
      const { box, seen } = someWindow(count)

      const firsts = Array.from({ length: 400 }, (_, step) => {
        box.scrollTo({ top: step * 20_000 })
        return seen()[0] ?? -1
      })

      expect(firsts).toEqual(firsts.toSorted((a, b) => a - b))
      expect((firsts[200] ?? 0) / count).toBeCloseTo(0.5, 1)
    })

    test('moves by the wheel as far as the wheel goes, wherever the thumb was left, and passes over no row', () => {
      const { box, wheel, rest, seen } = someWindow(count)

      for (const left of [0, 499_000, 3_000_000, 7_400_000]) {
        box.scrollTo({ top: left })
        const [before = 0] = seen()
        for (let step = 0; step < 100; step++) {
          wheel(120)
          rest()
        }
        expect(seen()[0]).toBe(before + 300)
      }
    })

    test('comes to either end by the wheel', () => {
      const { shown, wheel, rest, seen } = someWindow(count)

      shown.reveal(20_000)
      for (let step = 0; step < 8_000; step++) wheel(-120)
      expect(seen()[0]).toBe(0)

      shown.reveal(count - 20_000)
      for (let step = 0; step < 8_000; step++) {
        wheel(120)
        if (step % 10 === 0) rest()
      }
      expect(seen().at(-1)).toBe(count - 1)
    })

    test('reveals any row, and each as the next one', () => {
      const { shown, seen, rest } = someWindow(count)

      for (const row of [count - 1, 0, 12_500, 12_501, count / 2, count - 12_501, 7]) {
        shown.reveal(row)
        rest()
        expect(seen()).toContain(row)
      }
      for (let row = count / 2; row < count / 2 + 500; row++) {
        shown.reveal(row)
        expect([shown.isInSight(row), seen().includes(row)]).toEqual([true, true])
      }
    })

    test('stays where it is when the list grows, and comes back to what is left of one that becomes short', async () => {
      const { count: rows, shown, seen } = someWindow(count)
      shown.reveal(count - 1)
      const [before] = seen()

      rows.value = count * 2
      await nextTick()
      expect(seen()[0]).toBe(before)

      rows.value = 50
      await nextTick()
      expect([seen().at(-1), shown.spacePx.value]).toEqual([49, 50 * 40 + 88])
    })
  })
})
