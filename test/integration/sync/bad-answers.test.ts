import { describe, expect, test } from 'vitest'
import { fieldOfProblem } from '#renderer/components/card/problem-field.ts'
import { createContact } from '#renderer/db/edit-contact.ts'
import { readContact } from '#renderer/db/read-contact.ts'
import { newEntityId, type CompanyId } from '#shared/domain/ids.ts'
import { contactIdsOf } from '#shared/domain/mutation.ts'
import { rename, someFields } from '#test/support/contacts.ts'
import { eventually, startWorld } from '#test/support/sync-world.ts'

describe('a bad answer', () => {
  test('of the CRM to one edit sets that one aside with its field, and the others are applied', async () => {
    const world = await startWorld()
    const [one, two] = (await world.rows()).filter(({ fields }) => fields.firstName !== '')
    if (one === undefined || two === undefined) throw new Error('no contacts')
    const fields = await world.context().db.fields.toArray()
    const choice = fields.find(({ kind, options }) => kind === 'choice' && options.length > 1)
    const option = choice?.options.find(({ id }) => one.fields.custom[choice.id]?.[0]?.optionId !== id)
    if (choice === undefined || option === undefined) throw new Error('no choice to make')
    await world.main().call('sync/set-offline', { isOffline: true })
    await world.edit(one.id, {
      kind: 'custom',
      fieldId: choice.id,
      from: one.fields.custom[choice.id] ?? [],
      to: [{ value: option.value, optionId: option.id }],
    })
    await world.edit(one.id, rename(one.fields.firstName, 'Applied'))
    await world.edit(two.id, rename(two.fields.firstName, 'Applied too'))
    const others = choice.options.filter(({ id }) => id !== option.id)
    await world.demo().vendor({
      action: 'edit',
      entity: 'custom_fields',
      ids: [Number(choice.id)],
      fields: { enums: others.map(({ id, value }) => ({ id: Number(id), value })) },
    })

    await world.main().call('sync/set-offline', { isOffline: false })
    await world.settle()

    const stored = await world.demo().contacts([Number(one.remoteId), Number(two.remoteId)])
    expect([stored.map(({ first_name }) => first_name), await world.problems()]).toEqual([
      ['Applied', 'Applied too'],
      [expect.objectContaining({ kind: 'rejected', field: `custom:${choice.id}`, reason: 'NotSupportedChoice' })],
    ])
  })

  test('of the CRM to several fields of one contact comes to each of them, and the others are applied', async () => {
    const world = await startWorld()
    const [one] = (await world.rows()).filter(({ fields }) => fields.firstName !== '')
    const fields = await world.context().db.fields.toArray()
    const choices = fields.filter(({ kind, of }) => kind === 'choice' && of === undefined)
    if (one === undefined || choices.length < 2) throw new Error('nothing to refuse')
    await world.main().call('sync/set-offline', { isOffline: true })
    for (const { id: fieldId } of choices) {
      const from = one.fields.custom[fieldId] ?? []
      await world.edit(one.id, { kind: 'custom', fieldId, from, to: [{ value: 'No such option', optionId: '1' }] })
    }
    await world.edit(one.id, rename(one.fields.firstName, 'Applied'))

    await world.main().call('sync/set-offline', { isOffline: false })
    await world.settle()

    await eventually(async () => {
      const [stored] = await world.demo().contacts([Number(one.remoteId)])
      expect(stored?.first_name).toBe('Applied')
    })
    const refused = (await world.problems()).map((problem) => problem.kind === 'rejected' && problem.field)
    expect(refused.toSorted()).toEqual(choices.map(({ id }) => `custom:${id}`).toSorted())
  })

  test('of the CRM to several fields of a new contact comes to each of them at once', async () => {
    const world = await startWorld()
    const fields = await world.context().db.fields.toArray()
    const [choice] = fields.filter(({ kind, of }) => kind === 'choice' && of === undefined)
    const [number] = fields.filter(({ kind, of }) => kind === 'number' && of === undefined)
    if (choice === undefined || number === undefined) throw new Error('nothing to refuse')
    const custom = { [choice.id]: [{ value: 'No such option' }], [number.id]: [{ value: 'much' }] }
    const context = world.context()

    const draft = await createContact(context, world.account.id, someFields({ firstName: 'Twice wrong', custom }))
    await world.accept(draft)
    await world.settle()

    const [contactId] = contactIdsOf(draft.change)
    const open = contactId === undefined ? null : await readContact(context.db, contactId)
    const shown = open?.problems.map(({ problem }) => fieldOfProblem(problem)).toSorted()
    expect(shown).toEqual([`custom:${choice.id}`, `custom:${number.id}`].toSorted())
    expect(await world.pendingCount()).toBe(1)
  })

  test('to a new company sets that edit aside at its field, and holds up nobody else', async () => {
    const world = await startWorld()
    const [one, two] = (await world.rows()).filter(({ fields }) => fields.firstName !== '')
    if (one === undefined || two === undefined) throw new Error('no contacts')
    const refusal = {
      'validation-errors': [{ request_id: '0', errors: [{ code: 'TooLong', path: 'name', detail: 'Too long.' }] }],
      title: 'Bad Request',
      type: 'https://httpstatus.es/400',
      status: 400,
      detail: 'Request validation failed',
    }
    const companies = { method: 'POST', path: '/api/v4/companies' }
    await world.demo().faults([{ kind: 'status', status: 400, body: refusal, ...companies }])

    await world.edit(one.id, {
      kind: 'company',
      from: one.fields.companyIds[0] ?? null,
      to: newEntityId<CompanyId>(world.account.id, '22222222-2222-4222-8222-222222222222'),
      exclusive: true,
      createName: 'Refused Ltd',
    })
    await world.edit(two.id, rename(two.fields.firstName, 'Unhindered'))
    await world.settle()

    const [stored] = await world.demo().contacts([Number(two.remoteId)])
    expect([stored?.first_name, await world.problems()]).toEqual([
      'Unhindered',
      [expect.objectContaining({ kind: 'rejected', field: 'company' })],
    ])
  })

  test.each([
    ['429', { kind: 'status', status: 429, body: '<html>429</html>', contentType: 'text/html' }],
    ['a 500 page', { kind: 'server-html' }],
    ['a captive portal', { kind: 'captive-portal' }],
    ['half an answer', { kind: 'truncate' }],
  ])('by %s, three times over, is outlived without help', async (_name, fault) => {
    const world = await startWorld()
    const [one] = (await world.rows()).filter(({ fields }) => fields.firstName !== '')
    if (one === undefined) throw new Error('no contacts')
    await world.demo().faults([{ ...fault, path: '/api/v4', times: 3 }])

    await world.edit(one.id, rename(one.fields.firstName, 'Survivor'))
    await world.settle()

    const [stored] = await world.demo().contacts([Number(one.remoteId)])
    expect([stored?.first_name, await world.pendingCount()]).toEqual(['Survivor', 0])
  })

  test('by 401 stops the account and keeps the edit until the user signs in again', async () => {
    const world = await startWorld()
    const [one] = (await world.rows()).filter(({ fields }) => fields.firstName !== '')
    if (one === undefined) throw new Error('no contacts')
    await world.demo().faults([{ kind: 'expire-token', path: '/api/v4', times: 1 }])

    await world.edit(one.id, rename(one.fields.firstName, 'Kept'))
    await eventually(async () => expect((await world.phase()).kind).toBe('stopped'))
    const pending = await world.pendingCount()
    await world.settle()

    expect([pending, (await world.demo().contacts([Number(one.remoteId)]))[0]?.first_name]).toEqual([1, 'Kept'])
  })

  test('whose shape makes no sense stops the pull with the reason and moves no checkpoint', async () => {
    const world = await startWorld()
    const checkpoint = async () => world.context().db.checkpoints.get([world.account.id, 'contacts'])
    const before = await checkpoint()
    const body = { _page: 1, _links: {}, _embedded: { contacts: [{ id: 'not a number' }] } }
    await world.demo().faults([{ kind: 'status', status: 200, body, path: '/api/v4/contacts', method: 'GET' }])

    await world.main().call('sync/run', { accountId: null, reason: 'user' })
    await eventually(async () => expect((await world.phase()).kind).toBe('waiting'))

    const phase = await world.phase()
    expect([phase.kind === 'waiting' ? phase.error.code : null, (await checkpoint())?.cursor]).toEqual([
      'remote/invalid-response',
      before?.cursor,
    ])
  })
})
