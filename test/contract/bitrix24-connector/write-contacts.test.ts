import { describe, expect, test } from 'vitest'
import { TAG_FIELD_MARK } from '#core/connectors/bitrix24/field-catalog.ts'
import { add, COLLEAGUE, TRAINEE, webhookOf } from '../bitrix24/portal-session.ts'
import { keyOf, readOne, remoteId, someCreate, someUpdate, startContactWorld } from './contact-world.ts'

const work = (value: string) => ({ value, kind: 'work' })

describe('creating contacts', () => {
  test('brings names, phones, e-mails, fields and the key by which each is found again', async () => {
    const world = await startContactWorld()
    const create = someCreate(1, {
      ...{ name: 'Анна Петрова', firstName: 'Анна', lastName: 'Петрова' },
      phones: [work('+7 900 111-22-33'), { value: '+7 900 444', kind: 'mobile' }],
      emails: [{ value: 'anna@example.com', kind: 'home' }],
      responsibleId: 'acc1.2' as never,
      custom: { POST: [{ value: 'Директор' }], IM: [{ value: 'anna', code: 'TELEGRAM' }] } as never,
    })

    const [result] = await world.ports.createContacts([create], world.signal)

    expect(result).toEqual({ kind: 'applied', remoteId: '61', updatedAt: null })
    expect(await world.stored(61)).toMatchObject({
      ...{ NAME: 'Анна', LAST_NAME: 'Петрова', POST: 'Директор', ASSIGNED_BY_ID: '2' },
      ...{ ORIGINATOR_ID: 'KARTOTEKA', ORIGIN_ID: keyOf(1) },
      PHONE: [
        { VALUE: '+7 900 111-22-33', VALUE_TYPE: 'WORK' },
        { VALUE: '+7 900 444', VALUE_TYPE: 'MOBILE' },
      ],
      EMAIL: [{ VALUE: 'anna@example.com', VALUE_TYPE: 'HOME' }],
      IM: [{ VALUE: 'anna', VALUE_TYPE: 'TELEGRAM' }],
    })
  })

  test('tells a full name that stands alone in two parts', async () => {
    const world = await startContactWorld()

    await world.ports.createContacts([someCreate(1, { name: 'Мария Анна Ли' })], world.signal)

    expect(await world.stored(61)).toMatchObject({ NAME: 'Мария', LAST_NAME: 'Анна Ли' })
  })

  test('sends 120 in three requests, and one that is refused holds up no other', async () => {
    const world = await startContactWorld()
    await world.ports.capabilities(world.signal)
    const items = Array.from({ length: 120 }, (_, n) => someCreate(n, { firstName: n === 60 ? '' : `Имя ${n}` }))
    world.requestCount()

    const results = await world.ports.createContacts(items, world.signal)

    expect(world.requestCount()).toBe(3)
    expect(results.filter(({ kind }) => kind === 'applied')).toHaveLength(119)
    expect(results[60]).toMatchObject({ kind: 'rejected', field: 'firstName' })
  })

  test.each(['en', 'ru'] as const)('names the e-mail that a portal in %s refuses', async (language) => {
    const world = await startContactWorld()
    await world.portal.turn({ language })
    const emails = [work('good@example.com'), work('not an address')]

    const [result] = await world.ports.createContacts([someCreate(1, { firstName: 'Анна', emails })], world.signal)

    expect(result).toMatchObject({ kind: 'rejected', field: 'emails', reason: 'error_core', part: 'not an address' })
    expect(result).toHaveProperty('message', expect.stringContaining('e-mail'))
  })

  test('finds by its key what was created although the answer was lost', async () => {
    const world = await startContactWorld()
    const { ports, signal, portal } = world
    await ports.capabilities(signal)
    const before = Date.parse(String(await portal.result('server.time')))
    await world.fault({ kind: 'timeout-after-commit', path: 'batch', ms: 1, times: 1 })

    const lost = ports.createContacts([someCreate(7, { firstName: 'Анна' })], signal)

    await expect(lost).rejects.not.toMatchObject({ details: { reached: false } })
    await add(portal, 'contact', { NAME: 'Анна' })
    const look = await ports.findCreated(before, signal)
    expect(look).toMatchObject({ showsKeys: true, at: before })
    expect(look.created.map(({ contact, keys }) => [contact.remoteId, keys])).toEqual([['61', [keyOf(7)]]])
  })

  test('does not look further back for a lost create than it has to', async () => {
    const world = await startContactWorld()
    const { ports, signal, portal } = world
    await ports.createContacts([someCreate(1, { firstName: 'Старая' })], signal)
    portal.advance(3_600_000)
    await ports.createContacts([someCreate(2, { firstName: 'Новая' })], signal)

    const look = await ports.findCreated(Date.parse(String(await portal.result('server.time'))) - 60_000, signal)

    expect(look.created.map(({ contact }) => contact.fields.firstName)).toEqual(['Новая'])
  })
})

describe('changing contacts', () => {
  test('sends what has changed and nothing else', async () => {
    const world = await startContactWorld()
    const id = await add(world.portal, 'contact', { NAME: 'Анна', LAST_NAME: 'Ли', POST: 'Директор' })
    const base = await readOne(world, id)
    const before = await world.stored(id)
    world.portal.advance(1_000)

    const results = await world.ports.updateContacts(
      [
        someUpdate(base, {
          names: { firstName: 'Иная', lastName: base.fields.lastName },
          responsibleId: 'acc1.4' as never,
        }),
      ],
      world.signal,
    )

    const after = await world.stored(id)
    const moved = Object.keys(after).filter((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]))
    expect(results).toEqual([{ kind: 'applied', remoteId: String(id), updatedAt: null }])
    expect(moved.toSorted()).toEqual(['ASSIGNED_BY_ID', 'DATE_MODIFY', 'NAME'])
  })

  test('leaves a last name that a colleague has changed meanwhile when the first one is edited', async () => {
    const world = await startContactWorld()
    const id = await add(world.portal, 'contact', { NAME: 'Анна', LAST_NAME: 'Ли' })
    const base = await readOne(world, id)
    await world.colleague('edit', [id], { LAST_NAME: 'Иванова' })

    const names = { firstName: 'Мария', lastName: 'Ли' }
    await world.ports.updateContacts([someUpdate(base, { names })], world.signal)

    expect(await world.stored(id)).toMatchObject({ NAME: 'Мария', LAST_NAME: 'Иванова' })
  })

  test('tells who is gone from who may not be changed', async () => {
    const world = await startContactWorld()
    const trainee = world.portsBy({ webhook: await webhookOf(world.portal, TRAINEE, ['crm', 'user']) })
    const mine = await add(world.portal, 'contact', { NAME: 'Моя', ASSIGNED_BY_ID: TRAINEE })
    const patch = { names: { firstName: 'Иная', lastName: '' }, addTags: [], removeTags: [] }
    await world.portal.control('POST', '/bitrix24/users', { userId: TRAINEE, rights: { read: 'all' } })
    const theirs = await add(world.portal, 'contact', { NAME: 'Чужая', ASSIGNED_BY_ID: COLLEAGUE })

    const ids = [mine, theirs, 9_999].map(remoteId)
    const results = await trainee.updateContacts(
      ids.map((id) => ({ remoteId: id, patch })),
      world.signal,
    )

    expect(results).toMatchObject([
      { kind: 'applied', remoteId: String(mine) },
      { kind: 'rejected', field: null, reason: 'forbidden' },
      { kind: 'gone' },
    ])
  })

  test('finds out that a contact is gone whatever language the portal says it in', async () => {
    const world = await startContactWorld()
    await world.portal.turn({ language: 'ru' })
    const base = await readOne(world, 3)
    await world.colleague('delete', [3])

    const results = await world.ports.updateContacts(
      [someUpdate(base, { phones: [work('+1')] }), someUpdate(base, { names: { firstName: 'Б', lastName: '' } })],
      world.signal,
    )

    expect(results).toEqual([{ kind: 'gone' }, { kind: 'gone' }])
  })

  test('does not take the responsible user away: the portal has no word for nobody', async () => {
    const world = await startContactWorld()

    const results = await world.ports.updateContacts(
      [someUpdate(await readOne(world, 3), { responsibleId: null })],
      world.signal,
    )

    expect(results).toMatchObject([{ kind: 'rejected', field: 'responsible', reason: 'required' }])
  })

  test('says which edits have not been sent when a method has used up its time', async () => {
    const world = await startContactWorld({ limits: 'real' })
    const base = await readOne(world, 3)
    await world.portal.turn({ operatingSeconds: 100, operatingLimit: 150 })
    const edits = Array.from({ length: 4 }, (_, n) =>
      someUpdate(base, { names: { firstName: `Имя ${n}`, lastName: '' } }),
    )

    const results = await world.ports.updateContacts(edits, world.signal)
    const before = world.requests.list().length
    const next = await world.ports.updateContacts(edits.slice(2), world.signal)

    expect(results.map(({ kind }) => kind)).toEqual(['applied', 'applied', 'not-sent', 'not-sent'])
    const restMs = expect.any(Number) as number
    expect([results.slice(2), next]).toEqual([
      [
        { kind: 'not-sent', restMs },
        { kind: 'not-sent', restMs },
      ],
      [
        { kind: 'not-sent', restMs },
        { kind: 'not-sent', restMs },
      ],
    ])
    expect(world.requests.list().length).toBe(before)
  })
})

describe('values of a user field that an administrator has deleted', () => {
  test('are refused at their field, though the portal says yes to them; everything else is written', async () => {
    const world = await startContactWorld()
    const { ports, signal, portal } = world
    const [one, other, third] = await Promise.all([1, 2, 3].map((id) => readOne(world, id)))
    if (one === undefined || other === undefined || third === undefined) throw new Error('nobody there')
    const fields = await portal.result('crm.contact.userfield.list', { filter: { FIELD_NAME: 'UF_CRM_ORDERS' } })
    const [field] = fields as readonly { readonly ID: string }[]
    await portal.result('crm.contact.userfield.delete', { id: field?.ID })
    const custom = { UF_CRM_ORDERS: [{ value: '7' }] } as never
    const names = { firstName: 'Новое', lastName: 'Имя' }

    const results = await ports.updateContacts(
      [
        someUpdate(one, { custom, names }),
        someUpdate(other, { names }),
        someUpdate(third, { custom: { UF_CRM_ORDERS: [] } as never }),
      ],
      signal,
    )

    expect(results).toMatchObject([
      { kind: 'rejected', field: 'custom:UF_CRM_ORDERS', reason: 'no-such-field' },
      { kind: 'applied' },
      // Nothing is left to be cleared.
      { kind: 'applied' },
    ])
    expect(await world.stored(1)).toMatchObject({ NAME: 'Новое', LAST_NAME: 'Имя' })
  })

  test.each(['heard of', 'not heard of'])(
    'are left out of a contact that is made, and that is said of each, tags among them: %s',
    async (form) => {
      const world = await startContactWorld()
      const { ports, signal, portal } = world
      await ports.setUpTags(null, signal)
      if (form === 'not heard of') await ports.pullFields(signal)
      const fields = (await portal.result('crm.contact.userfield.list')) as readonly Readonly<Record<string, string>>[]
      const isGone = ({ FIELD_NAME = '', XML_ID = '' }) => FIELD_NAME === 'UF_CRM_ORDERS' || XML_ID === TAG_FIELD_MARK
      for (const { ID } of fields.filter(isGone)) await portal.result('crm.contact.userfield.delete', { id: ID })
      if (form === 'heard of') await ports.pullFields(signal)
      const custom = { UF_CRM_ORDERS: [{ value: '7' }], UF_CRM_SITE: [{ value: 'a.ru' }] } as never

      const results = await ports.createContacts(
        [someCreate(1, { firstName: 'Анна', custom, tags: ['VIP'] }), someCreate(2, { firstName: 'Пётр' })],
        signal,
      )

      const [anna] = results
      const fault = (field: string) => ({ field, reason: 'no-such-field', message: '' })
      expect(results).toEqual([
        {
          ...applied,
          without: { kind: 'rejected', ...fault('custom:UF_CRM_ORDERS'), others: [fault('tags')] },
        },
        applied,
      ])
      const id = anna?.kind === 'applied' ? anna.remoteId : remoteId(0)
      expect(await world.stored(id)).toMatchObject({ NAME: 'Анна', UF_CRM_SITE: 'a.ru' })
    },
  )

  test('wait while nobody can tell whether they are there: what changes nothing of them goes', async () => {
    const world = await startContactWorld({ limits: 'real' })
    const { ports, signal, portal } = world
    const [one, other] = [await readOne(world, 1), await readOne(world, 2)]
    await ports.pullFields(signal)
    await portal.turn({ operatingSeconds: 500 })
    const list = () => world.api.call('crm.contact.userfield.list', {}, signal)
    for (let asked = 0; asked < 2; asked++) await list().catch(() => undefined)
    await portal.turn({ operatingSeconds: 0 })
    const custom = { UF_CRM_ORDERS: [{ value: '7' }] } as never
    const names = { firstName: 'Новое', lastName: 'Имя' }
    const isHeld = { kind: 'not-sent', restMs: expect.any(Number) as number }

    const held = await ports.updateContacts([someUpdate(one, { custom, names })], signal)
    const heldNew = await ports.createContacts([someCreate(1, { firstName: 'Анна', custom })], signal)
    const free = await ports.updateContacts([someUpdate(other, { names })], signal)

    expect([held, heldNew, free.map(({ kind }) => kind)]).toEqual([[isHeld], [isHeld], ['applied']])
    expect((await world.stored(1))['NAME']).not.toBe('Новое')
  })
})

const applied = { kind: 'applied', remoteId: expect.any(String) as string, updatedAt: null }
