import { nextTick, shallowRef } from 'vue'
import { describe, expect, test } from 'vitest'
import { useDraft } from '#renderer/composables/use-draft.ts'

function someDraft(accept: (seen: string, typed: string) => Promise<void> = async () => undefined) {
  const source = shallowRef('Anna')
  const taken: [string, string][] = []
  const draft = useDraft(
    () => source.value,
    (value) => value,
    async (seen, typed) => {
      taken.push([seen, typed])
      await accept(seen, typed)
    },
  )
  return { source, taken, draft }
}

describe('useDraft', () => {
  test('takes a text once, though Enter and leaving the field both ask for it', async () => {
    const { draft, taken } = someDraft()
    draft.typed.value = 'Anya '

    await Promise.all([draft.take(), draft.take()])

    expect(taken).toEqual([['Anna', 'Anya']])
  })

  test('takes nothing when the text is what stood there', async () => {
    const { draft, taken } = someDraft()
    draft.typed.value = ' Anna'

    await draft.take()

    expect(taken).toEqual([])
  })

  test('keeps what is being typed when a sync brings another value, and remembers what the typist saw', async () => {
    const { draft, source, taken } = someDraft()
    draft.typed.value = 'Anya'

    source.value = 'Annette'
    await nextTick()
    await draft.take()

    expect(taken).toEqual([['Anna', 'Anya']])
  })

  test('follows its source while nobody types', async () => {
    const { draft, source } = someDraft()

    source.value = 'Annette'
    await nextTick()

    expect(draft.typed.value).toBe('Annette')
  })

  test('can be taken again after it came back as the value and was changed once more', async () => {
    const { draft, source, taken } = someDraft()
    draft.typed.value = 'Anya'
    await draft.take()
    source.value = 'Anya'
    await nextTick()

    draft.typed.value = 'Anna'
    await draft.take()

    expect(taken).toEqual([
      ['Anna', 'Anya'],
      ['Anya', 'Anna'],
    ])
  })

  test('keeps the text and the reason when it is not saved, and tries again when asked', async () => {
    const { draft, taken } = someDraft(() => Promise.reject(new Error('disk full')))
    draft.typed.value = 'Anya'

    await draft.take()
    await draft.take()

    expect([draft.typed.value, draft.failure.value, taken.length]).toEqual(['Anya', new Error('disk full'), 2])
  })

  test('keeps the text that was refused, though it showed as the value while it was being saved', async () => {
    const { draft, source } = someDraft(async () => {
      source.value = 'Anya'
      await nextTick()
      throw new Error('the engine is gone')
    })
    draft.typed.value = 'Anya'

    await draft.take()
    source.value = 'Anna'
    await nextTick()

    expect([draft.typed.value, draft.failure.value]).toEqual(['Anya', new Error('the engine is gone')])
  })

  test('knows the value that came while it was being saved as the one to go on from', async () => {
    const { draft, source, taken } = someDraft(async () => {
      source.value = 'Anya'
      await nextTick()
    })
    draft.typed.value = 'Anya'
    await draft.take()

    draft.typed.value = 'Annette'
    await draft.take()

    expect(taken).toEqual([
      ['Anna', 'Anya'],
      ['Anya', 'Annette'],
    ])
  })

  test('goes back to the value on demand', () => {
    const { draft } = someDraft()
    draft.typed.value = 'Anya'

    draft.revert()

    expect([draft.typed.value, draft.isDirty.value]).toEqual(['Anna', false])
  })
})
