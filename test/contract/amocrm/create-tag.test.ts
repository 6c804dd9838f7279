import { describe, expect, test } from 'vitest'
import { saleFacts } from '#shared/domain/sale-facts.ts'
import { startAmocrmWorld } from './amocrm-world.ts'

describe('a tag for the list of all', () => {
  test('is there afterwards, once, however often it is asked for', async () => {
    const { connector, signal } = await startAmocrmWorld({ contacts: 5 })

    await connector.createTag({ name: 'Выставка 2027' }, signal)
    await connector.createTag({ name: 'Выставка 2027' }, signal)

    const tags = await connector.pullTags(signal)
    expect(tags.filter((name) => name === 'Выставка 2027')).toEqual(['Выставка 2027'])
  })

  test('of deals has its colour, and is given another; only where it is in the list', async () => {
    const { connector, signal } = await startAmocrmWorld({ contacts: 5 })
    const colorOf = async (name: string) =>
      (await connector.pullFields(signal))
        .find(({ id }) => id === saleFacts.tags)
        ?.options.filter(({ value }) => value === name)
        .map(({ code }) => code)

    await connector.createTag({ name: 'Экспорт', of: 'deal', color: '#ff8f92' }, signal)
    const made = await colorOf('Экспорт')
    await connector.colorTag?.('Экспорт', '#247ba0', signal)
    const changed = await colorOf('Экспорт')
    await connector.colorTag?.('Экспорт', null, signal)

    expect([made, changed, await colorOf('Экспорт')]).toEqual([['#ff8f92'], ['#247ba0'], [undefined]])
    expect(await connector.pullTags(signal)).not.toContain('Экспорт')
    await expect(connector.colorTag?.('Нет такого', null, signal)).rejects.toMatchObject({ code: 'state/refused' })
  })

  test('is refused in the words of the CRM', async () => {
    const { connector, control, signal } = await startAmocrmWorld({ contacts: 5 })
    const errors = [{ code: 'TooLong', path: 'name', detail: 'This value is too long.' }]
    const body = { 'validation-errors': [{ request_id: '0', errors }], status: 400, detail: 'failed' }
    await control.faults([{ kind: 'status', status: 400, body, method: 'POST', path: '/api/v4/contacts/tags' }])

    const asked = connector.createTag({ name: 'очень длинный' }, signal)

    await expect(asked).rejects.toMatchObject({ code: 'remote/rejected', message: 'This value is too long.' })
  })

  test('is not made where this user may make none', async () => {
    const { connector, control, signal } = await startAmocrmWorld({ contacts: 5 })
    const body = { title: 'Forbidden', status: 403, detail: 'Forbidden' }
    await control.faults([{ kind: 'status', status: 403, body, method: 'POST', path: '/api/v4/contacts/tags' }])

    await expect(connector.createTag({ name: 'x' }, signal)).rejects.toMatchObject({ code: 'auth/denied' })
  })
})
