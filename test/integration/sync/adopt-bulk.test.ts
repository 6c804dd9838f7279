import { describe, expect, test } from 'vitest'
import { bulkTags } from '#test/support/bulk-tags.ts'
import { readShown } from '#renderer/db/unspread.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import { ask } from '#test/support/doubted-draft.ts'

describe('a doubtful create that is taken for a contact of the CRM', () => {
  test.each([
    ['the draft', (draft: ContactId) => [draft]],
    ['both', (draft: ContactId, twin: ContactId) => [draft, twin]],
    ['that contact', (_draft: ContactId, twin: ContactId) => [twin]],
  ])('keeps a bulk edit of %s whose rows are still to be written', async (_whose, choose) => {
    const { world, draftId, chosen, offline, adopt, stored } = await ask(2)
    const rows = await world.rows()
    const twin = rows.find(({ id, remoteId }) => remoteId === chosen && id !== draftId)
    if (twin === undefined) throw new Error('the twin is not here')
    const others = rows.map(({ id }) => id).filter((id) => id !== twin.id && id !== draftId)
    world.context().db.rowsAtOnce = 1
    await offline(true)
    const ids = [...choose(draftId, twin.id), ...others.slice(0, 2)]
    for (const bulk of await bulkTags(world.context(), ids, { add: ['fair'], remove: [] })) await world.accept(bulk)

    const own = await adopt(chosen)

    const [shown] = await readShown(world.context().db, [own])
    await offline(false)
    await world.settle()
    const known = (await world.rows()).filter(({ remoteId }) => remoteId === chosen)
    expect([shown?.fields.tags, known.map(({ id, fields }) => [id, fields.tags])]).toEqual([
      ['fair'],
      [[own, ['fair']]],
    ])
    expect([(await stored(chosen))?.tags, await world.problems()]).toEqual([['fair'], []])
  })
})
