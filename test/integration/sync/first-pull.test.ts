import { describe, expect, test } from 'vitest'
import { startWorld } from '#test/support/sync-world.ts'

describe('a first pull', () => {
  test('asks for contacts before all lists that only give names, so that rows show at once', async () => {
    const world = await startWorld()

    const paths = (await world.demo().requests()).map(({ path }) => path)
    const firstOf = (path: string) => paths.indexOf(`/api/v4/${path}`)

    const lists = ['users', 'contacts/custom_fields', 'contacts/tags', 'leads/pipelines', 'companies']
    expect(lists.filter((list) => firstOf(list) < firstOf('contacts'))).toEqual([])
    expect(firstOf('contacts')).toBeGreaterThan(0)
  })

  test('brings the lists although there is no contact at all', async () => {
    const world = await startWorld({ contacts: 0 })

    const { db } = world.context()

    expect(await db.contacts.count()).toBe(0)
    expect(await db.users.count()).toBeGreaterThan(0)
  })
})
