import { describe, expect, test } from 'vitest'
import { isMeaningful } from '#core/sync/is-meaningful.ts'
import type { CompanyId, ContactId, UserId } from '#shared/domain/ids.ts'
import type { Change } from '#shared/domain/mutation.ts'
import { companyId, contactId, rename, someFields, someMutation, tag } from '#test/support/contacts.ts'

const foreign = 'acc2.5' as ContactId & CompanyId & UserId
const vip = { op: 'add', tag: 'vip', unchangedIds: [], exceptIds: [] } as const
const edit = (change: Extract<Change, { kind: 'edit' }>['edit']): Change => ({
  kind: 'edit',
  contactId: contactId(1),
  edit: change,
})

const owners = (id: ContactId, to: UserId | null): Change => ({
  kind: 'bulk-edit',
  groups: [{ edit: { kind: 'responsible', from: null, to }, contactIds: [id] }],
})

describe('isMeaningful', () => {
  test('takes an edit whose contact and values are of its own account', () => {
    expect(isMeaningful(someMutation(1, edit(tag('add', 'vip'))))).toBe(true)
  })

  test('lets tags stay on the device, and nothing else', () => {
    const staying = (change: Change) => isMeaningful({ ...someMutation(1, change), staysHere: true })

    expect([edit(tag('add', 'vip')), edit(rename('a', 'b'))].map(staying)).toEqual([true, false])
  })

  test.each<[string, Change]>([
    ['edit', { kind: 'edit', contactId: foreign, edit: rename('a', 'b') }],
    ['bulk edit', { kind: 'bulk-tags', contactIds: [contactId(1), foreign], tags: [vip] }],
    ['bulk edit of a field', owners(contactId(1), foreign)],
    ['contact among those of a bulk edit', owners(foreign, null)],
    ['new company', edit({ kind: 'company', from: companyId(1), to: foreign, exclusive: true })],
    ['new colleague', edit({ kind: 'responsible', from: null, to: foreign })],
    ['create', { kind: 'create', contactId: contactId(1), fields: someFields({ companyIds: [foreign] }) }],
  ])('refuses a %s of another account', (_name, change) => {
    expect(isMeaningful(someMutation(1, change))).toBe(false)
  })

  test.each<[string, Change]>([
    ['no contact', { kind: 'bulk-tags', contactIds: [], tags: [vip] }],
    ['nothing', { kind: 'bulk-edit', groups: [] }],
    ['no tag', { kind: 'bulk-tags', contactIds: [contactId(1)], tags: [] }],
  ])('refuses a bulk edit of %s', (_name, change) => {
    expect(isMeaningful(someMutation(1, change))).toBe(false)
  })
})
