import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, COLLEAGUE, create, createContact, eventTypes, listAt, startSession } from './demo-session.ts'
import type { Answer, DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 10 })
})
afterAll(() => session.crm.close())

function act(action: Record<string, unknown>): Promise<Answer> {
  return session.control('POST', '/vendor', action)
}

async function read(path: string): Promise<unknown> {
  return (await session.get(`/api/v4/${path}`)).body
}

describe('in the interface of the vendor a colleague', () => {
  test('adds contacts and leads with the fields of an edit', async () => {
    const contact = at(
      (await act({ action: 'add', entity: 'contacts', fields: { name: 'UI', PHONE: '+7' } })).body,
      0,
      'id',
    )
    const fields = { name: 'Deal', price: 9, _embedded: { contacts: [{ id: contact }] } }
    const { body } = await act({ action: 'add', entity: 'leads', fields })

    const lead = await read(`leads/${String(at(body, 0, 'id'))}?with=contacts`)

    expect(body).toMatchObject([{ entity: 'deals', price: 9, contacts: [{ id: contact, isMain: true }] }])
    expect(lead).toMatchObject({ name: 'Deal', created_by: COLLEAGUE, responsible_user_id: COLLEAGUE })
    expect(await read(`contacts/${String(contact)}`)).toMatchObject({ name: 'UI', created_by: COLLEAGUE })
  })

  test('moves a lead on, to another company, and through the trash', async () => {
    const [id, company] = [await create(session, 'leads', {}), await create(session, 'companies', {})]

    await act({ action: 'edit', entity: 'leads', ids: [id], fields: { status_id: 142, price: 5, company_id: company } })
    const moved = await read(`leads/${id}`)
    await act({ action: 'delete', entity: 'lead', ids: id })
    await act({ action: 'restore', entity: 'leads', ids: [id] })

    expect(moved).toMatchObject({ status_id: 142, price: 5, updated_by: COLLEAGUE })
    expect(at(moved, '_embedded', 'companies', 0, 'id')).toBe(company)
    expect(await eventTypes(session, 'lead', id)).toEqual([
      'lead_restored',
      'lead_deleted',
      'entity_linked',
      'sale_field_changed',
      'lead_status_changed',
      'lead_added',
    ])
  })

  test('links and unlinks by the form of the API, and is told of a slip', async () => {
    const [contact, lead] = [await createContact(session, {}), await create(session, 'leads', {})]
    const fields = { to_entity_id: contact, to_entity_type: 'contacts' }
    const contacts = async () => listAt(await read(`leads/${lead}?with=contacts`), '_embedded', 'contacts').length

    await act({ action: 'link', entity: 'leads', ids: [lead], fields })
    const linked = await contacts()
    await act({ action: 'unlink', entity: 'leads', ids: [lead], fields })

    expect([linked, await contacts()]).toEqual([1, 0])
    const slip = { ...fields, to_entity_id: 1 }
    expect((await act({ action: 'link', entity: 'leads', ids: [lead], fields: slip })).body).toEqual({
      error: 'fields.to_entity_id: The value you selected is not a valid choice.',
    })
  })

  test('merges leads: contacts, notes, tasks and goods of both stay', async () => {
    const [a, b] = [await createContact(session, {}), await createContact(session, {})]
    const [kept, gone] = [
      await create(session, 'leads', { _embedded: { contacts: [{ id: a }] } }),
      await create(session, 'leads', { _embedded: { contacts: [{ id: b }] } }),
    ]
    const due = session.now() + 100
    await session.send('POST', `/api/v4/leads/${gone}/notes`, [{ note_type: 'common', params: { text: 'n' } }])
    const about = { entity_id: gone, entity_type: 'leads' }
    await session.send('POST', '/api/v4/tasks', [{ text: 't', complete_till: due, ...about }])
    const goods = { to_entity_id: 525439, to_entity_type: 'catalog_elements', metadata: { catalog_id: 4521 } }
    await session.send('POST', `/api/v4/leads/${gone}/link`, [goods])

    await act({ action: 'merge', entity: 'leads', ids: [kept, gone] })

    const lead = await read(`leads/${kept}?with=contacts,catalog_elements`)
    const mains = listAt(lead, '_embedded', 'contacts').map(({ id, is_main }) => [id, is_main])
    expect(mains).toEqual([
      [a, true],
      [b, false],
    ])
    expect(lead).toMatchObject({ closest_task_at: due })
    expect(listAt(lead, '_embedded', 'catalog_elements')).toHaveLength(1)
    expect(listAt(await read(`leads/${kept}/notes`), '_embedded', 'notes')).toHaveLength(1)
    expect((await session.get(`/api/v4/leads/${gone}`)).status).toBe(204)
  })

  test('merges companies: their leads go to the survivor', async () => {
    const [kept, gone] = [await create(session, 'companies', {}), await create(session, 'companies', {})]
    const lead = await create(session, 'leads', { _embedded: { companies: [{ id: gone }] } })

    await act({ action: 'merge', entity: 'companies', ids: [kept, gone] })

    expect(at(await read(`leads/${lead}`), '_embedded', 'companies', 0, 'id')).toBe(kept)
  })

  test('deletes a company: its leads are left without one', async () => {
    const company = await create(session, 'companies', {})
    const lead = await create(session, 'leads', { _embedded: { companies: [{ id: company }] } })

    await act({ action: 'delete', entity: 'companies', ids: [company] })

    expect(listAt(await read(`leads/${lead}`), '_embedded', 'companies')).toEqual([])
  })

  test.each([
    [{ action: 'add', entity: 'notes', fields: { note_type: 'common' } }, 'fields.entity_type'],
    [{ action: 'add', entity: 'chats', fields: { channel: 'Fax' } }, 'fields.channel'],
    [{ action: 'add', entity: 'leads', fields: { colour: 'red' } }, 'fields.colour'],
    [{ action: 'add', entity: 'leads', fields: { status_id: 1 } }, 'fields.status_id'],
    [{ action: 'edit', entity: 'tasks', ids: [1], fields: {} }, 'ids: there is no task 1'],
    [{ action: 'delete', entity: 'notes', ids: [1] }, 'ids: there is no note 1'],
    [{ action: 'bind', entity: 'chats', chatId: 'x', contactId: null }, 'chatId: there is no chat x'],
  ])('is told what is wrong with %j', async (action, words) => {
    const answer = await act(action)

    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringContaining(words) as string } })
  })
})
