import { describe, expect, test } from 'vitest'
import { diffMultifields } from '#core/connectors/bitrix24/diff-multifields.ts'

/** `1:+7 WORK` is a value with its id. */
const there = (...texts: readonly string[]) =>
  texts.map((text) => {
    const [ID = '', VALUE = '', VALUE_TYPE = ''] = text.split(/[: ]/)
    return { ID, VALUE, VALUE_TYPE }
  })
const reach = (...texts: readonly string[]) =>
  texts.map((text) => {
    const [value = '', valueType = ''] = text.split(' ')
    return { value, valueType }
  })

describe('diffMultifields', () => {
  const current = there('1:+1 WORK', '2:+2 MOBILE')
  const base = reach('+1 WORK', '+2 MOBILE')

  test.each([
    ['nothing where nothing has changed', base, []],
    ['one more without an id', reach('+1 WORK', '+2 MOBILE', '+3 FAX'), [{ VALUE: '+3', VALUE_TYPE: 'FAX' }]],
    ['one less by its id', reach('+1 WORK'), [{ ID: '2', DELETE: 'Y' }]],
    ['another text by its id', reach('+1 WORK', '+9 MOBILE'), [{ ID: '2', VALUE: '+9', VALUE_TYPE: 'MOBILE' }]],
    ['another kind by its id', reach('+1 HOME', '+2 MOBILE'), [{ ID: '1', VALUE: '+1', VALUE_TYPE: 'HOME' }]],
    [
      'a text that has moved to the other place by the id that it has',
      reach('+2 WORK'),
      [
        { ID: '2', VALUE: '+2', VALUE_TYPE: 'WORK' },
        { ID: '1', DELETE: 'Y' },
      ],
    ],
    [
      'all away',
      [],
      [
        { ID: '1', DELETE: 'Y' },
        { ID: '2', DELETE: 'Y' },
      ],
    ],
  ])('tells %s', (_, wanted, told) => {
    const sent = diffMultifields(current, base, wanted)

    expect(sent.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toEqual(
      told.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
    )
  })

  test('leaves alone what others have added, and what they have taken away', () => {
    const now = there('2:+2 MOBILE', '7:+7 WORK')

    expect(diffMultifields(now, base, reach('+1 WORK'))).toEqual([{ ID: '2', DELETE: 'Y' }])
    expect(diffMultifields(now, base, reach('+11 WORK', '+2 MOBILE'))).toEqual([{ VALUE: '+11', VALUE_TYPE: 'WORK' }])
  })

  test('tells nothing that has been told already', () => {
    const wanted = reach('+11 WORK', '+3 FAX')
    const now = there('1:+11 WORK', '3:+3 FAX')

    expect(diffMultifields(now, base, wanted)).toEqual([])
  })

  test('takes one of two equal values, and leaves the other', () => {
    const twins = there('1:+1 WORK', '2:+1 WORK')

    expect(diffMultifields(twins, reach('+1 WORK', '+1 WORK'), reach('+1 WORK'))).toEqual([{ ID: '1', DELETE: 'Y' }])
  })

  test('makes it as it is wanted where nobody has looked at it', () => {
    expect(diffMultifields(current, null, reach('+2 MOBILE', '+5 WORK'))).toEqual([
      { ID: '1', VALUE: '+5', VALUE_TYPE: 'WORK' },
    ])
  })
})
