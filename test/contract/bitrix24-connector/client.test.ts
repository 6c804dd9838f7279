import { describe, expect, test } from 'vitest'
import { startApiWorld } from './api-world.ts'

describe('a call by a webhook', () => {
  test('brings what the method answers, and the time of the portal', async () => {
    const { api, portal, signal } = await startApiWorld()

    const added = await api.call('crm.contact.add', { fields: { NAME: 'Анна', PHONE: [{ VALUE: '+7 900' }] } }, signal)
    const got = await api.call('crm.contact.get', { id: added.result }, signal)

    expect(got.result).toMatchObject({ NAME: 'Анна', PHONE: [{ VALUE: '+7 900', VALUE_TYPE: 'WORK' }] })
    expect(api.heardAt()).toBe(portal.now() * 1000)
  })

  test('brings a page, where the next one begins and how many there are', async () => {
    const { api, signal } = await startApiWorld()

    const page = await api.call('crm.contact.list', { select: ['ID'], start: 0 }, signal)
    const bare = await api.call('crm.contact.list', { select: ['ID'], start: -1 }, signal)

    expect([page.next, page.total]).toEqual([50, 60])
    expect([bare.next, bare.total]).toEqual([null, 0])
  })
})

describe('a batch', () => {
  test('runs its commands in their order, by references to earlier answers', async () => {
    const { api, signal } = await startApiWorld()

    const outcome = await api.batch(
      [
        { name: 'first', method: 'crm.contact.list', params: { order: { ID: 'ASC' }, select: ['ID'], start: -1 } },
        {
          name: 'second',
          method: 'crm.contact.list',
          params: { order: { ID: 'ASC' }, filter: { '>ID': '$result[first][49][ID]' }, select: ['ID'], start: -1 },
        },
      ],
      { halt: false },
      signal,
    )

    const second = outcome.get('second')
    expect(second).toMatchObject({ kind: 'answered', answer: { next: null } })
    expect(second?.kind === 'answered' ? second.answer.result : null).toHaveLength(10)
  })
})
