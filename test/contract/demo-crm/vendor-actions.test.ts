import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, createContact, listAt, notSupportedChoice, startSession, validationBody } from './demo-session.ts'
import type { Answer, DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession()
})
afterAll(() => session.crm.close())

function act(action: string, ids: readonly number[], more: Record<string, unknown> = {}): Promise<Answer> {
  return session.control('POST', '/vendor', { action, entity: 'contacts', ids, ...more })
}

async function eventTypes(id: number): Promise<unknown[]> {
  const { body } = await session.get(`/api/v4/events?filter[entity]=contact&filter[entity_id]=${id}`)
  return listAt(body, '_embedded', 'events').map((event) => event['type'])
}

describe('what only the interface of the vendor can do', () => {
  test('deletes into the trash: gone from lists and by id, shown as not deleted among the deleted', async () => {
    const id = await createContact(session, { name: 'Doomed' })

    await act('delete', [id])

    expect((await session.get(`/api/v4/contacts/${id}`)).status).toBe(204)
    expect((await session.get(`/api/v4/contacts?filter[id]=${id}`)).status).toBe(204)
    const trash = await session.get(`/api/v4/contacts?with=only_deleted&filter[id]=${id}`)
    expect(at(trash.body, '_embedded', 'contacts', 0)).toMatchObject({ id, name: 'Doomed', is_deleted: false })
    expect(await eventTypes(id)).toEqual(['contact_deleted', 'contact_added'])
    expect((await session.send('PATCH', `/api/v4/contacts/${id}`, { name: 'X' })).body).toEqual(
      validationBody([{ request_id: '0', errors: [notSupportedChoice('id')] }]),
    )
  })

  test('restores from the trash', async () => {
    const id = await createContact(session, { name: 'Lazarus' })
    await act('delete', [id])

    await act('restore', [id])

    expect((await session.get(`/api/v4/contacts/${id}`)).status).toBe(200)
    expect(await eventTypes(id)).toEqual(['contact_restored', 'contact_deleted', 'contact_added'])
  })

  test('edits as somebody else, at a later time', async () => {
    const id = await createContact(session, { name: 'Before' })
    session.advance(2000)

    const answer = await act('edit', [id], {
      fields: { name: 'After', tags_to_add: [{ name: 'VIP' }] },
      userId: 10420122,
    })

    expect(at(answer.body, 0)).toMatchObject({ id, name: 'After', tags: ['VIP'], updated_by: 10420122, trashed: false })
    const { body } = await session.get(`/api/v4/contacts/${id}`)
    expect(body).toMatchObject({ name: 'After', updated_by: 10420122, updated_at: session.now() })
  })

  test('merges: the first survives with the phones and tags of all, the others go to the trash', async () => {
    const phones = (...values: string[]) => [{ field_code: 'PHONE', values: values.map((value) => ({ value })) }]
    const a = await createContact(session, {
      name: 'A',
      custom_fields_values: phones('1', '2'),
      tags_to_add: [{ name: 'x' }],
    })
    const b = await createContact(session, {
      name: 'B',
      custom_fields_values: phones('2', '3'),
      tags_to_add: [{ name: 'y' }],
    })

    await act('merge', [a, b])

    const { body } = await session.get(`/api/v4/contacts/${a}`)
    expect(listAt(body, 'custom_fields_values', 0, 'values').map(({ value }) => value)).toEqual(['1', '2', '3'])
    expect(listAt(body, '_embedded', 'tags').map(({ name }) => name)).toEqual(['x', 'y'])
    expect((await session.get(`/api/v4/contacts/${b}`)).status).toBe(204)
    expect(await eventTypes(a)).toContain('entity_merged')
    expect(await eventTypes(b)).toContain('contact_deleted')
  })

  test('takes an option out of a list: its value disappears, and may no longer be written', async () => {
    const values = (value: string) => [{ field_id: 271324, values: [{ value }] }]
    const id = await createContact(session, { custom_fields_values: values('Другое') })
    const field = await session.get('/api/v4/contacts/custom_fields/271324')
    const enums = listAt(field.body, 'enums').filter((option) => option['value'] !== 'Другое')

    await session.control('POST', '/vendor', {
      action: 'edit',
      entity: 'custom_fields',
      ids: [271324],
      fields: { enums },
    })

    const refused = await session.send('PATCH', `/api/v4/contacts/${id}`, { custom_fields_values: values('Другое') })
    expect(at((await session.get(`/api/v4/contacts/${id}`)).body, 'custom_fields_values')).toBeNull()
    expect(refused.body).toEqual(
      validationBody([{ request_id: '0', errors: [notSupportedChoice('custom_fields_values.0.values.0.value')] }]),
    )
  })

  test('takes a whole field away', async () => {
    await session.control('POST', '/vendor', { action: 'delete', entity: 'custom_fields', ids: [271346] })

    expect((await session.get('/api/v4/contacts/custom_fields/271346')).status).toBe(204)
  })

  test('deletes a company from under its contacts', async () => {
    const { body } = await session.send('POST', '/api/v4/companies', [{ name: 'Short-lived' }])
    const company = Number(at(body, '_embedded', 'companies', 0, 'id'))
    const contact = await createContact(session, {})
    await session.send('POST', `/api/v4/contacts/${contact}/link`, [
      { to_entity_id: company, to_entity_type: 'companies' },
    ])

    await session.control('POST', '/vendor', { action: 'delete', entity: 'companies', ids: [company] })

    expect(at((await session.get(`/api/v4/contacts/${contact}`)).body, '_embedded', 'companies')).toEqual([])
  })

  test.each([
    [{ action: 'explode', entity: 'contacts', ids: [1] }, 'action'],
    [{ action: 'delete', entity: 'contacts', ids: [] }, 'ids'],
    [{ action: 'delete', entity: 'contacts', ids: [1] }, 'ids'],
    [{ action: 'delete', entity: 'contacts', ids: [1], userId: 5 }, 'userId'],
  ])('refuses nonsense by name: %j', async (body, field) => {
    expect(await session.control('POST', '/vendor', body)).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining(field) as string },
    })
  })

  test('shows the truth of the data to tests', async () => {
    const id = await createContact(session, {
      name: 'Truth',
      custom_fields_values: [{ field_code: 'EMAIL', values: [{ value: 'a@b.c' }] }],
    })

    const { body } = await session.control('GET', `/records/contacts?ids=${id}`)

    expect(body).toEqual([
      {
        id,
        entity: 'contacts',
        name: 'Truth',
        first_name: '',
        last_name: '',
        responsible_user_id: 10420110,
        created_by: 10420110,
        updated_by: 10420110,
        created_at: session.now(),
        updated_at: session.now(),
        closest_task_at: null,
        trashed: false,
        tags: [],
        company: null,
        fields: [
          {
            field_id: 271320,
            code: 'EMAIL',
            name: 'Email',
            type: 'multitext',
            values: [{ value: 'a@b.c', enum_id: 2713200, enum_code: 'WORK' }],
          },
        ],
      },
    ])
  })
})
