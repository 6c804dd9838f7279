import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultSwitches } from '#demo-crm/amocrm/switches.ts'
import { at, createContact, listAt, startSession } from './demo-session.ts'
import type { Answer, DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 5 })
})
afterAll(() => session.crm.close())

function act(body: Record<string, unknown>): Promise<Answer> {
  return session.control('POST', '/vendor', { entity: 'contacts', ...body })
}

async function events(id: number): Promise<unknown[]> {
  const { body } = await session.get(`/api/v4/events?filter[entity]=contact&filter[entity_id]=${id}`)
  return listAt(body, '_embedded', 'events').map((event) => event['type'])
}

describe('an action of the vendor', () => {
  test('takes the whole form with every action, one id alone, and the name of the entity in the singular', async () => {
    const id = await createContact(session, { name: 'Form' })

    const gone = await act({ action: 'delete', entity: 'contact', ids: id, fields: {}, userId: null })
    const back = await act({ action: 'restore', ids: [id], fields: null, userId: null })

    expect([gone.status, at(gone.body, 0, 'trashed')]).toEqual([200, true])
    expect([back.status, at(back.body, 0, 'trashed')]).toEqual([200, false])
  })

  test('edits custom fields by code or id and tags by name', async () => {
    const id = await createContact(session, { name: 'Short', tags_to_add: [{ name: 'old' }] })

    const fields = {
      PHONE: ['+1', '+2'],
      email: { value: 'a@b.example', enum_code: 'PRIV' },
      271316: 'CEO',
      tags: ['new'],
    }
    const { body } = await act({ action: 'edit', ids: [id], fields })

    const values = listAt(body, 0, 'fields').map((field) => [
      field['code'],
      listAt(field, 'values').map((value) => value['value']),
    ])
    expect(Object.fromEntries(values)).toEqual({ POSITION: ['CEO'], PHONE: ['+1', '+2'], EMAIL: ['a@b.example'] })
    expect(at(body, 0, 'tags')).toEqual(['new'])
    const cleared = await act({ action: 'edit', ids: [id], fields: { PHONE: null, tags: null } })
    expect([listAt(cleared.body, 0, 'fields').length, at(cleared.body, 0, 'tags')]).toEqual([2, []])
  })

  test('refuses a key that means nothing, so that a slip is seen', async () => {
    const id = await createContact(session, { name: 'Slip' })

    expect(await act({ action: 'edit', ids: [id], fields: { fist_name: 'X' } })).toEqual({
      status: 400,
      type: 'application/json',
      body: { error: 'fields.fist_name: there is no such key.' },
    })
  })

  test('logs a merge on either side, with or without the deletion', async () => {
    const [kept, absorbed] = [await createContact(session, { name: 'A' }), await createContact(session, { name: 'B' })]
    await session.control('POST', '/switches', { mergeEventOf: 'absorbed', mergeLogsDeletion: false })

    await act({ action: 'merge', ids: [kept, absorbed] })
    await session.control('POST', '/switches', defaultSwitches)

    expect(await events(kept)).toEqual(['contact_added'])
    expect(await events(absorbed)).toEqual(['entity_merged', 'contact_added'])
  })
})
