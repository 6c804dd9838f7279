import { describe, expect, test } from 'vitest'
import type { Connector } from '#core/connectors/connector.ts'
import type { RemoteNeighbourChange } from '#core/connectors/neighbour-port.ts'
import type { Cursor, Page, RemoteChange } from '#core/connectors/pull-page.ts'
import { createEngine } from '#core/sync/engine.ts'
import { bench } from '#test/support/engine-bench.ts'
import { accountId, editMutation, remoteContact, remoteIdOfNumber, tag, userId } from '#test/support/contacts.ts'

const go = new AbortController().signal
const page = <T>(...items: readonly T[]): Page<T> => ({ items, cursor: 'c' as Cursor, isComplete: true })

/** An account that has been pulled, and what is asked of its CRM from then on. */
function poller() {
  const asked: string[] = []
  let changed: readonly RemoteChange[] = []
  let smallLists = 0
  let isFormChanged = false
  const list = <T>(name: string, items: () => readonly T[]) =>
    async function* (): AsyncGenerator<Page<T>> {
      asked.push(name)
      yield { ...page(...items()), isFormChanged }
      if (isFormChanged) asked.push(`${name} confirmed after ${smallLists} readings of the small lists`)
    }
  const crm: Partial<Connector> = {
    identify: async () => ({
      provider: 'amocrm',
      remoteAccountId: remoteIdOfNumber(1),
      accountName: '',
      userId: userId(1),
      capabilities: {
        deleteContacts: false,
        tags: true,
        leads: false,
        requisites: null,
        tagStore: 'list',
        trash: true,
        layouts: false,
        links: [],
        newFields: [],
        ...{ chats: true, bindsChats: true },
        companiesPerContact: 'one',
        phoneKinds: [],
        emailKinds: [],
        adminOnly: [],
      },
    }),
    pullUsers: async () => [],
    pullFields: async () => [],
    pullTags: async () => (smallLists++, []),
    pullPipelines: async () => [],
    pullContacts: list('contacts', () => changed),
    neighbours: { company: { pull: list<RemoteNeighbourChange>('companies', () => []) } as never },
    updateContacts: async (items) => items.map(({ remoteId }) => ({ kind: 'applied', remoteId, updatedAt: null })),
  }
  const desk = bench(crm)
  const checkpoint = { cursor: 'c', isComplete: true }
  const store = {
    call: async (name: string) =>
      Promise.resolve(
        name === 'cache/read-checkpoints' ? { contacts: checkpoint, neighbours: { company: checkpoint } } : {},
      ),
  } as unknown as typeof desk.context.store
  const engine = createEngine({ context: { ...desk.context, store }, remoteAccountId: '1' })
  const poll = async (isAsked = false) => {
    asked.length = 0
    const { hasMoved } = await engine.run(go, isAsked)
    return { asked: [...asked], hasMoved }
  }
  const change = (...contacts: readonly number[]) => {
    changed = contacts.map((n) => ({ kind: 'upsert', contact: remoteContact(n) }))
  }
  const changeForm = (is: boolean) => {
    isFormChanged = is
  }
  return { ...desk, poll, change, changeForm, smallLists: () => smallLists }
}

describe('a poll', () => {
  test('asks for contacts alone while none has changed, and for companies once a minute', async () => {
    const { poll, putClock } = poller()

    const first = await poll()
    const second = await poll()
    putClock(60_000)
    const third = await poll()

    const both = { asked: ['contacts', 'companies'], hasMoved: false }
    expect([first, second, third]).toEqual([both, { asked: ['contacts'], hasMoved: false }, both])
  })

  test('asks for companies when a contact has changed', async () => {
    const { poll, change } = poller()
    await poll()

    change(7)

    expect(await poll()).toEqual({ asked: ['contacts', 'companies'], hasMoved: true })
  })

  test('asks for everything when the user does', async () => {
    const { poll, smallLists } = poller()
    await poll()
    await poll()
    const before = smallLists()

    expect(await poll(true)).toEqual({ asked: ['contacts', 'companies'], hasMoved: false })
    expect([before, smallLists()], 'names, fields and rights may have changed, too').toEqual([1, 2])
  })

  test('reads the small lists when a page says that the form has changed, before the page is confirmed', async () => {
    const { poll, changeForm, smallLists } = poller()
    await poll()

    changeForm(true)
    const told = await poll()
    changeForm(false)
    await poll()

    expect(told.asked).toEqual(['contacts', 'contacts confirmed after 2 readings of the small lists'])
    expect(smallLists()).toBe(2)
  })

  test('says that something moved when an edit was sent', async () => {
    const { poll, journal } = poller()
    await poll()

    journal.accept(editMutation(1, 7, tag('add', 'vip')))
    const sent = await poll()

    expect([sent.hasMoved, journal.openCount(accountId)]).toEqual([true, 0])
  })
})
