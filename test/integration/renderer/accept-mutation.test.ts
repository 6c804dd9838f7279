import { describe, expect, test } from 'vitest'
import { newEntityId, type CompanyId, type ContactId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import type { FakeMain } from '#test/support/cache-base.ts'
import {
  account,
  contactId,
  cutLine,
  refusal,
  snapshot,
  someBulkTag,
  someBase,
  someContact,
  someFields,
  someMutation,
  someRename,
} from '#test/support/cache-base.ts'

describe('acceptMutation', () => {
  test('keeps the edit in the outbox, shows it on top of the base, and hands it to main', async () => {
    const { context, main } = await someBase('1')
    const mutation = someRename('1', 'Anna', 'Anya')

    await acceptMutation(context, main, mutation)

    const { contacts, outbox, targets } = await snapshot(context)
    expect(contacts).toEqual([
      { ...someContact('1'), fields: someFields({ name: 'Anya', firstName: 'Anya' }), base: someFields() },
    ])
    expect(outbox).toEqual([{ seq: 1, id: mutation.id, accountId: account, state: 'pending', mutation }])
    expect(targets).toEqual([{ mutationId: mutation.id, recordId: contactId('1'), accountId: account }])
    expect([...main.journal.values()]).toEqual([mutation])
  })

  test('shows the edit as saving until main has it', async () => {
    const { context, main } = await someBase('1')
    const states: unknown[] = []
    const watching = {
      call: async (...asked: Parameters<FakeMain['call']>) => {
        states.push(...(await context.db.outbox.toArray()).map(({ state }) => state))
        return main.call(...asked)
      },
    }

    await acceptMutation(context, watching as FakeMain, someRename('1', 'Anna', 'Anya'))

    expect(states).toEqual(['saving'])
  })

  test('hands over first what a cut line has kept from main, so that the later of two edits stays the later', async () => {
    const { context, main } = await someBase('1')
    main.failNext('outbox/accept', cutLine)
    const first = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))

    const second = await acceptMutation(context, main, someRename('1', 'Anya', 'Annie'))

    expect([...main.journal.keys()]).toEqual([first.id, second.id])
    expect((await snapshot(context)).outbox).toMatchObject([{ state: 'pending' }, { state: 'pending' }])
  })

  test('asks main about one edit at a time, in the order in which the user acted', async () => {
    const { context, main } = await someBase('1')
    main.failNext('outbox/accept', cutLine)
    const edits = [someRename('1', 'Anna', 'A'), someRename('1', 'A', 'B'), someRename('1', 'B', 'C')]

    await Promise.all(edits.map((edit) => acceptMutation(context, main, edit)))

    expect([...main.journal.keys()]).toEqual(edits.map(({ id }) => id))
  })

  test('never hands over again what main has refused and the user was told of', async () => {
    const { context, main } = await someBase('1', '2')
    main.failNext('outbox/accept', refusal)

    const [first, second] = [someRename('1', 'Anna', 'Anya'), someRename('2', 'Anna', 'Anya')]
    await Promise.allSettled([first, second].map((edit) => acceptMutation(context, main, edit)))

    expect([...main.journal.keys()]).toEqual([second.id])
  })

  test('undoes exactly its own edit when main refuses, and lets earlier edits be', async () => {
    const { context, main } = await someBase('1', '2')
    await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    const before = await snapshot(context)
    main.failNext('outbox/accept', refusal)

    const attempt = acceptMutation(context, main, someBulkTag(['1', '2'], 'vip'))

    await expect(attempt).rejects.toBe(refusal)
    expect(await snapshot(context)).toEqual(before)
  })

  test('takes a refused new contact and its new company away again', async () => {
    const { context, main } = await someBase('1')
    const before = await snapshot(context)
    const companyIds = [newEntityId<CompanyId>(account, crypto.randomUUID())]
    const create = someMutation({
      kind: 'create',
      contactId: newEntityId<ContactId>(account, crypto.randomUUID()),
      fields: someFields({ companyIds }),
      createCompanyName: 'Acme',
    })
    main.failNext('outbox/accept', refusal)

    const attempt = acceptMutation(context, main, create)

    await expect(attempt).rejects.toBe(refusal)
    expect(await snapshot(context)).toEqual(before)
  })

  test('keeps the edit when the line is cut after main was asked: it may have heard', async () => {
    const { context, main } = await someBase('1')
    main.failNext('outbox/accept', cutLine, true)

    await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))

    const { outbox, contacts } = await snapshot(context)
    expect(outbox).toMatchObject([{ state: 'saving' }])
    expect(contacts).toMatchObject([{ fields: { firstName: 'Anya' } }])
  })

  test('undoes the edit when main cannot have heard', async () => {
    const { context, main } = await someBase('1')
    const details = { reason: 'disconnected', reached: false }
    main.failNext('outbox/accept', new AppError('state/refused', 'no line', { details }))

    const attempt = acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))

    await expect(attempt).rejects.toMatchObject({ code: 'state/refused' })
    expect(await snapshot(context)).toMatchObject({ outbox: [], targets: [] })
  })

  test('sends nothing when the device cannot keep the edit', async () => {
    const { context, main } = await someBase('1')
    const before = await snapshot(context)
    context.db.targets.hook('creating', () => {
      throw new DOMException('no room', 'QuotaExceededError')
    })

    const attempt = acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))

    await expect(attempt).rejects.toMatchObject({ code: 'storage/failed', details: { reason: 'quota' } })
    expect(main.calls).toEqual([])
    expect(await snapshot(context)).toEqual(before)
  })

  test('refuses an edit of a contact that is not here', async () => {
    const { context, main } = await someBase('1')

    const attempt = acceptMutation(context, main, someRename('9', 'Anna', 'Anya'))

    await expect(attempt).rejects.toMatchObject({ code: 'state/refused', details: { reason: 'contact-missing' } })
    expect(await snapshot(context)).toMatchObject({ outbox: [], targets: [] })
  })
})
