import { describe, expect, test } from 'vitest'
import type { Bitrix24Api } from '#core/connectors/bitrix24/api.ts'
import { createContactPorts } from '#core/connectors/bitrix24/contact-ports.ts'
import { add, rows, TRAINEE, webhookOf } from '../bitrix24/portal-session.ts'
import { accountId, fieldId, makeField, readOne, someCreate, someUpdate, startContactWorld } from './contact-world.ts'

const tagField = fieldId('UF_CRM_KARTOTEKA_TAGS')

describe('tags', () => {
  test('are not there until their field is made, and then are a field of no card', async () => {
    const { ports, portsBy, portal, signal } = await startContactWorld()
    const before = await ports.capabilities(signal)

    await ports.setUpTags(null, signal)
    await portsBy().setUpTags(null, signal)

    expect([before.tags, (await ports.capabilities(signal)).tags]).toEqual([false, true])
    const made = { XML_ID: 'kartoteka-tags' }
    expect(await portal.result('crm.contact.userfield.list', { filter: made })).toHaveLength(1)
    expect((await ports.pullFields(signal)).map(({ id }) => id)).not.toContain(tagField)
  })

  test('have no field where the portal keeps the mark of it to itself, and it is said', async () => {
    const world = await startContactWorld()
    const api: Bitrix24Api = {
      call: async (method, params, signal) => {
        const answer = await world.api.call(method, params, signal)
        if (method !== 'crm.contact.userfield.get') return answer
        return { ...answer, result: { ...(answer.result as object), XML_ID: '' } }
      },
      batch: (commands, options, signal) => world.api.batch(commands, options, signal),
      heardAt: () => world.api.heardAt(),
      get writeCount() {
        return world.api.writeCount
      },
    }
    const logger = { info: () => undefined, warn: () => undefined }

    const asked = createContactPorts({ accountId, api, clock: world.clock, logger }).setUpTags(null, world.signal)

    await expect(asked).rejects.toMatchObject({ code: 'remote/rejected', details: { reason: 'made-otherwise' } })
  })

  test('are in a field that is told by the name that it has now, and no more once it is gone', async () => {
    const { ports, portal, signal } = await startContactWorld()
    await ports.setUpTags(null, signal)
    const name = async () => {
      await ports.pullFields(signal)
      return [ports.tagField?.(), (await ports.capabilities(signal)).tagField]
    }

    const made = await name()
    const [{ ID: id } = {}] = rows(
      await portal.result('crm.contact.userfield.list', { filter: { FIELD_NAME: tagField } }),
    )
    await portal.result('crm.contact.userfield.update', { id, fields: { EDIT_FORM_LABEL: 'Метки' } })
    const renamed = await name()
    await portal.result('crm.contact.userfield.delete', { id })

    expect([made, renamed, await name()]).toEqual([
      ['Tags', 'Tags'],
      ['Метки', 'Метки'],
      [null, undefined],
    ])
  })

  test('are put on and taken off by name, next to those of others', async () => {
    const world = await startContactWorld()
    await world.ports.setUpTags(null, world.signal)
    const id = await add(world.portal, 'contact', { NAME: 'Анна', [tagField]: ['опт', 'старый'] })
    const base = await readOne(world, id)
    await world.portal.result('crm.contact.update', { id, fields: { [tagField]: ['опт', 'старый', 'чужой'] } })

    const update = someUpdate(base, { addTags: ['новый', 'опт'], removeTags: ['старый'] })
    await world.ports.updateContacts([update], world.signal)
    await world.ports.updateContacts([update], world.signal)

    expect(base.fields.tags).toEqual(['опт', 'старый'])
    expect((await readOne(world, id)).fields.tags).toEqual(['опт', 'чужой', 'новый'])
  })

  test('come with a new contact, and the last one can be taken off', async () => {
    const world = await startContactWorld()
    await world.ports.setUpTags(null, world.signal)
    await world.ports.createContacts([someCreate(1, { firstName: 'Анна', tags: ['опт'] })], world.signal)
    const base = await readOne(world, 61)

    await world.ports.updateContacts([someUpdate(base, { removeTags: ['опт'] })], world.signal)

    expect([base.fields.tags, (await readOne(world, 61)).fields.tags]).toEqual([['опт'], []])
  })

  test('are kept in a field that is there already, where an administrator chooses it', async () => {
    const { ports, portsBy, portal, signal } = await startContactWorld()
    await ports.pullFields(signal)

    await ports.setUpTags(fieldId('UF_CRM_NICKNAMES'), signal)

    const base = (await portsBy().readContacts(['5'] as never, signal)).get('5' as never)
    if (base === undefined) throw new Error('no contact')
    await portsBy().updateContacts([someUpdate(base, { addTags: ['опт'] })], signal)
    expect(await portal.result('crm.contact.get', { id: 5 })).toMatchObject({ UF_CRM_NICKNAMES: ['опт'] })
  })

  test('are refused at their edit once an administrator has deleted their field; all else is written', async () => {
    const world = await startContactWorld()
    const { ports, portal, signal } = world
    await ports.setUpTags(null, signal)
    const [one, other] = [await readOne(world, 1), await readOne(world, 2)]
    const [field] = rows(await portal.result('crm.contact.userfield.list', { filter: { XML_ID: 'kartoteka-tags' } }))
    await portal.result('crm.contact.userfield.delete', { id: field?.['ID'] })
    const names = { firstName: 'Пётр', lastName: one.fields.lastName }

    const first = await ports.updateContacts([someUpdate(one, { addTags: ['опт'], names })], signal)
    const next = await ports.updateContacts(
      [someUpdate(one, { addTags: ['опт'] }), someUpdate(other, { names }), someUpdate(other, { removeTags: ['опт'] })],
      signal,
    )

    const refused = { kind: 'rejected', field: 'tags', reason: 'no-such-field' }
    expect([first, next]).toMatchObject([[refused], [refused, { kind: 'applied' }, { kind: 'applied' }]])
    expect(await world.stored(1)).toMatchObject({ NAME: 'Пётр' })
  })

  test.each(['UF_CRM_SITE', 'UF_CRM_ABSENT', 'UF_CRM_MARKED'])('are not kept in %s', async (name) => {
    const world = await startContactWorld()
    await makeField(world, 'MARKED', 'string', { MULTIPLE: 'Y', XML_ID: 'of-another-program' })

    const asked = world.ports.setUpTags(fieldId(name), world.signal)

    await expect(asked).rejects.toMatchObject({ code: 'state/refused', details: { reason: 'no-such-field' } })
  })

  test('are put on 490 contacts by one request that looks and ten that write', async () => {
    const world = await startContactWorld({ contacts: 600 })
    await world.ports.setUpTags(null, world.signal)
    await world.ports.capabilities(world.signal)
    const patch = { addTags: ['опт'], removeTags: [] }
    const items = Array.from({ length: world.ports.writeBatch }, (_, n) => ({
      remoteId: String(n + 1) as never,
      patch,
    }))
    world.requestCount()

    const results = await world.ports.updateContacts(items, world.signal)

    expect(world.requestCount()).toBe(11)
    expect(results.every(({ kind }) => kind === 'applied')).toBe(true)
    expect((await readOne(world, 490)).fields.tags).toEqual(['опт'])
  })

  test('cannot be made into a field by somebody who is no administrator', async () => {
    const { portal, portsBy, signal } = await startContactWorld()
    const ports = portsBy({ webhook: await webhookOf(portal, TRAINEE, ['crm']) })

    await expect(ports.setUpTags(null, signal)).rejects.toMatchObject({ code: 'auth/denied' })
  })
})
