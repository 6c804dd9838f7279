import { describe, expect, test } from 'vitest'
import { askedReasons } from '#shared/domain/noticing.ts'
import { noticingText, wayText } from '#renderer/composables/noticing-words.ts'
import { createText } from '#test/support/text.ts'

describe('how changes by others are noticed', () => {
  test.each(['en', 'ru'] as const)('has a sentence of its own for each way, in %s', (language) => {
    const text = createText(language)
    const ways = [
      wayText({ kind: 'told' }, text),
      ...askedReasons.map((reason) => wayText({ kind: 'asked', reason }, text)),
    ]

    expect(new Set(ways).size).toBe(askedReasons.length + 1)
    expect(ways.every((way) => way.endsWith('.'))).toBe(true)
  })

  test('says nothing where there is but one way', () => {
    expect(noticingText(undefined, createText('en'))).toBe('')
  })
})
