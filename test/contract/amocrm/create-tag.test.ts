import { describe, expect, test } from 'vitest'
import { startAmocrmWorld } from './amocrm-world.ts'

describe('a tag for the list of all', () => {
  test('is there afterwards, once, however often it is asked for', async () => {
    const { connector, signal } = await startAmocrmWorld({ contacts: 5 })

    await connector.createTag('Выставка 2027', signal)
    await connector.createTag('Выставка 2027', signal)

    const tags = await connector.pullTags(signal)
    expect(tags.filter((name) => name === 'Выставка 2027')).toEqual(['Выставка 2027'])
  })

  test('is refused in the words of the CRM', async () => {
    const { connector, control, signal } = await startAmocrmWorld({ contacts: 5 })
    const errors = [{ code: 'TooLong', path: 'name', detail: 'This value is too long.' }]
    const body = { 'validation-errors': [{ request_id: '0', errors }], status: 400, detail: 'failed' }
    await control.faults([{ kind: 'status', status: 400, body, method: 'POST', path: '/api/v4/contacts/tags' }])

    const asked = connector.createTag('очень длинный', signal)

    await expect(asked).rejects.toMatchObject({ code: 'remote/rejected', message: 'This value is too long.' })
  })

  test('is not made where this user may make none', async () => {
    const { connector, control, signal } = await startAmocrmWorld({ contacts: 5 })
    const body = { title: 'Forbidden', status: 403, detail: 'Forbidden' }
    await control.faults([{ kind: 'status', status: 403, body, method: 'POST', path: '/api/v4/contacts/tags' }])

    await expect(connector.createTag('x', signal)).rejects.toMatchObject({ code: 'auth/denied' })
  })
})
