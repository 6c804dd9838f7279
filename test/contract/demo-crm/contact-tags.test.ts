import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createContact, listAt, notSupportedChoice, startSession, validationBody } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 5 })
})
afterAll(() => session.crm.close())

async function tagNames(id: number): Promise<unknown[]> {
  const { body } = await session.get(`/api/v4/contacts/${id}`)
  return listAt(body, '_embedded', 'tags').map((tag) => tag['name'])
}

describe('tags of a contact', () => {
  test('are added and taken away one by one, new names becoming tags', async () => {
    const id = await createContact(session, { tags_to_add: [{ name: 'one' }, { name: 'two' }] })

    await session.send('PATCH', `/api/v4/contacts/${id}`, {
      tags_to_add: [{ name: 'three' }],
      tags_to_delete: [{ name: 'one' }, { name: 'never seen' }],
    })

    expect(await tagNames(id)).toEqual(['two', 'three'])
  })

  test('are replaced by _embedded.tags, which beats the other keys', async () => {
    const id = await createContact(session, { _embedded: { tags: [{ name: 'one' }] } })

    await session.send('PATCH', `/api/v4/contacts/${id}`, {
      _embedded: { tags: [{ name: 'new' }] },
      tags_to_add: [{ name: 'ignored' }],
    })
    const replaced = await tagNames(id)
    await session.send('PATCH', `/api/v4/contacts/${id}`, { _embedded: { tags: null } })

    expect(replaced).toEqual(['new'])
    expect(await tagNames(id)).toEqual([])
  })

  test('must exist when they are named by id', async () => {
    const answer = await session.send('POST', '/api/v4/contacts', [{ tags_to_add: [{ id: 987654 }] }])

    expect(answer.body).toEqual(validationBody([{ request_id: '0', errors: [notSupportedChoice('tags_to_add.0.id')] }]))
  })
})
