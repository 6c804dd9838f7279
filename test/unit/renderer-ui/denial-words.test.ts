import { describe, expect, test } from 'vitest'
import type { UserId } from '#shared/domain/ids.ts'
import { withheldKinds } from '#shared/domain/withheld.ts'
import { denials, unknownRights, type Reach, type Rights } from '#shared/domain/rights.ts'
import { denialText, rightsText } from '#renderer/composables/denial-words.ts'
import { withheldText } from '#renderer/composables/withheld-words.ts'
import { createText } from '#test/support/text.ts'

const text = createText('en')
const all: Reach = { kind: 'all' }
const of = (...userIds: readonly string[]): Reach => ({ kind: 'of', userIds: userIds as UserId[], mayBeMore: false })
const someRights = (edit: Reach, add = true): Rights => ({
  isAdmin: false,
  contacts: { view: all, edit, delete: all, export: all, add },
})

describe('why something is not for a user', () => {
  test.each(['en', 'ru'] as const)('has a sentence of its own for each reason, in %s', (language) => {
    const spoken = denials.map((denial) => denialText(denial, createText(language)))

    expect(new Set(spoken.filter((sentence) => sentence.endsWith('.'))).size).toBe(denials.length)
  })

  test.each(['en', 'ru'] as const)('names the kind of record, in %s', (language) => {
    const kinds = ['contacts', 'deals', 'tasks', 'companies'] as const
    const spoken = kinds.flatMap((kind) =>
      (['no-edit', 'another-owner', 'no-add'] as const).map((denial) => denialText(denial, createText(language), kind)),
    )

    expect(new Set(spoken).size).toBe(12)
  })

  test.each(['en', 'ru'] as const)('names what the CRM does not show at all, in %s', (language) => {
    const spoken = withheldKinds.map((kind) => withheldText([kind], createText(language)))

    expect(new Set(spoken).size).toBe(withheldKinds.length)
    expect([withheldText([], text), withheldText(undefined, text)]).toEqual(['', ''])
  })

  test('is nothing where it is for them', () => {
    expect(denialText(null, text)).toBe('')
  })
})

test.each<[string, Rights]>([
  ['', unknownRights],
  ['You are an administrator', { isAdmin: true, contacts: null }],
  ['You are not an administrator', { isAdmin: false, contacts: null }],
  ['You are not an administrator', someRights(all)],
  ['You are not an administrator · you may change your own contacts', someRights(of('a.1'))],
  ['You are not an administrator · you may change some of the contacts', someRights(of('a.1', 'a.2'))],
  [
    'You are not an administrator · you may not change contacts · you may not add contacts',
    someRights({ kind: 'none' }, false),
  ],
  [
    'You are not an administrator · you may change only some deals, or none · you may not add deals',
    { ...someRights(all), deals: someRights(of('a.1'), false).contacts, tasks: someRights(all).contacts },
  ],
  [
    'You are not an administrator · you may change only some companies, or none · you may not add companies',
    { ...someRights(all), companies: someRights(of('a.1'), false).contacts },
  ],
  [
    'You are not an administrator · you may change only some tasks, or none',
    { ...someRights(all), tasks: someRights({ kind: 'none' }).contacts },
  ],
])('rights are told in a line: “%s”', (expected, rights) => {
  expect(rightsText(rights, text)).toBe(expected)
})
