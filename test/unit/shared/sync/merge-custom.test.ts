import { describe, expect, test } from 'vitest'
import type { CustomItem, Json } from '#shared/domain/contact.ts'
import type { CustomEdit, CustomMerge } from '#shared/domain/field-edit.ts'
import type { FieldId, MutationId } from '#shared/domain/ids.ts'
import { findMerge } from '#shared/sync/find-merge.ts'
import { invertEdit } from '#shared/sync/invert-change.ts'
import { applyCustom, reviewCustom } from '#shared/sync/merge-custom.ts'
import { retargetEdits } from '#shared/sync/retarget-edit.ts'
import { reviewEdit } from '#shared/sync/review-edit.ts'
import { squashEdits } from '#shared/sync/squash-edits.ts'
import { resolveUpdate } from '#shared/sync/resolve-update.ts'
import { someFields } from '../../../support/contacts.ts'

type Items = readonly CustomItem[]
const fieldId = '7' as FieldId
const options = (...ids: readonly number[]): Items => ids.map((id) => ({ value: `name ${id}`, optionId: String(id) }))
const im = (value: string, code: string): CustomItem => ({ value, code })
const address = (parts: Readonly<Record<string, string>>): Items =>
  Object.entries(parts).map(([code, value]) => ({ value, code }))
const firm = (value: Readonly<Record<string, Json>>): Items => [{ value }]
const edit = (from: Items, to: Items, merge?: CustomMerge): CustomEdit => ({
  ...{ kind: 'custom', fieldId, from, to },
  ...(merge === undefined ? {} : { merge }),
})
const withField = (items: Items) => someFields({ custom: { [fieldId]: items } })

const rows: readonly [string, Items, CustomEdit, string, Items][] = [
  ['options of a set come beside those of others', options(3), edit([], options(1), 'set'), 'applies', options(3, 1)],
  ['a value of a set that is there is no news', options(1, 3), edit([], options(1), 'set'), 'already', options(1, 3)],
  ['only what was taken off goes', options(1, 2, 3), edit(options(1, 2), options(2), 'set'), 'applies', options(2, 3)],
  [
    'a set half done by others is finished',
    options(2),
    edit(options(1), options(2, 4), 'set'),
    'applies',
    options(2, 4),
  ],
  [
    'an amount to which the CRM has added the currency of its field is what was typed',
    [{ value: '300', code: 'USD' }],
    edit([{ value: '300' }], [{ value: '400' }]),
    'applies',
    [{ value: '400' }],
  ],
  [
    'an amount of another currency is another amount',
    [{ value: '300', code: 'USD' }],
    edit([{ value: '300', code: 'EUR' }], [{ value: '400', code: 'EUR' }]),
    'conflict',
    [{ value: '400', code: 'EUR' }],
  ],
  [
    'one name in two messengers is two values',
    [im('anna', 'SKYPE')],
    edit([], [im('anna', 'JABBER')], 'set'),
    'applies',
    [im('anna', 'SKYPE'), im('anna', 'JABBER')],
  ],
  [
    'different lines of an address merge',
    address({ city: 'Kazan', zip: '420000' }),
    edit(address({ city: 'Kazan' }), address({ city: 'Kazan', country: 'RU' }), 'parts'),
    'applies',
    address({ city: 'Kazan', zip: '420000', country: 'RU' }),
  ],
  [
    'one line of an address moved apart conflicts',
    address({ city: 'Omsk', zip: '1' }),
    edit(address({ city: 'Kazan' }), address({ city: 'Perm' }), 'parts'),
    'conflict',
    address({ city: 'Perm', zip: '1' }),
  ],
  [
    'a line that is emptied goes, the others stay',
    address({ city: 'Kazan', zip: '1' }),
    edit(address({ city: 'Kazan', zip: '1' }), address({ zip: '1' }), 'parts'),
    'applies',
    address({ zip: '1' }),
  ],
  [
    'keys of requisites that nobody edits stay, known here or not',
    firm({ name: 'Old', secret_key: 5 }),
    edit(firm({ name: 'Old', secret_key: 5 }), firm({ name: 'New', secret_key: 5 }), 'keys'),
    'applies',
    firm({ name: 'New', secret_key: 5 }),
  ],
  [
    'a key that others filled meanwhile stays',
    firm({ name: 'Old', kpp: '1' }),
    edit(firm({ name: 'Old' }), firm({ name: 'New' }), 'keys'),
    'applies',
    firm({ name: 'New', kpp: '1' }),
  ],
  [
    'one value moved apart conflicts',
    [{ value: 'b' }],
    edit([{ value: 'a' }], [{ value: 'c' }]),
    'conflict',
    [{ value: 'c' }],
  ],
]

describe('an edit of a custom field', () => {
  test.each(rows)('%s', (_title, theirs, own, verdict, result) => {
    expect([reviewCustom(theirs, own).kind, applyCustom(theirs, own)]).toEqual([verdict, result])
  })

  test('keeping mine after a conflict sends my lines on top of theirs', () => {
    const own = edit(address({ city: 'Kazan' }), address({ city: 'Perm' }), 'parts')
    const theirs = address({ city: 'Omsk', zip: '1' })

    const verdict = reviewEdit(withField(theirs), own)

    expect(verdict).toEqual({
      kind: 'conflict',
      rebased: { ...own, from: theirs, to: address({ city: 'Perm', zip: '1' }) },
    })
  })

  test('the whole field goes out, with what others have put there', () => {
    const [squashed] = squashEdits([{ mutationId: 'm' as MutationId, edit: edit([], options(1), 'set') }])

    const { patch } = resolveUpdate(
      { fields: withField(options(9)), updatedAt: 0, updatedBy: null },
      squashed === undefined ? [] : [squashed],
    )

    expect(patch?.custom).toEqual({ [fieldId]: options(9, 1) })
  })

  test('undo takes back what was put on and leaves what others have put there', () => {
    const undone = invertEdit(edit(options(1), options(1, 2), 'set'))

    expect(undone.kind === 'custom' && applyCustom(options(1, 2, 3), undone)).toEqual(options(1, 3))
  })

  test('two edits of a set mean what each of them put on, whatever came from others in between', () => {
    const both = edit(options(1, 8, 2), options(8, 2), 'set')
    const edits = [edit([], options(1), 'set'), edit(options(1, 8), options(1, 8, 2), 'set'), both]

    const squashed = squashEdits(edits.map((one) => ({ mutationId: 'm' as MutationId, edit: one })))

    expect(squashed.map((one) => one.edit)).toEqual([edit([], [], 'set'), edit(options(1, 8), options(1, 8, 2), 'set')])
  })

  test('lines of an address go each their own way: a conflict about one holds up no other', () => {
    const edits = [
      edit([], address({ zip: '1' }), 'parts'),
      edit(address({ zip: '1' }), address({ zip: '1', city: 'Perm' }), 'parts'),
    ]
    const squashed = squashEdits(edits.map((one) => ({ mutationId: 'm' as MutationId, edit: one })))

    const theirs = { fields: withField(address({ city: 'Omsk' })), updatedAt: 0, updatedBy: null }
    const { patch, conflicts } = resolveUpdate(theirs, squashed)

    expect(patch?.custom).toEqual({ [fieldId]: address({ city: 'Omsk', zip: '1' }) })
    expect(conflicts).toHaveLength(1)
  })

  test('an edit of two lines goes on where the edits of each have ended', () => {
    const edits = [
      edit([], address({ zip: '1' }), 'parts'),
      edit(address({ zip: '1' }), address({ zip: '1', city: 'Perm' }), 'parts'),
      edit(address({ zip: '1', city: 'Perm' }), address({ zip: '2', city: 'Omsk' }), 'parts'),
    ]

    const squashed = squashEdits(edits.map((one) => ({ mutationId: 'm' as MutationId, edit: one })))

    expect(squashed.map((one) => one.edit)).toEqual([edit([], address({ zip: '2', city: 'Omsk' }), 'parts')])
  })

  test('on a contact that survived another the set grows by what was put on', () => {
    const moved = retargetEdits([edit(options(4), options(4, 1), 'set')], withField(options(5)))

    expect(moved).toEqual([edit(options(5), options(5, 1), 'set')])
  })

  test('values put into one set by both sides are told as a merge, without ours', () => {
    const merge = findMerge(withField(options(1)), withField(options(1, 2, 3)), [
      edit(options(1), options(1, 2), 'set'),
    ])

    expect(merge?.theirs).toEqual([edit(options(1, 2), options(1, 2, 3), 'set')])
  })

  test('a set that holds nothing but ours is no merge', () => {
    const own = edit(options(1), options(1, 2), 'set')

    expect(findMerge(withField(options(1)), withField(options(1, 2)), [own])).toBeNull()
  })
})
