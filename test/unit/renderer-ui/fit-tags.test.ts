import { describe, expect, test } from 'vitest'
import { fitTags } from '#renderer/components/contacts/fit-tags.ts'

/** Seven pixels for each letter. */
const measure = (text: string): number => text.length * 7

describe('fitTags', () => {
  test('shows all tags that can be read side by side', () => {
    expect(fitTags(['vip', 'lead'], 166, measure)).toEqual({
      shown: [
        { name: 'vip', minPx: 37 },
        { name: 'lead', minPx: 44 },
      ],
      more: 0,
    })
  })

  test('counts a tag that would be cut to a letter instead of showing it', () => {
    expect(fitTags(['постоянный', 'выставка'], 138, measure)).toEqual({
      shown: [{ name: 'постоянный', minPx: 86 }],
      more: 1,
    })
  })

  test('keeps room for the number of those left over', () => {
    // Two chips of 58 with a gap take 122; the third goes without, and its "+1" needs 34 more.
    const tags = ['client', 'retail', 'cold']

    expect([150, 156].map((roomPx) => fitTags(tags, roomPx, measure).shown.length)).toEqual([1, 2])
  })

  test('lets a long tag shrink to what can still be read, and always shows the first', () => {
    expect(fitTags(['a tag that nobody would read to its end'], 40, measure)).toEqual({
      shown: [{ name: 'a tag that nobody would read to its end', minPx: 88 }],
      more: 0,
    })
  })

  test('shows nothing of a contact without tags', () => {
    expect(fitTags([], 138, measure)).toEqual({ shown: [], more: 0 })
  })
})
