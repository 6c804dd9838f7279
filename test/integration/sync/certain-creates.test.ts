import { describe, expect, test } from 'vitest'
import { createContact } from '#renderer/db/edit-contact.ts'
import type { AccountId, FieldId } from '#shared/domain/ids.ts'
import { phone, someFields } from '#test/support/contacts.ts'
import type { StoredContact } from '#test/support/demo-control.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

const day = 24 * 3_600_000
const fresh = someFields({ firstName: 'Only', lastName: 'Once', phones: [phone('+7 900 000-00-01')] })
const lostAnswer = { kind: 'reset-after-commit', method: 'POST', path: '/api/v4/contacts', times: 1 }
const blind = { kind: 'server-html', method: 'GET', path: '/api/v4/contacts' }

const stored = async (world: World, isOurs: (contact: StoredContact) => boolean) =>
  (await world.demo().contacts()).filter(isOurs)
const isOnce = ({ last_name }: StoredContact) => last_name === 'Once'

const create = async (world: World, fields = fresh) =>
  world.accept(await createContact(world.context(), world.account.id, fields))

const whenFailed = async (world: World) =>
  eventually(async () => {
    if ((await world.phase()).kind !== 'waiting') throw new Error('not failed yet')
  })

const offer = async (world: World, accountId: AccountId = world.account.id) =>
  world.main().call('accounts/marker-fields', { accountId })

async function startMarked() {
  const world = await startWorld()
  const fieldId = (await offer(world)).fields[0]?.id ?? ('' as FieldId)
  const accountId = world.account.id
  const choose = async (marker: { kind: 'none' } | { kind: 'field'; fieldId: FieldId } | { kind: 'new' }) =>
    world.main().call('accounts/set-marker', { accountId, marker })
  return { world, fieldId, choose }
}

/** A create has left, its answer is lost, and nothing can be looked for until the faults are taken away. */
async function loseAnswer(world: World) {
  // What the new engine has to read before it can send, it has read.
  await world.settle()
  await world.demo().faults([lostAnswer, blind])
  await create(world)
  await eventually(async () => {
    if ((await stored(world, isOnce)).length === 0) throw new Error('not there yet')
  })
  await whenFailed(world)
}

describe('a create whose answer is lost', () => {
  test.each([
    ['forward', day],
    ['back', -day],
  ])('is found, not doubled, when the clock of the device jumps %s a day before it is sent', async (_name, jump) => {
    const world = await startWorld()
    world.putClock(jump)
    await world.demo().faults([lostAnswer])

    await create(world)
    await whenFailed(world)
    world.putClock(-2 * jump)
    await world.settle()

    const twins = await stored(world, isOnce)
    const rows = (await world.rows()).filter(({ fields }) => fields.lastName === 'Once')
    expect([twins.length, rows.map(({ remoteId }) => remoteId)]).toEqual([1, [String(twins[0]?.id)]])
  })

  test('is found by its marker though a colleague has renamed it and taken its phone off', async () => {
    const { world, fieldId, choose } = await startMarked()
    await choose({ kind: 'field', fieldId })
    await loseAnswer(world)
    const [made] = await stored(world, isOnce)
    const fields = { first_name: 'Quite', last_name: 'Another', PHONE: [] }
    await world.demo().vendor({ action: 'edit', entity: 'contacts', ids: [made?.id], fields })

    await world.demo().faults([])
    await world.settle()

    const row = (await world.rows()).find(({ remoteId }) => remoteId === String(made?.id))
    expect([(await stored(world, isOnce)).length, row?.fields.lastName, await world.problems()]).toEqual([
      0,
      'Another',
      [],
    ])
    expect((await world.rows()).filter(({ remoteId }) => remoteId === undefined || remoteId === null)).toEqual([])
  })

  test.each(['delete', 'merge'])('is not made again when a colleague was quick to %s it', async (action) => {
    const { world, fieldId, choose } = await startMarked()
    await choose({ kind: 'field', fieldId })
    await loseAnswer(world)
    const [made] = await stored(world, isOnce)
    const [survivor] = await stored(world, (one) => !isOnce(one) && !one.trashed)
    const ids = action === 'merge' ? [survivor?.id, made?.id] : [made?.id]
    await world.demo().vendor({ action, entity: 'contacts', ids })

    await world.demo().faults([])
    await world.settle()

    const living = await stored(world, (one) => isOnce(one) && !one.trashed)
    expect([living.length, (await world.problems()).map(({ kind }) => kind)]).toEqual([0, ['gone']])
  })

  test('is not mixed up with an equal contact of somebody else', async () => {
    const { world, fieldId, choose } = await startMarked()
    await choose({ kind: 'field', fieldId })
    await world.demo().faults([{ kind: 'reset-before', method: 'POST', path: '/api/v4/contacts', times: 1 }, blind])
    await create(world)
    await whenFailed(world)
    await world.demo().faults([])
    await world.postContact({
      first_name: 'Only',
      last_name: 'Once',
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+7 900 000-00-01' }] }],
    })
    await world.settle()

    expect([(await stored(world, isOnce)).length, await world.problems()]).toEqual([2, []])
  })
})

describe('the marker of an account', () => {
  test('is a field that no user sees, and keys go into it from then on', async () => {
    const { world, fieldId, choose } = await startMarked()
    const seen = async () => (await world.context().db.fields.toArray()).some(({ id }) => id === fieldId)
    const before = await seen()

    await choose({ kind: 'field', fieldId })
    await create(world)
    await world.settle()

    const [made] = await stored(world, isOnce)
    const key = made?.fields.find(({ field_id }) => String(field_id) === fieldId)?.values[0]?.value
    const row = (await world.rows()).find(({ fields }) => fields.lastName === 'Once')
    expect([before, await seen(), row?.fields.custom]).toEqual([true, false, {}])
    expect(row?.id.endsWith(`~${String(key)}`)).toBe(true)
  })

  test('outlives a restart and a new sign-in', async () => {
    const { world, choose } = await startMarked()
    const chosen = await choose({ kind: 'new' })

    await world.signIn()
    await world.restart()

    expect([chosen.kind, (await offer(world)).chosen]).toEqual(['field', chosen])
  })

  test('is chosen by itself in the demo CRM, and stays off if the user turns it off', async () => {
    const world = await startWorld()
    const { id: accountId } = await world.main().call('accounts/connect-demo', { provider: 'amocrm' })
    const { chosen, fields } = await offer(world, accountId)

    await world.main().call('accounts/set-marker', { accountId, marker: { kind: 'none' } })
    await world.main().call('accounts/connect-demo', { provider: 'amocrm' })

    expect([chosen, (await offer(world, accountId)).chosen]).toEqual([
      { kind: 'field', fieldId: fields[0]?.id },
      { kind: 'none' },
    ])
  })

  test('cannot be a field of which edits wait, nor is such an edit taken afterwards', async () => {
    const { world, fieldId, choose } = await startMarked()
    const custom = { [fieldId]: [{ value: 'typed' }] }
    await world.main().call('sync/set-offline', { isOffline: true })
    const waiting = await create(world, { ...fresh, custom })

    await expect(choose({ kind: 'field', fieldId })).rejects.toMatchObject({ details: { reason: 'field-in-use' } })
    await world.main().call('outbox/cancel', { mutationId: waiting.id })
    await choose({ kind: 'field', fieldId })

    await expect(create(world, { ...fresh, custom })).rejects.toMatchObject({ details: { reason: 'technical-field' } })
  })

  test('is done without when its field is deleted at the CRM: the contact is made all the same', async () => {
    const { world, fieldId, choose } = await startMarked()
    await choose({ kind: 'field', fieldId })
    await create(world, someFields({ firstName: 'Before' }))
    await world.settle()
    await world.demo().vendor({ action: 'delete', entity: 'custom_fields', ids: [Number(fieldId)] })

    await create(world)
    await world.settle()

    expect([(await stored(world, isOnce)).length, await world.problems()]).toEqual([1, []])
  })
})
