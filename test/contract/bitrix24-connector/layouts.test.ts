import { describe, expect, test } from 'vitest'
import { createLayoutPort } from '#core/connectors/bitrix24/layouts.ts'
import type { NeighbourPort } from '#core/connectors/neighbour-port.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import { layoutRemoteId, type LayoutFields, type LayoutScope, type PlacedField } from '#shared/domain/layout.ts'
import type { Neighbour } from '#shared/domain/neighbour.ts'
import { COLLEAGUE, webhookOf } from '../bitrix24/portal-session.ts'
import { makeField, startContactWorld } from './contact-world.ts'

const FAMILY = 'crm.contact.details.configuration'

const idOf = (scope: LayoutScope): RemoteId => layoutRemoteId('contact', scope)

async function startLayoutWorld() {
  const world = await startContactWorld()
  const portBy = (webhook: string) => createLayoutPort(world.portsBy({ webhook }).context)
  return { ...world, portBy, port: createLayoutPort(world.ports.context) }
}
type LayoutWorld = Awaited<ReturnType<typeof startLayoutWorld>>

const place = (field: PlacedField, isAlwaysShown = false, options: Readonly<Record<string, string>> = {}) => ({
  ...{ field, isAlwaysShown, options },
})

const main = { name: 'main', title: 'О контакте', elements: [place('lastName'), place('phones', true)] }

/** What the connector tells of both layouts. */
async function pulled(port: NeighbourPort, signal: AbortSignal) {
  const found = new Map<RemoteId, LayoutFields>()
  for await (const page of port.pull(null, signal)) {
    for (const change of page.items) {
      if (change.kind === 'upsert' && change.neighbour.kind === 'layout') {
        found.set(change.neighbour.remoteId, change.neighbour.fields)
      }
    }
  }
  const sectionsOf = (scope: LayoutScope) => found.get(idOf(scope))?.sections
  return { own: sectionsOf('own'), common: sectionsOf('common') }
}

/** Sends one layout as the engine would. */
async function write(
  { port, signal }: Pick<LayoutWorld, 'port' | 'signal'>,
  fields: Partial<LayoutFields>,
  changed: readonly string[] = ['sections'],
) {
  const { scope = 'own' } = fields
  const record: Neighbour = {
    kind: 'layout',
    fields: { card: 'contact', scope, sections: null, isForced: false, ...fields },
  }
  const [result] = await port.update([{ remoteId: idOf(scope), record, fields: changed }], signal)
  return result
}

describe('layouts of the lead card', () => {
  test('are others for leads of those who have bought before, written and reset apart', async () => {
    const world = await startLayoutWorld()
    const family = 'crm.lead.details.configuration'
    const section = (name: string) => [{ name: 'main', title: name, type: 'section', elements: [{ name: 'TITLE' }] }]
    const extras = { leadCustomerType: 2 }
    await world.portal.result(`${family}.set`, { data: section('simple') })
    await world.portal.result(`${family}.set`, { data: section('repeat'), extras })
    const ids = [layoutRemoteId('lead', 'own'), layoutRemoteId('repeat-lead', 'own')]
    const titles = async () => {
      const found = await world.port.read(ids, world.signal)
      return ids.map((id) => {
        const record = found.get(id)
        return record?.kind === 'layout' ? (record.fields.sections?.[0]?.title ?? null) : undefined
      })
    }
    const send = (sections: LayoutFields['sections']) => {
      const fields = { card: 'repeat-lead', scope: 'own', sections, isForced: false } as const
      const remoteId = layoutRemoteId('repeat-lead', 'own')
      return world.port.update([{ remoteId, record: { kind: 'layout', fields }, fields: ['sections'] }], world.signal)
    }

    const told = await titles()
    await send([{ name: 'main', title: 'new', elements: [place('name')] }])
    const written = await titles()
    await send(null)

    expect([told, written, await titles()]).toEqual([
      ['simple', 'repeat'],
      ['simple', 'new'],
      ['simple', null],
    ])
  })

  test('come under our names, and go back whole: what ours does not have keeps its place', async () => {
    const world = await startLayoutWorld()
    const family = 'crm.lead.details.configuration'
    const codes = [
      'TITLE',
      'STATUS_ID',
      'OPPORTUNITY_WITH_CURRENCY',
      'NAME',
      'COMPANY_TITLE',
      'CLIENT',
      'UF_CRM_1',
      'OBSERVER',
    ]
    const elements = codes.map((name) => ({ name, optionFlags: '0' }))
    await world.portal.result(`${family}.set`, { data: [{ name: 'main', title: 'О лиде', type: 'section', elements }] })
    const remoteId = layoutRemoteId('lead', 'own')

    const record = (await world.port.read([remoteId], world.signal)).get(remoteId)
    const fields = record?.kind === 'layout' ? record.fields : null
    const [section] = fields?.sections ?? []
    const turned = { ...main, elements: section?.elements.toReversed() ?? [] }
    const update: Neighbour = {
      kind: 'layout',
      fields: { card: 'lead', scope: 'own', sections: [turned], isForced: false },
    }
    const results = await world.port.update([{ remoteId, record: update, fields: ['sections'] }], world.signal)

    expect(section?.elements.map(({ field }) => field)).toEqual([
      ...['name', 'stage', 'price', 'firstName', 'companyName', 'people', 'custom:lead:UF_CRM_1', 'foreign:OBSERVER'],
    ])
    expect(results).toMatchObject([{ kind: 'applied', remoteId }])
    expect(await world.portal.result(`${family}.get`, {})).toMatchObject([
      { elements: codes.toReversed().map((name) => ({ name })) },
    ])
    expect(await world.portal.result(`${FAMILY}.get`, {})).toBeNull()
  })

  test('go back to the default, and everybody’s is forced upon all', async () => {
    const world = await startLayoutWorld()
    const family = 'crm.lead.details.configuration'
    const data = [{ name: 'main', title: 'О лиде', type: 'section', elements: [{ name: 'TITLE' }] }]
    for (const scope of ['P', 'C']) await world.portal.result(`${family}.set`, { scope, data })
    const update = (scope: LayoutScope, fields: Partial<LayoutFields>, changed: readonly string[]) =>
      world.port.update(
        [
          {
            remoteId: layoutRemoteId('lead', scope),
            record: { kind: 'layout', fields: { card: 'lead', scope, sections: null, isForced: false, ...fields } },
            fields: changed,
          },
        ],
        world.signal,
      )
    const kept = (scope: string) => world.portal.result(`${family}.get`, { scope })

    await update('common', { isForced: true }, ['isForced'])
    const forced = [await kept('P'), await kept('C')]
    await update('common', {}, ['sections'])

    expect(forced).toMatchObject([null, [{ title: 'О лиде' }]])
    expect(await kept('C')).toBeNull()
  })
})

describe('layouts of the contact card', () => {
  test('are none where the portal has its default', async () => {
    const { port, signal } = await startLayoutWorld()

    expect(await pulled(port, signal)).toEqual({ own: null, common: null })
  })

  test('come with their sections and fields in order, ours by our names, the others by the code of the CRM', async () => {
    const { portal, port, signal } = await startLayoutWorld()
    const elements = [
      ...[{ name: 'LAST_NAME' }, { name: 'PHONE', optionFlags: 1, options: { defaultCountry: 'GB' } }],
      ...[{ name: 'COMPANY' }, { name: 'ASSIGNED_BY_ID' }, { name: 'POST' }, { name: 'UF_CRM_LOYALTY' }],
      { name: 'ADDRESS', options: { defaultAddressType: 4 } },
    ]
    const data = [{ name: 'one', title: 'Главное', type: 'section', elements }]
    await portal.result(`${FAMILY}.set`, { scope: 'C', data })

    const { own, common } = await pulled(port, signal)

    expect(own).toBeNull()
    expect(common).toEqual([
      {
        ...{ name: 'one', title: 'Главное' },
        elements: [
          ...[place('lastName'), place('phones', true, { defaultCountry: 'GB' }), place('company')],
          ...[place('responsible'), place('custom:POST' as never), place('custom:UF_CRM_LOYALTY' as never)],
          place('custom:ADDRESS' as never, false, { defaultAddressType: '4' }),
        ],
      },
    ])
  })

  test('are written as they are read: personal and common apart, settings of fields and empty sections kept', async () => {
    const world = await startLayoutWorld()
    const sections = [
      { ...main, elements: [...main.elements, place('custom:ADDRESS' as never, true, { defaultAddressType: '4' })] },
      { name: 'more', title: 'Пусто & «знаки» [0]=1', elements: [] },
    ]

    const result = await write(world, { scope: 'common', sections })
    await write(world, { scope: 'own', sections: [main] })

    expect(result).toMatchObject({ kind: 'applied', remoteId: idOf('common') })
    expect(await pulled(world.port, world.signal)).toEqual({ own: [main], common: sections })
    expect(await world.portal.result(`${FAMILY}.get`, { scope: 'P' })).toMatchObject([
      { name: 'main', title: 'О контакте', type: 'section', elements: [{ name: 'LAST_NAME' }, { name: 'PHONE' }] },
    ])
  })

  test('go back to the default', async () => {
    const world = await startLayoutWorld()
    await write(world, { sections: [main] })

    await write(world, { sections: null })

    expect(await world.portal.result(`${FAMILY}.get`, {})).toBeNull()
  })

  test('are taken from everybody but for the common one, as often as it is said', async () => {
    const world = await startLayoutWorld()
    const colleague = world.portBy(await webhookOf(world.portal, COLLEAGUE, ['crm']))
    await write({ ...world, port: colleague }, { sections: [main] })
    const before = await pulled(colleague, world.signal)

    const fields = { scope: 'common', sections: [main], isForced: true } as const
    const results = [await write(world, fields, ['sections', 'isForced']), await write(world, fields, ['isForced'])]

    expect(before.own).toEqual([main])
    expect(await pulled(colleague, world.signal)).toEqual({ own: null, common: [main] })
    expect(results.map((result) => result?.kind)).toEqual(['applied', 'applied'])
  })

  test('for everybody are for those who may change settings; the refusal says so and names the field', async () => {
    const world = await startLayoutWorld()
    const port = world.portBy(await webhookOf(world.portal, COLLEAGUE, ['crm']))
    const world2 = { ...world, port }

    const results = [
      await write(world2, { scope: 'common', sections: [main] }),
      await write(world2, { scope: 'common', sections: null }),
      await write(world2, { scope: 'common', sections: [main], isForced: true }, ['isForced']),
      await write(world2, { scope: 'own', sections: [main] }),
    ]

    const no = { kind: 'rejected', reason: 'forbidden', message: 'Access denied.' }
    expect(results).toMatchObject([
      { ...no, field: 'neighbour:sections' },
      { ...no, field: 'neighbour:sections' },
      { ...no, field: 'neighbour:isForced' },
      { kind: 'applied' },
    ])
  })

  test('that the portal does not take are refused in its words', async () => {
    const world = await startLayoutWorld()

    const result = await write(world, { sections: [{ ...main, title: '' }] })

    expect(result).toMatchObject({
      ...{ kind: 'rejected', field: 'neighbour:sections', reason: 'refused' },
      message: expect.stringContaining('does not have title') as unknown,
    })
  })

  test('give the tags a place where the portal keeps them in a field', async () => {
    const world = await startLayoutWorld()
    await makeField(world, 'KARTOTEKA_TAGS', 'string', { MULTIPLE: 'Y', XML_ID: 'kartoteka-tags' })
    const sections = [{ ...main, elements: [place('tags'), place('firstName')] }]

    await write(world, { sections })

    expect((await pulled(world.port, world.signal)).own).toEqual(sections)
    expect(await world.portal.result(`${FAMILY}.get`, {})).toMatchObject([
      { elements: [{ name: 'UF_CRM_KARTOTEKA_TAGS' }, { name: 'NAME' }] },
    ])
  })

  test('that the portal does not tell leave its cards as they are', async () => {
    const world = await startLayoutWorld()
    const odd = createLayoutPort(world.portsBy({ without: `${FAMILY}.get` }).context)

    expect(await pulled(odd, world.signal)).toEqual({ own: undefined, common: undefined })
  })

  test('take one request to look', async () => {
    const world = await startLayoutWorld()
    await pulled(world.port, world.signal)
    world.requestCount()

    await pulled(world.port, world.signal)

    expect(world.requestCount()).toBe(1)
  })

  test('are neither made nor looked for after a lost answer: there is one of each', async () => {
    const { port, signal } = await startLayoutWorld()

    const made = await port.create([], signal)

    expect([made, (await port.findCreated(0, signal)).created]).toEqual([[], []])
  })
})
