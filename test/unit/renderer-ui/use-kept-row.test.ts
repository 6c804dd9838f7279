import { nextTick, shallowRef } from 'vue'
import { describe, expect, test } from 'vitest'
import type { ContactId } from '#shared/domain/ids.ts'
import { useKeptRow } from '#renderer/composables/use-kept-row.ts'

function someList(...names: string[]) {
  const ids = shallowRef(names as ContactId[])
  const index = shallowRef(-1)
  const version = shallowRef(0)
  const moves: (readonly [number, number])[] = []
  useKeptRow(
    index,
    () => version.value,
    (at) => ids.value[at],
    async (id) => ids.value.indexOf(id),
    (from, to) => moves.push([from, to]),
  )
  async function become(...next: string[]): Promise<void> {
    ids.value = next as ContactId[]
    version.value++
    await nextTick()
    await nextTick()
  }
  return { index, become, moves }
}

describe('useKeptRow', () => {
  test('follows its contact when others come in before it', async () => {
    const { index, become } = someList('anna', 'boris', 'clara')
    index.value = 1

    await become('alice', 'amir', 'anna', 'boris', 'clara')

    expect(index.value).toBe(3)
  })

  test('tells whence and where it followed, and of nothing else', async () => {
    const { index, become, moves } = someList('anna', 'boris', 'clara')
    index.value = 0

    await become('anna', 'boris', 'clara', 'dina')
    await become('boris', 'clara', 'dina', 'zanna', 'anna')

    expect(moves).toEqual([[0, 4]])
  })

  test('follows it again when the list changes a second time', async () => {
    const { index, become } = someList('anna', 'boris')
    index.value = 1
    await become('alice', 'anna', 'boris')

    await become('boris')

    expect(index.value).toBe(0)
  })

  test('stays at its place when the contact has left the list', async () => {
    const { index, become } = someList('anna', 'boris', 'clara')
    index.value = 1

    await become('anna', 'clara')

    expect(index.value).toBe(1)
  })

  test('has nothing to follow before a row was chosen', async () => {
    const { index, become } = someList('anna')

    await become('alice', 'anna')

    expect(index.value).toBe(-1)
  })
})
