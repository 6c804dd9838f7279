import { expect, test, vi } from 'vitest'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { keepLinkedNames } from '#renderer/db/linked-names.ts'
import { useContactStore } from '#renderer/stores/contact-store.ts'
import { useDirectoryStore } from '#renderer/stores/directory-store.ts'
import { useLinkedStore } from '#renderer/stores/linked-store.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import { toLinkedCustom, type LinkedRef } from '#shared/domain/linked.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Commands, InputOf } from '#shared/ipc/contract.ts'
import { account, contactId, someContact } from '#test/support/cache-base.ts'
import { openWindow } from '#test/support/window-base.ts'

const goods = (id: string): LinkedRef => ({ kind: 'element', id: id as RemoteId, catalogId: '9' as RemoteId })
const having = (id: string) => toLinkedCustom([{ ...goods(id), quantity: 1 }])

/** A window with two contacts, each with goods of its own, whose names main tells when it is asked. */
async function withGoods() {
  const { list, context, main } = await openWindow({ 7: 'Nobody' })
  await applyContacts(context, {
    accountId: account,
    changes: ['1', '2'].map((id) => ({ kind: 'upsert', contact: someContact(id, { custom: having(`10${id}`) }) })),
    checkpoint: { cursor: 'b', isComplete: true },
  })
  const asked: unknown[] = []
  const others = main.call.bind(main)
  vi.spyOn(main, 'call').mockImplementation(async (name, input): Promise<never> => {
    if (name !== 'contacts/read-names') return others(name, input)
    const { refs } = input as InputOf<Commands, 'contacts/read-names'>
    asked.push(refs)
    return { names: refs.map((ref) => ({ ref, name: `No. ${ref.id}` })) } as never
  })
  return { list, context, asked }
}

test('what is called how is asked for with the card, and not again while the answer is young', async () => {
  const { list, context, asked } = await withGoods()
  useLinkedStore()
  const directory = useDirectoryStore()
  async function look(id: string): Promise<void> {
    list.open(contactId(id))
    await vi.waitFor(() => expect(directory.linkedName(account, goods(`10${id}`))).toBe(`No. 10${id}`))
  }

  await look('1')
  await look('2')
  await look('1')
  await context.db.linkedNames.delete([account, 'element 9 102'])
  await vi.waitFor(() => expect(directory.linkedName(account, goods('102'))).toBe(''))
  await look('2')

  expect(asked).toEqual([[goods('101')], [goods('102')], [goods('102')]])
})

test('what is called how is asked for with the first card too, which is there before anybody wants names', async () => {
  const { list } = await withGoods()
  const open = useContactStore()
  list.open(contactId('1'))
  await vi.waitFor(() => expect(open.contact?.id).toBe(contactId('1')))

  useLinkedStore()

  const directory = useDirectoryStore()
  await vi.waitFor(() => expect(directory.linkedName(account, goods('101'))).toBe('No. 101'))
})

test('what can be linked is what the CRM finds and what is known here; without a network the latter alone', async () => {
  const { context, main } = await openWindow({ 7: 'Nobody' })
  const known = { ...goods('101'), name: 'Drill, small', within: '' }
  const found = { ...goods('102'), name: 'Drill', within: 'Goods' }
  await keepLinkedNames(context, account, [known, found], [known, found])
  const linked = useLinkedStore()
  const answers: (() => Promise<unknown>)[] = [
    async () => Promise.resolve({ found: [found] }),
    async () => Promise.reject(new AppError('offline', 'no network')),
    async () => Promise.reject(new AppError('offline', 'no network')),
  ]
  vi.spyOn(main, 'call').mockImplementation(async () => (await answers.shift()?.()) as never)

  const online = await linked.find(account, 'element', 'dri')
  const offline = await linked.find(account, 'element', 'SMALL')

  expect([online, offline]).toEqual([[found, known], [known]])
  await expect(linked.find(account, 'customer', 'dri')).rejects.toMatchObject({ code: 'offline' })
})
