import { describe, expect, test } from 'vitest'
import { CallRefusal } from '#core/connectors/bitrix24/api.ts'
import { failureOf } from '#test/support/failure-of.ts'
import { webhookOf } from '../bitrix24/portal-session.ts'
import { startApiWorld, webhookAccess } from './api-world.ts'

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

  test('that is refused brings the vendor’s words, which no log and no serializer comes upon', async () => {
    const { api, signal, logged } = await startApiWorld()

    const failure = await failureOf(api.call('crm.contact.update', { id: 9999, fields: { NAME: 'Berta' } }, signal))

    expect(failure).toMatchObject({ code: 'remote/rejected', details: { status: 400, reached: false } })
    expect((failure as CallRefusal).refusal).toEqual({ code: '', message: 'Contact is not found', status: 400 })
    expect(JSON.stringify(failure) + logged()).not.toMatch(/not found|Berta/)
  })

  test('that reads and is refused is an answer of another kind than was due', async () => {
    const { api, signal } = await startApiWorld()

    const failure = await failureOf(api.call('crm.contact.get', { id: 9999 }, signal))

    expect(failure).toBeInstanceOf(CallRefusal)
    expect(failure).toMatchObject({ code: 'remote/invalid-response' })
  })

  test('counts what writes as it leaves and as it has ended, and nothing else', async () => {
    const { api, signal } = await startApiWorld()

    await api.call('profile', {}, signal)
    await api.call('crm.contact.add', { fields: { NAME: 'Anna' } }, signal)
    await failureOf(api.call('crm.contact.delete', { id: 9999 }, signal))

    expect(api.writeCount).toBe(4)
  })
})

describe('a batch', () => {
  const listing = (name: string, after: string | number) => ({
    name,
    method: 'crm.contact.list',
    params: { order: { ID: 'ASC' }, filter: { '>ID': after }, select: ['ID'], start: -1 },
  })

  test('runs its commands in their order, by references to earlier answers', async () => {
    const { api, signal } = await startApiWorld()

    const outcome = await api.batch(
      [listing('first', 0), listing('second', '$result[first][49][ID]')],
      { halt: false },
      signal,
    )

    const second = outcome.get('second')
    expect(second).toMatchObject({ kind: 'answered', answer: { next: null } })
    expect(second?.kind === 'answered' ? second.answer.result : null).toHaveLength(10)
  })

  const writes = [
    { name: 'a', method: 'crm.contact.update', params: { id: 1, fields: { NAME: 'Анна & Co' } } },
    { name: 'b', method: 'crm.contact.update', params: { id: 9999, fields: { NAME: 'Berta' } } },
    { name: 'c', method: 'crm.contact.update', params: { id: 2, fields: { NAME: 'Clara' } } },
  ]

  test('goes on after a refusal, and says of each command what became of it', async () => {
    const { api, signal } = await startApiWorld()

    const outcome = await api.batch(writes, { halt: false }, signal)
    const { result } = await api.call('crm.contact.get', { id: 1 }, signal)

    expect([...outcome].map(([name, { kind }]) => [name, kind])).toEqual([
      ['a', 'answered'],
      ['b', 'refused'],
      ['c', 'answered'],
    ])
    expect(outcome.get('b')).toMatchObject({ refusal: { code: '', message: 'Contact is not found', status: null } })
    expect(result).toMatchObject({ NAME: 'Анна & Co' })
  })

  test('ends at the first refusal where it is told to halt', async () => {
    const { api, signal } = await startApiWorld()

    const outcome = await api.batch(writes, { halt: true }, signal)

    expect([...outcome.values()].map(({ kind }) => kind)).toEqual(['answered', 'refused', 'not-run'])
  })

  test('with nothing to do asks nothing', async () => {
    const { api, signal, requests } = await startApiWorld()

    expect(await api.batch([], { halt: false }, signal)).toEqual(new Map())
    expect(requests.list()).toEqual([])
  })

  test('whose commands the portal cannot tell apart is never sent', async () => {
    const { api, signal, requests } = await startApiWorld()
    const one = { name: 'a', method: 'profile', params: {} }

    await expect(api.batch([one, one], { halt: false }, signal)).rejects.toThrow(/one name/)
    await expect(api.batch([{ ...one, name: '1' }], { halt: false }, signal)).rejects.toThrow(/unusable name/)
    const many = Array.from({ length: 51 }, (_, at) => ({ ...one, name: `c${at}` }))
    await expect(api.batch(many, { halt: false }, signal)).rejects.toThrow(/more than the vendor takes/)
    expect(requests.list()).toEqual([])
  })

  test('fails as a whole where its caller may not use the CRM at all', async () => {
    const { portal, reconnect, signal } = await startApiWorld()
    const api = reconnect(webhookAccess(await webhookOf(portal, 1, ['user'])))

    expect(await failureOf(api.batch([listing('a', 0)], { halt: false }, signal))).toMatchObject({
      code: 'auth/denied',
      details: { reason: 'scope', reached: false },
    })
  })
})
