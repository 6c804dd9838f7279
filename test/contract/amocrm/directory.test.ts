import { describe, expect, test } from 'vitest'
import { newFieldKinds } from '#shared/domain/field-wish.ts'
import { fieldKinds, ownerOf } from '#shared/domain/directory.ts'
import { isTeamId, toTeamId } from '#shared/domain/ids.ts'
import { demoUsers } from '#test/support/demo-control.ts'
import { accountId, remoteId, startAmocrmWorld } from './amocrm-world.ts'

describe('identifying an account', () => {
  test('says which account it is, who we are and what can be done', async () => {
    const { connector, signal } = await startAmocrmWorld({ contacts: 5 })

    const identity = await connector.identify(signal)

    expect(identity).toEqual({
      provider: 'amocrm',
      remoteAccountId: expect.stringMatching(/^\d+$/) as string,
      accountName: expect.stringMatching(/./) as string,
      userId: expect.stringMatching(new RegExp(`^${accountId}\\.\\d+$`)) as string,
      capabilities: {
        deleteContacts: false,
        tags: true,
        leads: false,
        fieldsOf: ['deal', 'company'],
        requisites: null,
        writeBatches: [50, 100, 250],
        saleTagColors: expect.arrayContaining(['#ebebeb', '#832161']) as readonly string[],
        tagStore: 'list',
        trash: true,
        ...{ layouts: false, fieldGroups: true },
        links: ['customer', 'element'],
        newFields: newFieldKinds.filter((kind) => !['tracking', 'employee', 'records'].includes(kind)),
        newFieldsOf: { deal: ['tracking'] },
        ...{ chats: true, bindsChats: true, taskResults: true },
        companiesPerContact: 'one',
        phoneKinds: ['work', 'direct', 'mobile', 'fax', 'home', 'other'],
        emailKinds: ['work', 'private', 'other'],
        adminOnly: ['fields', 'chats'],
      },
      teams: [
        { id: toTeamId(accountId, remoteId(0)), name: 'Отдел продаж' },
        { id: expect.any(String) as string, name: 'Сервис' },
      ],
    })
  })

  test('names the groups of its users to whoever may not read the list of users, too', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    const all = await world.connector.pullUsers(world.signal)
    const colleague = world.reconnect({ token: await world.control.newToken(demoUsers.colleague) })

    const [{ teams = [] }, users] = [await colleague.identify(world.signal), await colleague.pullUsers(world.signal)]

    expect(users.length).toBeLessThan(all.length)
    expect(new Set(teams.map(({ id }) => id))).toEqual(new Set(all.map(({ team }) => team?.id)))
  })

  test.each([[{}], [{ users_groups: [{ id: 'first' }] }]])('goes without groups that are told as %j', async (told) => {
    const world = await startAmocrmWorld({ contacts: 5 })
    await world.control.faults([
      { kind: 'status', status: 200, path: '/api/v4/account', times: 1, body: { id: 1, name: 'A', _embedded: told } },
    ])

    const identity = await world.connector.identify(world.signal)

    expect([identity.accountName, identity.teams]).toEqual(['A', undefined])
  })
})

describe('the directory', () => {
  test('has the types of tasks, in the order of the CRM; one without a name is left out', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })

    const types = await world.connector.pullTaskTypes?.(world.signal)
    await world.control.faults([
      {
        ...{ kind: 'status', status: 200, path: '/api/v4/account' },
        body: {
          _embedded: {
            task_types: [
              { id: 7, name: null },
              { id: 8, name: 'Visit', color: null },
            ],
          },
        },
      },
    ])
    const odd = await world.connector.pullTaskTypes?.(world.signal)

    expect([types, odd]).toEqual([
      [
        { id: '1', accountId, name: 'Связаться', sort: 0 },
        { id: '2', accountId, name: 'Встреча', sort: 1 },
      ],
      [{ id: '8', accountId, name: 'Visit', sort: 1 }],
    ])
  })

  test('has users of this account, the signed-in one among them', async () => {
    const { connector, signal } = await startAmocrmWorld({ contacts: 5 })
    const { userId } = await connector.identify(signal)

    const users = await connector.pullUsers(signal)

    expect(users.find(({ id }) => id === userId)).toMatchObject({ accountId, isActive: true })
    expect(users.length).toBeGreaterThan(1)
  })

  test('says in which team each user is', async () => {
    const { connector, signal } = await startAmocrmWorld({ contacts: 5 })

    const users = await connector.pullUsers(signal)

    const teams = Map.groupBy(users, ({ team }) => team?.name)
    expect([...teams].map(([name, members]) => [name, members.length])).toEqual([
      ['Отдел продаж', 6],
      ['Сервис', 2],
    ])
    expect(users.every(({ team }) => isTeamId(team?.id))).toBe(true)
  })

  test('has every tag that a contact carries', async () => {
    const world = await startAmocrmWorld({ contacts: 300 })
    const { connector, signal } = world

    const tags = await connector.pullTags(signal)

    const used = new Set((await world.liveContacts()).flatMap((contact) => contact.tags))
    expect([...used].filter((tag) => !tags.includes(tag))).toEqual([])
  })

  test('ends a list that repeats its page for ever', async () => {
    const { connector, control, signal } = await startAmocrmWorld({ contacts: 5 })
    const body = { _links: { next: { href: 'x' } }, _embedded: { tags: [{ id: 1, name: 'единственный' }] } }
    await control.faults([{ kind: 'status', status: 200, body, path: '/api/v4/contacts/tags' }])

    expect(await connector.pullTags(signal)).toEqual(['единственный'])
  })

  test('says in which section of the card a field stands', async () => {
    const { connector, signal } = await startAmocrmWorld({ contacts: 5 })

    const fields = (await connector.pullFields(signal)).filter((field) => ownerOf(field) === 'contact')

    const groups = new Set(fields.map(({ group }) => group?.name))
    expect(groups.size).toBe(2)
    expect(groups).not.toContain(undefined)
  })

  test('has the form of contacts alone for two requests, where no other is wanted', async () => {
    const { connector, control, signal } = await startAmocrmWorld({ contacts: 5 })
    const all = await connector.pullFields(signal)
    const before = (await control.requests()).length

    const some = await connector.pullFields(signal, 'contact')

    expect(some).toEqual(all.filter((field) => ownerOf(field) === 'contact'))
    expect(new Set(connector.fieldGroups?.().map(({ of }) => of))).toEqual(new Set(['contact']))
    expect((await control.requests()).slice(before).map(({ path }) => path.replace('/api/v4/', ''))).toEqual([
      'contacts/custom_fields',
      'contacts/custom_fields/groups',
    ])
  })

  test('has fields without sections where those are not told', async () => {
    const { connector, control, signal } = await startAmocrmWorld({ contacts: 5 })
    await control.faults([
      {
        kind: 'status',
        status: 403,
        body: { status: 403, detail: 'Forbidden' },
        path: '/api/v4/contacts/custom_fields/groups',
      },
    ])

    const fields = (await connector.pullFields(signal)).filter((field) => ownerOf(field) === 'contact')

    expect([fields.length > 5, fields.every(({ group }) => group === undefined)]).toEqual([true, true])
  })

  test('describes custom fields in order, choices with options, and no phone or e-mail', async () => {
    const world = await startAmocrmWorld({ contacts: 300 })
    const { connector, signal } = world

    const fields = (await connector.pullFields(signal)).filter((field) => ownerOf(field) === 'contact')

    const pointIds = (await world.liveContacts())
      .flatMap((contact) => contact.fields)
      .filter(({ code }) => code === 'PHONE' || code === 'EMAIL')
      .map(({ field_id }) => String(field_id))
    expect(fields.filter(({ id }) => pointIds.includes(id))).toEqual([])
    expect(fields.map(({ sort }) => sort)).toEqual(fields.map(({ sort }) => sort).toSorted((a, b) => a - b))
    expect(new Set(fields.map(({ kind }) => kind))).toEqual(
      new Set(fieldKinds.filter((kind) => !['file', 'elements', 'other', 'records', 'texts'].includes(kind))),
    )
    const optional = fields.filter(({ options }) => options.length > 0).map(({ kind }) => kind)
    expect(new Set(optional)).toEqual(new Set(['choice', 'choices', 'messengers', 'address']))
  })
})
