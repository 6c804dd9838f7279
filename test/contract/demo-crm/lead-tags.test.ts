import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, create, listAt, notSupportedChoice, startSession, validationBody } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

const PATH = '/api/v4/leads/tags'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 20 })
})
afterAll(() => session.crm.close())

describe('tags of leads', () => {
  test('have colours of the palette, in the directory and on the lead', async () => {
    const made = await session.send('POST', PATH, [{ name: 'Hot', color: 'ff8f92' }, { name: 'Plain' }])
    const id = at(made.body, '_embedded', 'tags', 0, 'id')
    const lead = await create(session, 'leads', { tags_to_add: [{ id }] })

    const { body } = await session.get(`${PATH}?filter[name]=Hot`)
    const shown = await session.get(`/api/v4/leads/${lead}`)

    expect(listAt(made.body, '_embedded', 'tags').map((tag) => tag['color'])).toEqual(['FF8F92', null])
    expect(at(body, '_embedded', 'tags')).toEqual([{ id, name: 'Hot', color: 'FF8F92' }])
    expect(at(shown.body, '_embedded', 'tags')).toEqual([{ id, name: 'Hot', color: 'FF8F92' }])
  })

  test('take no other colour', async () => {
    const answer = await session.send('POST', PATH, [{ name: 'Odd', color: '123456' }])

    expect(answer.body).toEqual(validationBody([{ request_id: '0', errors: [notSupportedChoice('color')] }]))
    expect((await session.get(`${PATH}?filter[name]=Odd`)).status).toBe(204)
  })

  test('are renamed and coloured, but not to a name that is taken', async () => {
    const made = await session.send('POST', PATH, [{ name: 'One' }, { name: 'Two', color: 'FFCE5A' }])
    const [one, two] = listAt(made.body, '_embedded', 'tags').map((tag) => Number(tag['id']))

    const changed = await session.send('PATCH', PATH, [
      { id: one, name: 'Uno', color: '86C0FC' },
      { id: two, color: null },
    ])
    const taken = await session.send('PATCH', PATH, [{ id: two, name: 'Uno' }, { id: 1 }])

    expect(listAt(changed.body, '_embedded', 'tags').map(({ name, color }) => [name, color])).toEqual([
      ['Uno', '86C0FC'],
      ['Two', null],
    ])
    expect(taken.body).toEqual(
      validationBody([
        { request_id: '0', errors: [notSupportedChoice('name')] },
        { request_id: '1', errors: [notSupportedChoice('id')] },
      ]),
    )
  })

  test('are the only ones with colours, and the only ones that change', async () => {
    const { body } = await session.send('POST', '/api/v4/contacts/tags', [{ name: 'Grey', color: 'FF8F92' }])

    expect(at(body, '_embedded', 'tags', 0, 'color')).toBeNull()
    expect((await session.send('PATCH', '/api/v4/contacts/tags', [{ id: 1, name: 'X' }])).status).toBe(405)
  })
})
