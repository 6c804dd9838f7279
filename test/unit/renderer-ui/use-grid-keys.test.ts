import { describe, expect, test } from 'vitest'
import { useGridKeys } from '#renderer/composables/use-grid-keys.ts'

const grid = {}

function someGrid(count = 100, isRead: (index: number) => boolean = () => true) {
  const done: string[] = []
  const keys = useGridKeys({
    count: () => count,
    pageSize: () => 10,
    isRead,
    open: (index) => done.push(`open ${index}`),
    enter: (index) => done.push(`enter ${index}`),
    toggle: (index) => done.push(`toggle ${index}`),
    selectRange: (from, to) => done.push(`range ${from}-${to}`),
    selectAll: () => done.push('all'),
    clear: () => done.push('clear'),
    reveal: () => undefined,
  })
  const press = (key: string, modifiers: Partial<KeyboardEvent> = {}) =>
    keys.onKeydown({ key, code: '', target: grid, currentTarget: grid, preventDefault: () => undefined, ...modifiers } as KeyboardEvent) // prettier-ignore
  const click = (index: number, modifiers: Partial<MouseEvent> = {}, isCheckbox = false) =>
    keys.onPress(index, modifiers as MouseEvent, isCheckbox)
  return { keys, done, press, click }
}

describe('useGridKeys', () => {
  test.each([
    ['ArrowDown', 5, 6],
    ['ArrowUp', 5, 4],
    ['ArrowUp', 0, 0],
    ['ArrowDown', 99, 99],
    ['PageDown', 5, 15],
    ['PageUp', 5, 0],
    ['Home', 50, 0],
    ['End', 50, 99],
  ])('moves by %s from %i to %i', (key, from, to) => {
    const { keys, press } = someGrid()
    keys.active.value = from

    press(key)

    expect(keys.active.value).toBe(to)
  })

  test('enters by Enter, toggles by Space, selects all by Ctrl+A, clears by Escape', () => {
    const { keys, press, done } = someGrid()
    keys.active.value = 3

    press('Enter')
    press(' ')
    press('a', { ctrlKey: true, code: 'KeyA' })
    press('Escape')

    expect(done).toEqual(['enter 3', 'toggle 3', 'all', 'clear'])
  })

  test('extends from where the range began, in both directions', () => {
    const { click, press, done } = someGrid()
    click(5)

    press('ArrowDown', { shiftKey: true })
    press('ArrowDown', { shiftKey: true })
    press('ArrowUp', { shiftKey: true })

    expect(done).toEqual(['open 5', 'range 5-6', 'range 5-7', 'range 5-6'])
  })

  test('a click opens, with Ctrl or on the checkbox it toggles, with Shift it selects a range', () => {
    const { click, done } = someGrid()

    click(2)
    click(4, { ctrlKey: true })
    click(6, {}, true)
    click(9, { shiftKey: true })

    expect(done).toEqual(['open 2', 'toggle 4', 'toggle 6', 'range 6-9'])
  })

  test('leaves Alt+arrows, and keys of what stands inside the grid, alone', () => {
    const { keys, press, done } = someGrid()
    keys.active.value = 3

    press('ArrowDown', { altKey: true })
    press('Enter', { target: {} as EventTarget })

    expect([keys.active.value, done]).toEqual([3, []])
  })

  test('has nowhere to go in an empty list', () => {
    const { keys, press } = someGrid(0)

    press('ArrowDown')

    expect(keys.active.value).toBe(-1)
  })

  test('ends a range at a line that is still being read, and does nothing else with it', () => {
    const { click, done, keys } = someGrid(100, (index) => index < 50)
    click(5)

    click(90)
    click(91, { ctrlKey: true })
    click(92, {}, true)
    expect(keys.active.value).toBe(5)
    click(93, { shiftKey: true })

    expect(done).toEqual(['open 5', 'range 5-93'])
  })
})
