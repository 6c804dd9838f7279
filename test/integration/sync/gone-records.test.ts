import { describe, expect, test } from 'vitest'
import { decide } from '#renderer/db/decide.ts'
import { createNeighbour } from '#renderer/db/edit-neighbour.ts'
import { readConflicts } from '#renderer/db/read-conflicts.ts'
import { moveGone, recreateGone } from '#renderer/db/resolve-gone.ts'
import { rename } from '#test/support/contacts.ts'
import { startWorld } from '#test/support/sync-world.ts'

const TEXT = 'met at the fair'

/** A contact that was renamed and written about without a network, while the CRM has lost it; and another one. */
async function lose() {
  const world = await startWorld()
  const people = (await world.rows()).filter(({ fields }) => fields.firstName !== '' && fields.lastName !== '')
  const [one, other] = people
  if (one === undefined || other === undefined) throw new Error('too few people')
  await world.main().call('sync/set-offline', { isOffline: true })
  await world.edit(one.id, rename(one.fields.firstName, 'Draft'))
  const note = { kind: 'note', fields: { aboutId: one.id, noteType: 'common', text: TEXT } } as const
  await world.accept(await createNeighbour(world.context(), one.id, note))
  await world.demo().vendor({ action: 'delete', entity: 'contacts', ids: [Number(one.remoteId)] })
  await world.main().call('sync/set-offline', { isOffline: false })
  await world.settle()
  const [gone] = (await readConflicts(world.context().db)).gone
  if (gone === undefined) throw new Error('nothing is gone')
  return { world, gone, other }
}

describe('what was written about a contact that is gone', () => {
  test.each(['is made again', 'goes to another one'] as const)('follows it when it %s', async (way) => {
    const { world, gone, other } = await lose()
    const refused = (await world.problems()).map(({ kind }) => kind)

    const isMade = way === 'is made again'
    const context = world.context()
    const decision = isMade ? await recreateGone(context, gone) : await moveGone(context, gone, other.id)
    await decide(context, world.main(), decision)
    await world.settle()

    const named = (await world.demo().contacts()).filter(({ first_name }) => first_name === 'Draft')
    const notes = (await world.demo().timeline('notes')).filter((row) => JSON.stringify(row).includes(TEXT))
    expect(refused).toEqual(['gone', 'gone'])
    expect(notes).toMatchObject([{ entity_id: named[0]?.id }])
    expect([named.length, await world.pendingCount(), await world.problems()]).toEqual([1, 0, []])
  })
})
