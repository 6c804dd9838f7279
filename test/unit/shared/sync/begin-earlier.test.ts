import { describe, expect, test } from 'vitest'
import type { Json } from '#shared/domain/contact.ts'
import { toEntityId, toNeighbourId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { beginEarlier, toldAnew } from '#shared/sync/begin-earlier.ts'
import { accountId, mutationId, rename } from '#test/support/contacts.ts'

const contact = (n: number) => toEntityId<ContactId>(accountId, String(n) as RemoteId)
const [draft, one, other] = [contact(1), contact(2), contact(3)]
const chat = (n: number) => toNeighbourId('chat', accountId, String(n) as RemoteId)

const give = (n: number, from: Json, to: Json, recordId = chat(1)): Mutation => ({
  ...{ id: mutationId(n), accountId, at: 0, subject: '' },
  change: { kind: 'edit-neighbour', recordId, edit: { kind: 'value', field: 'aboutId', from, to } },
})
const begins = (mutations: readonly Mutation[]) =>
  beginEarlier(mutations, draft).map(({ mutationId: id, edit }) => [id, edit.from, edit.to])

describe('an edit that leads away from a contact that is not to be made', () => {
  test('begins where the one that led there began', () => {
    expect(begins([give(1, other, draft), give(2, draft, one)])).toEqual([[mutationId(2), other, one]])
  })

  test('begins with nobody where nobody knows what led there', () => {
    expect(begins([give(2, draft, one)])).toEqual([[mutationId(2), null, one]])
  })

  test('goes back as far as the first way there, of its own record alone', () => {
    const all = [
      give(1, null, draft),
      give(2, other, draft, chat(2)),
      give(3, draft, one),
      give(4, draft, one, chat(2)),
    ]

    expect(begins(all)).toEqual([
      [mutationId(3), null, one],
      [mutationId(4), other, one],
    ])
  })

  test('leaves all others alone', () => {
    const edit: Mutation = {
      ...give(1, null, one),
      change: { kind: 'edit', contactId: draft, edit: rename('Anna', 'Anya') },
    }
    const all = [edit, give(2, other, one), give(3, one, other)]

    expect(begins(all)).toEqual([])
    expect(all.map((mutation) => toldAnew(mutation, beginEarlier(all, draft)))).toEqual(all)
  })
})
