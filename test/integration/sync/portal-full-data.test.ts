import { describe, expect, test } from 'vitest'
import { readFeed } from '#renderer/db/read-feed.ts'
import { askPortal, listPortal } from '#test/support/portal-world.ts'
import { startWorld } from '#test/support/sync-world.ts'

describe('the demo portal with all its data', () => {
  test('is here after the first pull: things to do, people with several companies, what was written about them', async () => {
    const world = await startWorld({ provider: 'bitrix24', contacts: 60, portalData: 'full' })
    await world.settle()
    const open = await listPortal(world, 'crm.activity.list', { TYPE_ID: 6, OWNER_TYPE_ID: 3, COMPLETED: 'N' })
    const owners = open.map(({ OWNER_ID }) => Number(OWNER_ID))

    const feeds = await Promise.all(owners.map(async (id) => readFeed(world.context().db, world.id(id))))
    expect(owners.length).toBeGreaterThan(5)
    expect(feeds.filter(({ openTasks }) => openTasks.length > 0)).toHaveLength(owners.length)

    const employed = [9, 18, 27, 36, 45, 54]
    const links = await Promise.all(
      employed.map(
        async (id) => (await askPortal(world, 'crm.contact.company.items.get', { id })) as readonly unknown[],
      ),
    )
    const rows = await Promise.all(employed.map((id) => world.row(world.id(id))))
    expect(Math.max(...links.map(({ length }) => length))).toBeGreaterThan(1)
    expect(rows.map((row) => row?.fields.companyIds.length)).toEqual(links.map(({ length }) => length))

    await world.main().call('contacts/look-beside', { contactId: world.id(1) })
    const comments = await listPortal(world, 'crm.timeline.comment.list', { ENTITY_TYPE: 'contact', ENTITY_ID: 1 })
    const { past } = await readFeed(world.context().db, world.id(1))
    expect(past.map(({ entry }) => entry.fields.text)).toEqual(
      expect.arrayContaining(comments.slice(0, 1).map(({ COMMENT }) => COMMENT)),
    )
    expect(await world.problems()).toEqual([])
  })
})
