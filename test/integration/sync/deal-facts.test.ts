import { expect, test } from 'vitest'
import { createNeighbour, editCustomOf } from '#renderer/db/edit-neighbour.ts'
import { readDeal } from '#renderer/db/read-deal.ts'
import { readDealLines } from '#renderer/db/read-deal-lines.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import type { Deal } from '#shared/domain/neighbour.ts'
import { saleFacts, tagsIn, toTagItem } from '#shared/domain/sale-facts.ts'
import { startWorld } from '#test/support/sync-world.ts'

test('tags that are put on a deal without a network stand beside those of colleagues, and are taken back', async () => {
  const world = await startWorld()
  const [who] = (await world.rows()).filter(({ deletedAt }) => deletedAt === undefined)
  if (who === undefined) throw new Error('no contact')
  const record: Deal = {
    kind: 'deal',
    fields: {
      ...{ name: 'Сделка с тегами', price: 0, stage: null, responsibleId: null },
      ...{ contactIds: [who.id], mainContactId: who.id, companyId: null },
    },
  }
  const made = await world.accept(await createNeighbour(world.context(), who.id, record))
  await world.settle()
  if (made.change.kind !== 'create-neighbour') throw new Error('no create')
  const id = made.change.recordId
  const { db } = world.context()
  const remote = Number((await db.neighbours.get(id))?.remoteId)
  const shown = async () => tagsIn((await readDeal(db, id))?.fields.custom?.[saleFacts.tags])
  const add = async (name: string, color = '') => {
    const from = (await readDeal(db, id))?.fields.custom?.[saleFacts.tags] ?? []
    const to = [...from, toTagItem({ name, color })]
    return world.accept(
      await editCustomOf(world.context(), id, { kind: 'custom', fieldId: saleFacts.tags, from, to, merge: 'set' }),
    )
  }
  await world.main().call('sync/set-offline', { isOffline: true })

  await add('срочно', '#ff8f92')
  const last = await add('мой')
  const line = (await readDealLines(db, [id])).get(id)?.tags
  await world.demo().vendor({ action: 'edit', entity: 'leads', ids: [remote], fields: { tags: ['чужой'] } })
  await world.main().call('sync/set-offline', { isOffline: false })
  await world.settle()
  const merged = await shown()
  await undoMutation(world.context(), world.main(), last, new Set())
  await world.settle()

  expect(line).toEqual([{ name: 'срочно', color: '#ff8f92' }, { name: 'мой', color: '' }]) // prettier-ignore
  expect(merged.map(({ name }) => name).toSorted()).toEqual(['мой', 'срочно', 'чужой'])
  expect((await shown()).toSorted((a, b) => a.name.localeCompare(b.name, 'ru'))).toEqual([
    { name: 'срочно', color: '#ff8f92' },
    { name: 'чужой', color: '' },
  ])
  expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
})
