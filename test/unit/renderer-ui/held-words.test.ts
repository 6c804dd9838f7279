import { describe, expect, test } from 'vitest'
import { heldText, heldUntil } from '#renderer/composables/held-words.ts'
import { toNeighbourId, type RemoteId } from '#shared/domain/ids.ts'
import type { Change } from '#shared/domain/mutation.ts'
import { workOf } from '#shared/sync/works.ts'
import { accountId, contactId, editMutation, someFields, someMutation, tag } from '#test/support/contacts.ts'
import { createText } from '#test/support/text.ts'

const remote = '7' as RemoteId
const NOW = new Date(2026, 10, 21, 15, 0).getTime()
const MINUTE = 60_000

describe('what an edit asks of a CRM', () => {
  test.each<[string, Change]>([
    ['contact-create', { kind: 'create', contactId: contactId(1), fields: someFields() }],
    ['contact-update', { kind: 'edit', contactId: contactId(1), edit: tag('add', 'VIP') }],
    [
      'contact-company',
      { kind: 'edit', contactId: contactId(1), edit: { kind: 'company', from: null, to: null, exclusive: false } },
    ],
    [
      'contact-update',
      {
        kind: 'bulk-tags',
        contactIds: [contactId(1), contactId(2)],
        tags: [{ op: 'add', tag: 'VIP', unchangedIds: [], exceptIds: [] }],
      },
    ],
    [
      'deal-update',
      {
        kind: 'edit-neighbour',
        recordId: toNeighbourId('deal', accountId, remote),
        edit: { kind: 'value', field: 'price', from: 1, to: 2 },
      },
    ],
    [
      'note-create',
      {
        kind: 'create-neighbour',
        recordId: toNeighbourId('note', accountId, remote),
        record: { kind: 'note', fields: { aboutId: contactId(1), noteType: 'common', text: 'a' } },
      },
    ],
  ])('%s', (work, change) => {
    expect(workOf(change)).toBe(work)
  })
})

describe('an edit that the CRM takes none of', () => {
  test('says until when it waits, if it is of that kind and of that account', () => {
    const statuses = [{ accountId, resting: [{ work: 'contact-update' as const, until: NOW }] }]
    const edit = editMutation(1, 1, tag('add', 'VIP'))
    const create = someMutation(2, { kind: 'create', contactId: contactId(1), fields: someFields() })

    expect([edit, create].map((one) => heldUntil(statuses, one))).toEqual([NOW, null])
    expect(heldUntil([], edit)).toBeNull()
  })

  test('is told in both languages, before what is only not read', () => {
    const held = [
      { work: 'read' as const, until: NOW + 9 * MINUTE },
      { work: 'contact-update' as const, until: NOW + 5 * MINUTE },
    ]
    const format = { clock: (at: number) => `${(at - NOW) / MINUTE}` } as unknown as Parameters<typeof heldText>[2]

    expect((['en', 'ru'] as const).map((language) => heldText(held, createText(language), format, NOW))).toEqual([
      'The CRM takes no more edits of one kind until 5: they wait, everything else goes on.',
      'До 5 CRM не принимает правки одного вида: они ждут, остальное отправляется.',
    ])
    expect(heldText(held.slice(0, 1), createText('en'), format, NOW)).toBe(
      'The CRM lets one kind of record be read again at 9; everything else goes on.',
    )
    expect(heldText([], createText('en'), format, NOW)).toBe('')
  })
})
