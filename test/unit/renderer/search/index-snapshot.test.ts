import { describe, expect, test } from 'vitest'
import { emptyContactFields, type ContactFields } from '#shared/domain/contact.ts'
import { toEntityId, type AccountId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import { ContactIndex } from '#renderer/search/contact-index.ts'
import type { ContactQuery } from '#renderer/search/contact-query.ts'
import { toIndexEntry } from '#renderer/search/index-entry.ts'
import { IndexRestore } from '#renderer/search/index-restore.ts'
import { takeSnapshot, type SnapshotPart } from '#renderer/search/index-snapshot.ts'

const account = 'amo1' as AccountId
const idOf = (remoteId: string) => toEntityId<ContactId>(account, remoteId as RemoteId)
const stamp = { language: 'ru', fingerprint: 'one' }

function put(index: ContactIndex, id: string, fields: Partial<ContactFields>): void {
  const all = { ...emptyContactFields, ...fields }
  const row = { id: idOf(id), accountId: account, fields: all, createdAt: 0, updatedAt: 0, updatedBy: null }
  const entry = toIndexEntry(row, false)
  if (entry !== null) index.put(entry)
}

function someIndex(): ContactIndex {
  const index = new ContactIndex('ru')
  put(index, '1', { name: 'Яна', emails: [{ value: 'yana@mail.ru', kind: 'work' }] })
  put(index, '2', { name: 'Анна', tags: ['vip'], phones: [{ value: '+7 912 345-67-89', kind: 'work' }] })
  return index
}

/** As it comes back from storage. */
const stored = (index: ContactIndex, from = stamp): readonly SnapshotPart[] => structuredClone([...takeSnapshot(index, from)]) // prettier-ignore
const query = (text = '', filters: ContactQuery['filters'] = {}): ContactQuery => ({
  text,
  filters,
  sort: { by: 'name', direction: 'asc' },
})

describe('index snapshot', () => {
  test('answers from the parts that are there: the list, then filters and names, then e-mails, then phones', () => {
    const restore = new IndexRestore(stamp)
    const asked = [query(), query('', { tags: ['vip'] }), query('яна'), query('yana'), query('912')]
    const answers = () =>
      asked.map(
        (one) =>
          restore
            .find(one)
            ?.ids.map((id) => id.slice(-1))
            .join('') ?? null,
      )

    const told = stored(someIndex()).map((part) => [restore.add(part), part.name, answers()])

    expect(told).toEqual([
      [true, 'list', ['21', null, null, null, null]],
      [true, 'columns', ['21', null, null, null, null]],
      [true, 'directory', ['21', '2', null, null, null]],
      [true, 'names', ['21', '2', '1', null, null]],
      [true, 'rest', ['21', '2', '1', '1', null]],
      [true, 'phones', ['21', '2', '1', '1', '2']],
    ])
  })

  test('is an index to go on with once all parts are there', () => {
    const restore = new IndexRestore(stamp)
    const parts = stored(someIndex())
    for (const part of parts.slice(0, -1)) restore.add(part)
    const before = restore.finish()
    restore.add(parts.at(-1))

    const index = restore.finish()
    if (index !== null) put(index, '3', { name: 'Мария' })

    expect([before, index?.size, index?.find(query()).ids]).toEqual([null, 3, [idOf('2'), idOf('3'), idOf('1')]])
  })

  test.each<[string, (part: SnapshotPart) => unknown]>([
    ['another snapshot', (part) => ({ ...part, fingerprint: 'two' })],
    ['another language', (part) => ({ ...part, language: 'en' })],
    ['another version', (part) => ({ ...part, version: 0 })],
    ['damaged numbers', (part) => ({ ...part, content: { ...(part.content as object), byName: [1, 2] } })],
    ['nothing', () => undefined],
  ])('refuses a part of %s', (_, change) => {
    const [list] = stored(someIndex())

    expect(list === undefined || new IndexRestore(stamp).add(change(list))).toBe(false)
  })
})
