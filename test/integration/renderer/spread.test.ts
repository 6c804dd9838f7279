import { describe, expect, test } from 'vitest'
import type { ContactId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { CacheDb } from '#renderer/db/cache-db.ts'
import { keepSpreading } from '#renderer/db/keep-spreading.ts'
import { readConflicts } from '#renderer/db/read-conflicts.ts'
import { readContact } from '#renderer/db/read-contact.ts'
import { readListRows } from '#renderer/db/read-list-rows.ts'
import { readOutbox } from '#renderer/db/read-outbox.ts'
import { spreadSlice } from '#renderer/db/spread.ts'
import {
  account,
  contactId,
  FakeMain,
  refusal,
  someBase,
  someBulkTag,
  someContact,
  snapshot,
} from '#test/support/cache-base.ts'
import { applyNames, someSearch } from '#test/support/search-base.ts'
import { ids, tagged, spreadAll, tagsShown, untag, settled, page } from '#test/support/large-bulk.ts'

describe('a large bulk edit', () => {
  test('is accepted as one record, and shows at once in list, card and outbox', async () => {
    const { context, main, mutation, before } = await tagged(5)

    const { contacts, targets, outbox } = await snapshot(context)
    expect(contacts).toEqual(before)
    expect(targets).toEqual([])
    expect(outbox).toMatchObject([{ id: mutation.id, state: 'pending' }])
    expect(main.journal.get(mutation.id)).toEqual(mutation)
    expect(context.announced.at(-1)).toEqual({ kind: 'bulk', mutationId: mutation.id })
    const [row] = (await readListRows(context.db, [contactId('3')])).values()
    expect(row).toMatchObject({ tags: ['vip'], isPending: true })
    const open = await readContact(context.db, contactId('3'))
    expect(open?.contact.fields.tags).toEqual(['vip'])
    expect(open?.pendingFields).toEqual(new Set(['tags']))
    expect(await readOutbox(context.db)).toMatchObject([{ state: 'pending', total: 5, left: 5, failed: [] }])
  })

  test('has the rows of a small one once it is spread, slice by slice', async () => {
    const { context } = await tagged(25, 20)
    const small = await someBase(...ids(25))
    await acceptMutation(small.context, small.main, someBulkTag(ids(25), 'vip'))

    const slices = await spreadAll(context)

    expect(slices).toBe(3)
    const [spread, atOnce] = [await snapshot(context), await snapshot(small.context)]
    expect(spread.contacts).toEqual(atOnce.contacts)
    expect(spread.targets.map((target) => target.recordId)).toEqual(atOnce.targets.map((target) => target.recordId))
    expect(await context.db.spreads.count()).toBe(0)
    expect(await readOutbox(context.db)).toMatchObject([{ total: 25, left: 25 }])
  })

  test('is written by the search worker, when the window that keeps the cache asks it to', async () => {
    const { context, search } = someSearch()
    context.db.rowsAtOnce = 2
    await applyNames(context, { 1: 'Olga', 2: 'Anna', 3: 'Vera' })
    search.start('en')
    await acceptMutation(context, new FakeMain(), someBulkTag(['1', '2', '3'], 'vip'))

    const asked = [await search.spread(), await search.spread()]

    const { contacts, targets } = await snapshot(context)
    expect(asked).toEqual([true, false])
    expect(contacts.map(({ fields }) => fields.tags)).toEqual([['vip'], ['vip'], ['vip']])
    expect([targets.length, await context.db.spreads.count()]).toEqual([3, 0])
  })

  test('has the rows of a small one though there are more of them than are written in one go, and none when taken back', async () => {
    const { context, main, mutation, before } = await tagged(450, 20)
    await spreadAll(context)

    const { cancelled } = await cancelMutation(context, main, mutation.id)

    const { contacts, targets, outbox } = await snapshot(context)
    expect([cancelled.length, targets, outbox]).toEqual([450, [], []])
    expect(contacts).toEqual(before)
  })

  test('goes on after a kill between two slices where it stopped', async () => {
    const { context } = await tagged(25, 20)
    await spreadSlice(context)
    context.db.close()
    const again = { ...context, db: new CacheDb(context.db.name) }
    again.db.rowsAtOnce = 20

    const shown = await tagsShown(again, ['1', '25'])
    const slices = await spreadAll(again)

    expect(shown).toEqual([['vip'], ['vip']])
    expect(slices).toBe(2)
    expect(await again.db.targets.count()).toBe(25)
    expect(await tagsShown(again, ['1', '25'])).toEqual([['vip'], ['vip']])
  })

  test('leaves no trace of a slice that fails, and is tried again', async () => {
    const { context } = await tagged(5, 4)
    const before = await snapshot(context)
    const fail = () => {
      throw refusal
    }
    context.db.contacts.hook('updating', fail)
    let next: () => void = () => undefined
    const waits: number[] = []
    const wait = () => new Promise<void>((resolve) => (told = resolve))
    let told: () => void = () => undefined
    const stop = keepSpreading(
      () => spreadSlice(context),
      (act, ms) => {
        next = act
        waits.push(ms)
        told()
        return () => undefined
      },
    )

    let step = wait()
    next()
    await step
    const afterFailure = await snapshot(context)
    context.db.contacts.hook('updating').unsubscribe(fail)
    step = wait()
    next()
    await step
    stop()

    expect(afterFailure).toEqual(before)
    expect(await context.db.targets.count()).toBe(2)
    expect(waits).toEqual([2_000, 10_000, 20])
  })

  test('is refused as a whole when main refuses it', async () => {
    const { context, main } = await someBase(...ids(4))
    context.db.rowsAtOnce = 2
    const before = await snapshot(context)
    main.failNext('outbox/accept', refusal)

    await expect(acceptMutation(context, main, someBulkTag(ids(4), 'vip'))).rejects.toBe(refusal)

    expect(await snapshot(context)).toEqual(before)
    expect(await context.db.spreads.count()).toBe(0)
  })

  test('is refused when it names a contact whose create was taken back', async () => {
    const { context, main } = await someBase(...ids(3))
    context.db.rowsAtOnce = 2
    const lost = `${account}.~${context.uuid()}` as ContactId
    const { change, ...bulk } = someBulkTag(ids(3), 'vip')
    const mutation = { ...bulk, change: { ...change, contactIds: [...ids(3).map(contactId), lost] } } as Mutation

    await expect(acceptMutation(context, main, mutation)).rejects.toMatchObject({
      details: { reason: 'contact-missing' },
    })
  })

  test('comes before a later edit of one of its contacts, and after an earlier one', async () => {
    const { context, main } = await someBase(...ids(3))
    context.db.rowsAtOnce = 2
    await acceptMutation(context, main, someBulkTag(['1'], 'first'))
    await acceptMutation(context, main, someBulkTag(ids(3), 'second'))
    await acceptMutation(context, main, untag(ids(3), 'first'))
    await acceptMutation(context, main, someBulkTag(['2'], 'third'))
    await acceptMutation(context, main, untag(['2'], 'second'))
    const shown = await tagsShown(context, ids(3))

    await spreadAll(context)

    expect(shown).toEqual([['second'], ['third'], ['second']])
    expect(await tagsShown(context, ids(3))).toEqual(shown)
    const rows = await context.db.contacts.toArray()
    expect(rows.map(({ fields }) => fields.tags)).toEqual(shown)
    expect(rows.map(({ base }) => base?.tags)).toEqual([[], [], []])
  })

  test('shows over a page of the CRM, which becomes the base', async () => {
    const { context } = await tagged(3)

    await page(context, { kind: 'upsert', contact: someContact('2', { firstName: 'Olga', tags: ['theirs'] }) })

    expect(await tagsShown(context, ['2'])).toEqual([['theirs', 'vip']])
    expect(await context.db.contacts.get(contactId('2'))).toMatchObject({
      fields: { firstName: 'Olga', tags: ['theirs', 'vip'] },
      base: { tags: ['theirs'] },
    })
    expect(await spreadAll(context)).toBe(2)
    expect(await context.db.targets.count()).toBe(3)
  })

  test('keeps the draft of a contact that the CRM has deleted', async () => {
    const { context, mutation } = await tagged(3)

    await page(context, { kind: 'delete', id: contactId('2') })
    await settled(context, mutation, ['2'], { kind: 'set-aside', problem: { kind: 'gone' } })

    const { gone } = await readConflicts(context.db)
    expect(gone).toMatchObject([{ contactId: contactId('2'), fields: { tags: ['vip'] }, isBack: false }])
  })
})
