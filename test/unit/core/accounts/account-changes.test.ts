import { describe, expect, test } from 'vitest'
import { newEntityId, toEntityId, type AccountId, type ContactId } from '#shared/domain/ids.ts'
import type { Change, Mutation } from '#shared/domain/mutation.ts'
import { byField, fieldId, startAccounts, usualCrm } from '#test/support/accounts-bench.ts'
import { mutationId, remoteIdOfNumber, someFields } from '#test/support/contacts.ts'
import { settled } from '#test/support/fake-clock.ts'

const mutationOf = (accountId: AccountId, change: Change): Mutation => ({
  ...{ id: mutationId(1), accountId, at: 0, subject: '', change },
})

const someEdit = (accountId: AccountId): Mutation =>
  mutationOf(accountId, {
    kind: 'edit',
    contactId: toEntityId<ContactId>(accountId, remoteIdOfNumber(5)),
    edit: { kind: 'custom', fieldId, from: [], to: [{ value: 'typed' }] },
  })

describe('changes of one account at the same time', () => {
  test('a new sign-in and a chosen marker both stay', async () => {
    const { secretDisk, registry, accountId, connect, choose } = await startAccounts()
    const release = secretDisk.hold()

    const connected = connect()
    await settled()
    const chosen = choose(byField)
    await settled()
    release()
    await Promise.all([connected, chosen])

    expect(registry.find(accountId)?.marker).toEqual(byField)
  })

  test('a marker that is chosen during a sign-out does not bring the account back', async () => {
    const { disk, registry, accountId, syncs, signOut, choose } = await startAccounts()
    const release = disk.hold()

    const signedOut = signOut()
    await settled()
    const chosen = choose(byField).catch((error: unknown) => error)
    await settled()
    const takesEdits = syncs.has(accountId)
    release()
    await signedOut

    expect(await chosen).toMatchObject({ code: 'state/refused' })
    expect([takesEdits, syncs.has(accountId), registry.all()]).toEqual([false, false, []])
  })

  test('a sign-out during the choice of a marker is the end of the account', async () => {
    const { disk, registry, accountId, syncs, signOut, choose } = await startAccounts()
    const release = disk.hold()

    const chosen = choose(byField).catch(() => null)
    await settled()
    const signedOut = signOut()
    await settled()
    release()
    await Promise.all([chosen, signedOut])

    expect([syncs.has(accountId), registry.all()]).toEqual([false, []])
  })

  test('a sign-in during a sign-out leaves an account with its token', async () => {
    const { secretDisk, registry, signOut, connect, syncs } = await startAccounts()
    const release = secretDisk.hold()

    const signedOut = signOut()
    await settled()
    const connected = connect()
    await settled()
    release()
    const [account] = await Promise.all([connected, signedOut])

    expect([registry.all().map((record) => record.account.id), [...secretDisk.files.keys()]]).toEqual([
      [account.id],
      [`account.${account.id}`],
    ])
    expect(syncs.has(account.id)).toBe(true)
  })
})

describe('choosing a marker', () => {
  test('takes no edit of that field from the moment on in which it is looked for them', async () => {
    const { disk, accountId, journal, accept, choose } = await startAccounts()
    const release = disk.hold()

    const chosen = choose(byField)
    await settled()
    const taken = accept(someEdit(accountId)).catch((error: unknown) => error)
    release()
    await chosen

    expect(await taken).toMatchObject({ code: 'state/refused', details: { reason: 'technical-field' } })
    expect(journal.list()).toEqual([])
  })

  test('that could not be written down leaves the field to the user', async () => {
    const { disk, accountId, journal, accept, choose } = await startAccounts()
    disk.fill()
    await expect(choose(byField)).rejects.toThrow('full')
    disk.makeRoom()

    await accept(someEdit(accountId))

    expect(journal.list()).toHaveLength(1)
  })

  test('waits until contacts that carry keys have been found: keys of another field would say nothing of them', async () => {
    const { accountId, journal, choose } = await startAccounts()
    await choose(byField)
    const contactId = newEntityId<ContactId>(accountId, '11111111-1111-4111-8111-111111111111')
    journal.accept(mutationOf(accountId, { kind: 'create', contactId, fields: someFields({ name: 'Ann' }) }))
    const state = { kind: 'sending', sentAfter: 1, fingerprint: 'ann', isMarked: true } as const
    journal.advance([{ mutationId: mutationId(1), recordId: contactId, state }])
    journal.recover()

    const refused = { code: 'state/refused', details: { reason: 'creates-in-doubt' } }
    await expect(choose({ kind: 'none' })).rejects.toMatchObject(refused)
    expect(await choose(byField), 'the same again changes nothing').toEqual(byField)
  })

  test('makes one field, although two windows ask for it at once', async () => {
    let isMaking = false
    const overlaps: boolean[] = []
    const both = await startAccounts({
      async makeMarkerField() {
        overlaps.push(isMaking)
        isMaking = true
        await settled()
        isMaking = false
        return fieldId
      },
    })
    await Promise.all([both.choose({ kind: 'new' }), both.choose({ kind: 'new' })])

    expect(overlaps).toEqual([false, false])
  })
})

describe('choosing how much one write carries', () => {
  test('is kept with the account, also when that is signed in to again', async () => {
    const { disk, accountId, registry, setWriteBatch, connect } = await startAccounts()

    const account = await setWriteBatch(250)
    const again = await connect()

    expect([account.writeBatch, again.writeBatch]).toEqual([250, 250])
    expect(registry.find(accountId)?.account.writeBatch).toBe(250)
    expect(disk.files.get('accounts')).toMatchObject([{ account: { writeBatch: 250 } }])
  })

  test('takes nothing but what the CRM lets one choose', async () => {
    const { accountId, registry, setWriteBatch } = await startAccounts()

    await expect(setWriteBatch(300)).rejects.toMatchObject({ code: 'state/refused' })

    expect(registry.find(accountId)?.account.writeBatch).toBeUndefined()
  })
})

describe('a CRM that does not answer', () => {
  const hanging = async (signal: AbortSignal) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

  test('is said to be slow when signing in, not taken for a fault of this computer', async () => {
    let isHanging = false
    const { clock, connect } = await startAccounts({
      identify: async (signal) => (isHanging ? hanging(signal) : (usualCrm.identify?.(signal) ?? hanging(signal))),
    })
    isHanging = true

    const failed = expect(connect()).rejects.toMatchObject({ code: 'timeout' })
    await clock.advance(31_000)

    await failed
  })

  test('is said to be slow when it is asked for its fields', async () => {
    const { clock, offer } = await startAccounts({ offerMarkers: hanging })

    const failed = expect(offer()).rejects.toMatchObject({ code: 'timeout' })
    await clock.advance(31_000)

    await failed
  })
})
