import { describe, expect, test } from 'vitest'
import { at, listAt, notSupportedChoice, startSession, validationBody } from './demo-session.ts'

const PATH = '/api/v4/contacts/custom_fields'
const field = { name: 'Kartoteka ID', code: 'KARTOTEKA_ID', type: 'text', is_api_only: true }

describe('POST /contacts/custom_fields', () => {
  test('makes a text field that contacts can be written with', async () => {
    const session = await startSession()

    const answer = await session.send('POST', PATH, [field])
    const id = at(answer.body, '_embedded', 'custom_fields', 0, 'id')
    const listed = listAt((await session.get(`${PATH}?limit=250`)).body, '_embedded', 'custom_fields')
    const custom_fields_values = [{ field_id: id, values: [{ value: 'key' }] }]
    const written = await session.send('POST', '/api/v4/contacts', [{ custom_fields_values }])

    expect([answer.status, written.status]).toEqual([201, 200])
    expect(listed.find((one) => one['id'] === id)).toMatchObject(field)
    await session.crm.close()
  })

  test('refuses a code that is taken, at `code`', async () => {
    const session = await startSession()
    await session.send('POST', PATH, [field])

    const answer = await session.send('POST', PATH, [field])

    expect(answer.body).toEqual(validationBody([{ request_id: '0', errors: [notSupportedChoice('code')] }]))
    await session.crm.close()
  })

  test('is for administrators', async () => {
    const session = await startSession()
    const users = listAt((await session.get('/api/v4/users?limit=250')).body, '_embedded', 'users')
    const other = users.find((user) => at(user, 'rights', 'is_admin') === false)

    const answer = await session.send('POST', PATH, [field], { 'x-context-user-id': String(other?.['id']) })

    expect(answer.status).toBe(403)
    await session.crm.close()
  })
})
