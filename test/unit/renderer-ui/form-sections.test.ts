import { describe, expect, test } from 'vitest'
import { afterMove, stepField, stepGroup, toFormSections } from '#renderer/composables/form-sections.ts'
import type { FormGroup } from '#shared/domain/directory.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import { accountId, someDefinition } from './speakers.ts'

const groupOf = (id: string, sort: number): FormGroup => ({
  id,
  name: id.toUpperCase(),
  sort,
  accountId,
  of: 'contact',
})
const field = (id: string, group?: FormGroup) =>
  someDefinition({ id: id as FieldId, name: id, ...(group === undefined ? {} : { group }) })

const [main, other, empty] = [groupOf('main', 1), groupOf('other', 2), groupOf('empty', 3)]
const groups = [main, other, empty]
const form = toFormSections(groups, [field('1', main), field('2', main), field('3', other)])

const shape = (sections: typeof form) =>
  sections.map(({ group, definitions }) => `${group?.id ?? '-'}: ${definitions.map(({ id }) => id).join(' ')}`)
const idOf = (id: string) => id as FieldId

describe('a form by its sections', () => {
  test('shows empty ones as well, and first of all what stands in none', () => {
    expect(shape(form)).toEqual(['main: 1 2', 'other: 3', 'empty: '])
    const loose = toFormSections(groups, [field('1', main), field('2'), field('3', groupOf('unknown', 0))])
    expect(shape(loose)).toEqual(['-: 2 3', 'main: 1', 'other: ', 'empty: '])
    expect(shape(toFormSections([], [field('1')]))).toEqual(['-: 1'])
  })

  test.each([
    ['down within its section', '1', 1, ['main: 2 1', 'other: 3', 'empty: ']],
    ['up within its section', '2', -1, ['main: 2 1', 'other: 3', 'empty: ']],
    ['down into the next section, as its first', '2', 1, ['main: 1', 'other: 2 3', 'empty: ']],
    ['up into the section before, as its last', '3', -1, ['main: 1 2 3', 'other: ', 'empty: ']],
    ['down into an empty one', '3', 1, ['main: 1 2', 'other: ', 'empty: 3']],
    ['nowhere above the first', '1', -1, null],
  ] as const)('has a field go %s', (_title, id, by, expected) => {
    const move = stepField(form, idOf(id), by)

    expect(move === null ? null : shape(afterMove(form, move))).toEqual(expected)
  })

  test('has no field go where there are no sections, or into none', () => {
    expect(stepField(toFormSections([], [field('1'), field('2')]), idOf('1'), 1)).toBeNull()
    expect(stepField(toFormSections(groups, [field('1'), field('2', main)]), idOf('2'), -1)).toBeNull()
  })

  test.each([
    ['main', 1, ['other: 3', 'main: 1 2', 'empty: ']],
    ['empty', -1, ['main: 1 2', 'empty: ', 'other: 3']],
    ['other', 1, ['main: 1 2', 'empty: ', 'other: 3']],
    ['main', -1, null],
    ['empty', 1, null],
  ] as const)('has the section %s go by %i', (id, by, expected) => {
    const move = stepGroup(form, id, by)

    expect(move === null ? null : shape(afterMove(form, move))).toEqual(expected)
  })

  test('stays as it is where what was to move is gone', () => {
    expect(afterMove(form, { kind: 'move-field', fieldId: idOf('9'), groupId: 'main', before: null })).toBe(form)
    expect(afterMove(form, { kind: 'move-group', groupId: 'gone', before: null })).toBe(form)
  })
})
