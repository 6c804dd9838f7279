import { describe, expect, test } from 'vitest'
import type { FieldDefinition } from '#shared/domain/directory.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import { customField, type Deal } from '#shared/domain/neighbour.ts'
import { asCreate } from '#test/support/neighbours.ts'
import { remoteId, someCreate, startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

const day = Date.UTC(1985, 4, 12)
const zones = ['Europe/Moscow', 'America/New_York', 'Pacific/Apia', 'Pacific/Honolulu'] as const
const forms = ['as-sent', 'midnight'] as const
const cases = zones.flatMap((timeZone) => forms.map((storedDays) => ({ timeZone, storedDays })))

async function dayFields({ connector, signal }: AmocrmWorld): Promise<readonly FieldDefinition[]> {
  return (await connector.pullFields(signal)).filter(({ kind }) => kind === 'date')
}

/** As people see it there. */
const dayThere = (seconds: unknown, timeZone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(Number(seconds) * 1000)

async function storedDays({ control }: AmocrmWorld, id: RemoteId): Promise<readonly unknown[]> {
  const [stored] = await control.contacts([Number(id)])
  const ofDays = (stored?.fields ?? []).filter(({ type }) => type === 'date' || type === 'birthday')
  return ofDays.flatMap(({ values }) => values.map(({ value }) => value))
}

describe('a day', () => {
  test.each(cases)('is that day in $timeZone and here, kept $storedDays', async (switches) => {
    const world = await startAmocrmWorld({ contacts: 5 })
    await world.switches(switches)
    const fields = (await dayFields(world)).filter(({ of }) => of === undefined)
    const custom = Object.fromEntries(fields.map(({ id }) => [id, [{ value: day }]]))

    const [made] = await world.connector.createContacts([someCreate(1, { firstName: 'Анна', custom })], world.signal)

    const id = made?.kind === 'applied' ? made.remoteId : remoteId(0)
    const told = (await world.connector.readContacts([id], world.signal)).get(id)
    expect((await storedDays(world, id)).map((at) => dayThere(at, switches.timeZone))).toEqual(
      fields.map(() => '1985-05-12'),
    )
    expect(fields.length).toBeGreaterThan(1)
    expect(told?.fields.custom).toEqual(custom)
  })

  test('that is changed begins anew where the account is, whatever stood there', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    await world.switches({ timeZone: 'America/New_York' })
    const [field] = await dayFields(world)
    const [contact] = await world.liveContacts()
    const id = remoteId(contact?.id ?? 0)
    const put = (value: number) =>
      world.connector.updateContacts(
        [{ remoteId: id, patch: { addTags: [], removeTags: [], custom: { [field?.id ?? '']: [{ value }] } } }],
        world.signal,
      )
    await put(Date.UTC(2024, 0, 31))

    await put(Date.UTC(2024, 6, 31))

    const [stored] = await world.control.contacts([Number(id)])
    const values = stored?.fields.find(({ field_id: known }) => String(known) === field?.id)?.values
    expect(values).toEqual([{ value: Date.parse('2024-07-31T00:00:00-04:00') / 1000 }])
  })

  test('of a deal is that day as well', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    await world.switches({ timeZone: 'America/New_York' })
    const port = world.connector.neighbours.deal
    const field = (await dayFields(world)).find(({ of }) => of === 'deal')
    const none = { price: 0, stage: null, responsibleId: null, contactIds: [], mainContactId: null, companyId: null }
    const custom = { [field?.id ?? '']: [{ value: day }] }
    const deal: Deal = { kind: 'deal', fields: { name: 'Order', ...none, custom } }
    const [made] = (await port?.create([asCreate(deal)], world.signal)) ?? []
    const id = made?.kind === 'applied' ? made.remoteId : remoteId(0)
    const record: Deal = {
      ...deal,
      fields: { ...deal.fields, custom: { [field?.id ?? '']: [{ value: day + 86_400_000 }] } },
    }
    const before = (await port?.read([id], world.signal))?.get(id)

    await port?.update(
      [{ remoteId: id, record, fields: field === undefined ? [] : [customField(field.id)] }],
      world.signal,
    )

    const after = (await port?.read([id], world.signal))?.get(id)
    expect(before).toMatchObject({ fields: { custom } })
    expect(after).toMatchObject({ fields: { custom: record.fields.custom } })
  })

  test.each([[{}], [{ datetime_settings: { timezone: 7 } }], ['nothing']])(
    'is found where the account tells %j of its clocks',
    async (embedded) => {
      const world = await startAmocrmWorld({ contacts: 5 })
      const [field] = await dayFields(world)
      const contact = someCreate(1, { firstName: 'Анна', custom: { [field?.id ?? '']: [{ value: day }] } })
      await world.control.faults([
        {
          kind: 'status',
          status: 200,
          path: '/api/v4/account',
          times: 9,
          body: { id: 1, name: 'A', _embedded: embedded },
        },
      ])

      const [made] = await world.connector.createContacts([contact], world.signal)

      const id = made?.kind === 'applied' ? made.remoteId : remoteId(0)
      const read = (await world.connector.readContacts([id], world.signal)).get(id)
      expect(read?.fields.custom).toEqual(contact.fields.custom)
    },
  )
})
