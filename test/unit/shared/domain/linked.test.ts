import { describe, expect, test } from 'vitest'
import { emptyContactFields } from '#shared/domain/contact.ts'
import type { FieldId, RemoteId } from '#shared/domain/ids.ts'
import {
  fromLinkedItem,
  linkedFields,
  linkedIn,
  linkedKindOf,
  partLinked,
  toLinkedCustom,
  toLinkedItem,
  type Linked,
} from '#shared/domain/linked.ts'
import { linksOfCreate } from '#shared/sync/plan-push.ts'

const id = (text: string) => text as RemoteId
const customer: Linked = { kind: 'customer', id: id('12'), catalogId: null, quantity: null }
const drill: Linked = { kind: 'element', id: id('5'), catalogId: id('7'), quantity: 2.5 }
const lost: Linked = { kind: 'element', id: id('40'), catalogId: null, quantity: null }

describe('links of a contact', () => {
  test('are values of two custom fields, and read back as they were written', () => {
    const custom = toLinkedCustom([lost, drill, customer])

    expect(linkedIn(custom, 'customer')).toEqual([customer])
    expect(linkedIn(custom, 'element')).toEqual([lost, drill])
    expect(Object.keys(custom).map((key) => linkedKindOf(key as FieldId))).toEqual(['customer', 'element'])
  })

  test('are the same in whatever order they are told', () => {
    const ids = ['10', '9', '100'].map((one): Linked => ({ ...customer, id: id(one) }))

    expect(toLinkedCustom(ids)).toEqual(toLinkedCustom(ids.toReversed()))
  })

  test('have no text by which somebody could find the contact', () => {
    expect([customer, drill, lost].map((link) => typeof toLinkedItem(link).value)).not.toContain('string')
  })

  test('are told apart from all other custom fields', () => {
    const links = toLinkedCustom([customer])
    const others = { ['5' as FieldId]: [{ value: 'x' }] }

    expect(partLinked({ ...links, ...others })).toEqual({ links, others })
    expect(fromLinkedItem('element', { value: 'x' })).toBeNull()
  })

  test('remain of a create once the CRM has the contact', () => {
    const fields = { ...emptyContactFields, custom: toLinkedCustom([customer, drill]) }

    expect(linksOfCreate(fields, undefined)).toEqual([
      { kind: 'custom', fieldId: linkedFields.customer, from: [], to: [toLinkedItem(customer)], merge: 'set' },
      { kind: 'custom', fieldId: linkedFields.element, from: [], to: [toLinkedItem(drill)], merge: 'parts' },
    ])
  })
})
