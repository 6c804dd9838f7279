import { describe, expect, test } from 'vitest'
import type { FieldDefinition } from '#shared/domain/directory.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import { isOutdatedChoice } from '#renderer/composables/custom-text.ts'
import { accountId } from '#test/support/contacts.ts'

const field: FieldDefinition = {
  ...{ id: '7' as FieldId, accountId, name: 'Size', kind: 'choice', sort: 1, isReadOnly: false },
  options: [{ id: '1', value: 'S' }],
}

describe('an option that was chosen', () => {
  test.each([
    ['is told to be offered no more', [{ value: 'XL', optionId: '2' }], true],
    ['is one of the field by its number', [{ value: 'small', optionId: '1' }], false],
    ['is one of the field by its name', [{ value: 'S' }], false],
    ['is none where nothing was chosen', [], false],
  ])('%s', (_, items, expected) => {
    expect(isOutdatedChoice(items, field)).toBe(expected)
  })
})
