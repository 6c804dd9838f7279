import { describe, expect, test } from 'vitest'
import type { FieldDefinition } from '#shared/domain/directory.ts'
import type { OneFieldWish } from '#shared/domain/field-wish.ts'
import { newFields, severalKinds } from '#core/connectors/bitrix24/change-field.ts'
import { rows } from '../bitrix24/portal-session.ts'
import { startContactWorld, type ContactWorld } from './contact-world.ts'

type Create = Extract<OneFieldWish, { readonly kind: 'create' }>

/** The field that came of a wish, as the form tells it and as the portal keeps it. */
async function make({ portal, pass, ports, signal }: ContactWorld, wish: Omit<Create, 'kind'>) {
  // The portal's own name of a field says when it was made.
  pass(1)
  await ports.changeField({ kind: 'create', ...wish }, signal)
  const field = (await ports.pullFields(signal)).find(({ name }) => name === wish.name)
  const [stored] = rows(await portal.result('crm.contact.userfield.list', { filter: { FIELD_NAME: field?.id } }))
  return { field, stored }
}

const factsOf = (field: FieldDefinition | undefined) =>
  field && [field.kind, field.isReadOnly, field.isMultiple ?? false, field.isRequired ?? false]

describe('new fields', () => {
  test('of every kind that is offered, of one value and of several, can be edited in a card, but for files', async () => {
    const world = await startContactWorld()
    const told: unknown[] = []

    for (const fieldKind of newFields) {
      const options = ['choice', 'choices'].includes(fieldKind) ? { options: ['S', 'M'] } : {}
      const { field } = await make(world, { name: `One ${fieldKind}`, fieldKind, ...options })
      told.push([fieldKind, ...(factsOf(field) ?? [])])
    }
    for (const fieldKind of severalKinds) {
      const { field, stored } = await make(world, { name: `Many ${fieldKind}`, fieldKind, isMultiple: true })
      told.push([stored?.['MULTIPLE'], fieldKind, ...(factsOf(field) ?? [])])
    }

    expect(told).toEqual([
      ['text', 'text', false, false, false],
      ['long-text', 'long-text', false, false, false],
      ['number', 'number', false, false, false],
      ['money', 'money', false, false, false],
      ['boolean', 'boolean', false, false, false],
      ['date', 'date', false, false, false],
      ['date-time', 'date-time', false, false, false],
      ['url', 'url', false, false, false],
      ['choice', 'choice', false, false, false],
      ['choices', 'choices', false, false, false],
      ['address', 'text', false, false, false],
      // The card leads to the portal, which keeps them.
      ['file', 'file', true, false, false],
      ['employee', 'choice', false, false, false],
      ['records', 'records', false, false, false],
      ['Y', 'text', 'texts', false, false, false],
      ['Y', 'number', 'texts', false, false, false],
      ['Y', 'money', 'money', false, true, false],
      ['Y', 'date', 'date', false, true, false],
      ['Y', 'date-time', 'date-time', false, true, false],
      ['Y', 'url', 'texts', false, false, false],
      ['Y', 'address', 'texts', false, false, false],
      ['Y', 'employee', 'choices', false, false, false],
      ['Y', 'file', 'file', true, false, false],
      ['Y', 'records', 'records', false, true, false],
    ])
  })

  test('of amounts have the currency that was chosen; of people, those of the portal to choose from', async () => {
    const world = await startContactWorld()

    const sum = await make(world, { name: 'Сумма', fieldKind: 'money', currency: 'EUR' })
    const boss = await make(world, { name: 'Куратор', fieldKind: 'employee' })

    expect([sum.field?.currency, sum.stored?.['SETTINGS']]).toEqual(['EUR', { DEFAULT_VALUE: '|EUR' }])
    expect([boss.field?.variant, boss.field?.hasFixedOptions]).toEqual(['employee', true])
    expect(boss.field?.options.length).toBeGreaterThan(1)
  })

  test('that name records name those that were chosen, and all where nothing was said', async () => {
    const world = await startContactWorld()

    const some = await make(world, { name: 'Связи', fieldKind: 'records', leadsTo: ['contact', 'deal'] })
    const all = await make(world, { name: 'Всё', fieldKind: 'records' })

    expect([some.field?.leadsTo, all.field?.leadsTo?.toSorted()]).toEqual([
      ['contact', 'deal'],
      ['company', 'contact', 'deal', 'lead'],
    ])
    expect(some.stored?.['SETTINGS']).toMatchObject({ CONTACT: 'Y', COMPANY: 'N', DEAL: 'Y', LEAD: 'N' })
  })

  test('are asked for where that is wanted, from the beginning or later, and are so no more', async () => {
    const world = await startContactWorld()
    const { ports, signal } = world
    const { field, stored } = await make(world, { name: 'Паспорт', fieldKind: 'text', isRequired: true })
    if (field === undefined) throw new Error('no field')
    const isAsked = async () => (await ports.pullFields(signal)).find(({ id }) => id === field.id)?.isRequired ?? false

    await ports.changeField({ kind: 'set-required', fieldId: field.id, isRequired: false }, signal)
    const after = await isAsked()
    await ports.changeField({ kind: 'set-required', fieldId: field.id, isRequired: true }, signal)

    expect([field.isRequired, stored?.['MANDATORY'], after, await isAsked()]).toEqual([true, 'Y', false, true])
  })
})
