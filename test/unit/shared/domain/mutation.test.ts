import { describe, expect, test } from 'vitest'
import type { ContactId } from '#shared/domain/ids.ts'
import { editsFor, type Change } from '#shared/domain/mutation.ts'

const ids = (...names: string[]) => names.map((name) => `amo1.${name}` as ContactId)

describe('what a bulk edit means for one contact', () => {
  test('is every tag but those that it is excepted from', () => {
    const change: Change = {
      kind: 'bulk-tags',
      contactIds: ids('1', '2', '3'),
      tags: [
        { op: 'add', tag: 'vip', unchangedIds: [], exceptIds: ids('2') },
        { op: 'remove', tag: 'fair', unchangedIds: ids('1'), exceptIds: ids('2', '3') },
        { op: 'add', tag: 'all', unchangedIds: [], exceptIds: [] },
      ],
    }
    const tagsOf = (name: string) =>
      editsFor(change, `amo1.${name}` as ContactId).map((edit) => 'tag' in edit && edit.tag)

    expect([tagsOf('1'), tagsOf('2'), tagsOf('3')]).toEqual([['vip', 'fair', 'all'], ['all'], ['vip', 'all']])
  })

  test('looks through the list of exceptions once, however many contacts ask', () => {
    let looks = 0
    const exceptIds = new Proxy(ids(...Array.from({ length: 100 }, (_, at) => String(at))), {
      get: (target, key, receiver) => {
        looks++
        return Reflect.get(target, key, receiver) as unknown
      },
    })
    const change: Change = {
      kind: 'bulk-tags',
      contactIds: ids('1'),
      tags: [{ op: 'add', tag: 'vip', unchangedIds: [], exceptIds }],
    }

    for (let at = 0; at < 1_000; at++) editsFor(change, `amo1.${at}` as ContactId)

    expect(looks).toBeLessThan(5_000)
  })
})
